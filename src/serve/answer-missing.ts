import { CourantError, excerpt } from "../errors.ts";
import type { RequestOrigin } from "../http/networks.ts";
import { cacheKeyHeaders } from "../published/cache-keys.ts";
import { erasedPathOf } from "../published/erased-path.ts";
import { encodePath } from "../published/paths.ts";
import { errorPagePaths } from "../published/snapshot.ts";
import type { PublishedView } from "../published/view.ts";
import type { Answer, DocumentSource } from "./answer-document.ts";
import { archiveInsteadOf } from "./archive-redirects.ts";
import type { AudienceCounter } from "./audience.ts";
import type { ProfileReader } from "./clients.ts";
import { corsHeaders, type Headers } from "./headers.ts";
import { usualFeed } from "./usual-feeds.ts";
import type { PollWatcher } from "./watch-polls.ts";

/** Answers without a document are counted under this file name. */
const noDocument = { file: "" };

/** Caches may keep errors, because a missing path rarely changes, but not for long. */
const errorMaxAgeSeconds = 60;

/** Returns the page for unknown addresses, with what it can say about one of them, a percent-decoded path. */
export type MissingPageFiller = (page: string, path: string) => string;

/**
 * Creates the function that answers a request for a path without a document: a redirect, an error page for a browser, or
 * an error.
 */
export function createMissingAnswerer(deps: {
  source: DocumentSource;
  expected: ReadonlySet<string>;
  audience: AudienceCounter;
  polls: Pick<PollWatcher, "gone">;
  readProfile: ProfileReader;
  pageHeaders: Headers;
  /** The path before every path of this service in headers. */
  root: string;
  /** The slug of the channel to which the usual paths of feeds lead. */
  siteChannel: string | undefined;
  fillMissingPage: MissingPageFiller;
  /** Whether answers carry the keys by which caches purge them: a document may come to their paths. */
  hasCacheKeys: boolean;
}) {
  const { source, expected, audience, polls, readProfile, pageHeaders, root, siteChannel, fillMissingPage } = deps;
  const { hasCacheKeys } = deps;
  const cachedFor = (path: string) => ({
    "cache-control": `public, max-age=${errorMaxAgeSeconds}`,
    ...(hasCacheKeys && cacheKeyHeaders(encodePath(path), [])),
  });

  /** @param isKnownGone whether something that stands in no view was deleted */
  return async function answerMissing(path: string, request: RequestOrigin, isKnownGone: boolean): Promise<Answer> {
    const { documents, gone, moved } = source.view;
    const cached = cachedFor(path);
    const client = readProfile(request.headers["user-agent"]);
    const count = (status: number) => audience.counterOf(noDocument).count(status, undefined, client);
    const redirect = (status: number, target: string): Answer => {
      count(status);
      const location = target.startsWith("/") ? `${root}${target}` : target;
      return { status, headers: { ...cached, ...corsHeaders, location } };
    };
    const archive = archiveInsteadOf(path, documents);
    if (archive !== undefined) return redirect(307, archive);
    const target = moved.get(path);
    if (target !== undefined) return redirect(301, target);
    const feed = siteChannel === undefined ? undefined : usualFeed(path, siteChannel);
    if (feed !== undefined && documents.get(feed)) return redirect(308, feed);
    if (expected.has(path)) {
      count(503);
      throw new CourantError("NOT_READY", "This document has not been built yet. Try again in a few seconds.", {
        headers: { "retry-after": "2" },
      });
    }
    const status = isKnownGone || isGone(path, gone) ? 410 : 404;
    count(status);
    if (status === 410) polls.gone(request, path, client);
    const headers = { ...cached, vary: "Accept" };
    const page = documents.get(errorPagePaths[status]);
    if (!page || !prefersHtml(request.headers.accept)) throw missingError(status, path, { headers, root });
    const body = await source.read(page, "identity");
    return {
      status,
      headers: { ...headers, ...corsHeaders, ...pageHeaders, "content-type": page.type },
      body: status === 404 ? Buffer.from(fillMissingPage(body.toString(), path)) : body,
    };
  };
}

function missingError(
  status: 404 | 410,
  path: string,
  { headers, root }: { headers: Record<string, string>; root: string },
): CourantError {
  const requested = excerpt(`${root}${path}`);
  if (status === 410) {
    return new CourantError("GONE", `${requested} was retired or deleted. Please stop requesting it.`, { headers });
  }
  const detail = `There is nothing at ${requested}. The feeds are listed at ${root}/ and in ${root}/feeds.opml.`;
  return new CourantError("NOT_FOUND", detail, { headers });
}

/** Tells whether a path is gone, or is that of an archive of a channel that is gone. */
function isGone(path: string, gone: PublishedView["gone"]): boolean {
  const [, channel = ""] = /^(\/feeds\/[^/]+)\/archive\//.exec(path) ?? [];
  return gone.has(path) || gone.has(channel) || (path.startsWith("/articles/") && gone.has(erasedPathOf(path)));
}

/** Tells whether the client is a browser that a person uses: feed readers ask for feeds or for anything. */
export function prefersHtml(accept: string | undefined): boolean {
  return accept?.includes("text/html") ?? false;
}
