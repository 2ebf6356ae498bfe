import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../clock.ts";
import { CourantError, excerpt } from "../errors.ts";
import { codings, type Document, errorPagePaths, type Snapshot } from "../publish/snapshot.ts";
import { codingChooser } from "./accept-encoding.ts";
import { isNotModified } from "./conditional.ts";
import { createHeaders, type Headers, openToAll, type Staleness } from "./headers.ts";

/** What the routes read: the snapshot and nothing else. */
export type DocumentSource = { snapshot(): Snapshot };

export type DocumentRoutesOptions = {
  source: DocumentSource;
  /** Percent-decoded paths that are to be served, whether or not their documents could be made yet. */
  expected: ReadonlySet<string>;
  clock: Clock;
  staleness: Staleness;
  /** The Content-Security-Policy of pages. */
  contentSecurityPolicy: string;
};

/** Errors change nothing for a while, so caches may keep them, but not for long. */
const errorMaxAge = 60;

/** Every public document: feeds, pages, OPML. One look into the snapshot answers each. */
export async function documentRoutes(app: FastifyInstance, options: DocumentRoutesOptions): Promise<void> {
  const { source, expected, clock, staleness, contentSecurityPolicy } = options;
  const pageHeaders: Headers = { "content-security-policy": contentSecurityPolicy, "referrer-policy": "same-origin" };
  const chooseCoding = codingChooser();
  const headersOf = createHeaders(staleness, pageHeaders);

  function send(request: FastifyRequest, reply: FastifyReply, document: Document) {
    const { headers } = request;
    const coding = chooseCoding(headers["accept-encoding"] as string | undefined, document.variants);
    const variant = coding && document.variants[coding];
    if (!variant) {
      throw new CourantError(
        "NOT_ACCEPTABLE",
        `Your Accept-Encoding excludes everything there is: ${Object.keys(document.variants).join(", ")}.`,
        { headers: { vary: "Accept-Encoding" } },
      );
    }
    const conditions = { ifNoneMatch: headers["if-none-match"], ifModifiedSince: headers["if-modified-since"] };
    if (isNotModified(conditions, document)) {
      const { notModified } = headersOf(document, storedCoding(document, conditions) ?? coding, clock.now());
      return reply.code(304).headers(notModified).send();
    }
    const { ok } = headersOf(document, coding, clock.now());
    return reply.headers(ok).send(variant.body);
  }

  function answerMissing(request: FastifyRequest, reply: FastifyReply, path: string) {
    const { documents, gone, moved } = source.snapshot();
    const cached = { "cache-control": `public, max-age=${errorMaxAge}` };
    const target = moved.get(path);
    if (target !== undefined) {
      return reply
        .code(301)
        .headers({ ...cached, ...openToAll, location: target })
        .send();
    }
    if (expected.has(path)) {
      throw new CourantError("NOT_READY", "This document could not be made yet. Ask again in a few seconds.", {
        headers: { "retry-after": "2" },
      });
    }
    const status = gone.has(path) ? 410 : 404;
    const headers = { ...cached, vary: "Accept" };
    const page = documents.get(errorPagePaths[status]);
    if (page && prefersHtml(request.headers.accept)) {
      return reply
        .code(status)
        .headers({ ...headers, ...openToAll, ...pageHeaders, "content-type": page.type })
        .send(page.variants.identity.body);
    }
    const asked = excerpt(path);
    throw status === 410
      ? new CourantError("GONE", `${asked} was retired or deleted. Please stop asking for it.`, { headers })
      : new CourantError("NOT_FOUND", `There is nothing at ${asked}. The feeds are listed at / and in /feeds.opml.`, {
          headers,
        });
  }

  app.route({
    method: ["GET", "HEAD"],
    url: "/*",
    handler(request, reply) {
      const path = pathOf(request.url);
      const document = source.snapshot().documents.get(path);
      return document ? send(request, reply, document) : answerMissing(request, reply, path);
    },
  });

  app.options("/*", (_request, reply) =>
    reply
      .code(204)
      .headers({
        ...openToAll,
        "access-control-allow-methods": "GET, HEAD",
        "access-control-allow-headers": "If-None-Match, If-Modified-Since, A-IM, Accept",
        "access-control-max-age": 86_400,
        allow: "GET, HEAD, OPTIONS",
      })
      .send(),
  );
}

/** The coding that a cache has and asks about: a 304 can only refresh the one it names (RFC 9111 section 4.3.4). */
function storedCoding({ variants }: Document, { ifNoneMatch }: { ifNoneMatch: string | undefined }) {
  return codings.find((coding) => variants[coding]?.etag === ifNoneMatch && ifNoneMatch !== undefined);
}

/**
 * The path of a request target, also of one in absolute form (RFC 9112 section 3.2.2), without its query string and
 * percent-decoded; as it is when it cannot be decoded.
 */
function pathOf(target: string): string {
  const origin = target.startsWith("/") ? 0 : (/^https?:\/\/[^/?#]*/i.exec(target)?.[0].length ?? 0);
  const end = target.indexOf("?", origin);
  const path = target.slice(origin, end < 0 ? undefined : end) || "/";
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Whether the client is a browser that somebody looks into: readers ask for feeds or for anything. */
function prefersHtml(accept: string | undefined): boolean {
  return accept?.includes("text/html") ?? false;
}
