import type { IncomingHttpHeaders } from "node:http";
import { CourantError, excerpt } from "../errors.ts";
import { type Coding, type Document, errorPagePaths, type Snapshot } from "../published/snapshot.ts";
import type { Answer } from "./answer-document.ts";
import type { Audience } from "./audience.ts";
import type { ProfileReader } from "./clients.ts";
import { corsHeaders, type Headers } from "./headers.ts";

/** Answers without a document are counted under this file name. */
const noDocument = { file: "" };

/** Caches may keep errors, because a missing path rarely changes, but not for long. */
const errorMaxAgeSeconds = 60;

/**
 * Creates the function that answers a request for a path without a document: a redirect, an error page for a browser, or
 * an error.
 */
export function createMissingAnswerer(deps: {
  source: {
    snapshot(): Snapshot;
    read(document: Document, coding: Coding): Promise<Buffer>;
    isLost(path: string): boolean;
  };
  expected: ReadonlySet<string>;
  audience: Audience;
  readProfile: ProfileReader;
  pageHeaders: Headers;
}) {
  const { source, expected, audience, readProfile, pageHeaders } = deps;
  const cached = { "cache-control": `public, max-age=${errorMaxAgeSeconds}` };

  return async function answerMissing(path: string, requestHeaders: IncomingHttpHeaders): Promise<Answer> {
    const { documents, gone, moved } = source.snapshot();
    const client = readProfile(requestHeaders["user-agent"]);
    const count = (status: number) => audience.counterOf(noDocument).count(status, undefined, client);
    const redirect = (status: number, location: string): Answer => {
      count(status);
      return { status, headers: { ...cached, ...corsHeaders, location } };
    };
    const next = nextArchive(path, documents);
    if (next !== undefined) return redirect(307, next);
    const target = moved.get(path);
    if (target !== undefined) return redirect(301, target);
    if (expected.has(path) || (!gone.has(path) && source.isLost(path))) {
      count(503);
      throw new CourantError("NOT_READY", "This document could not be made yet. Ask again in a few seconds.", {
        headers: { "retry-after": "2" },
      });
    }
    const status = isGone(path, gone) ? 410 : 404;
    count(status);
    const headers = { ...cached, vary: "Accept" };
    const page = documents.get(errorPagePaths[status]);
    if (!page || !prefersHtml(requestHeaders.accept)) throw missingError(status, path, headers);
    return {
      status,
      headers: { ...headers, ...corsHeaders, ...pageHeaders, "content-type": page.type },
      body: page.variants.identity.body ?? (await source.read(page, "identity")),
    };
  };
}

function missingError(status: 404 | 410, path: string, headers: Record<string, string>): CourantError {
  const requested = excerpt(path);
  if (status === 410) {
    return new CourantError("GONE", `${requested} was retired or deleted. Please stop asking for it.`, { headers });
  }
  const detail = `There is nothing at ${requested}. The feeds are listed at / and in /feeds.opml.`;
  return new CourantError("NOT_FOUND", detail, { headers });
}

/** Whether a path is gone, or is that of an archive of a channel that is gone. */
function isGone(path: string, gone: Snapshot["gone"]): boolean {
  const [, channel = ""] = /^(\/feeds\/[^/]+)\/archive\//.exec(path) ?? [];
  return gone.has(path) || gone.has(channel);
}

/** Returns the archive that follows one at present: `/feeds/news/archive/3/next.atom` leads there from the third. */
function nextArchive(path: string, documents: Snapshot["documents"]): string | undefined {
  const [, archive, extension] = /^(\/feeds\/[^/]+\/archive\/\d+)\/next(\.[a-z]+)$/.exec(path) ?? [];
  return documents.get(`${archive}${extension}`)?.archive?.next;
}

/** Whether the client is a browser that a person uses: feed readers ask for feeds or for anything. */
function prefersHtml(accept: string | undefined): boolean {
  return accept?.includes("text/html") ?? false;
}
