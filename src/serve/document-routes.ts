import { randomInt } from "node:crypto";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../clock.ts";
import { CourantError, excerpt } from "../errors.ts";
import { type Coding, type Document, errorPagePaths, type Snapshot } from "../published/snapshot.ts";
import { createAcceptEncodingReader, chooseCoding } from "./accept-encoding.ts";
import type { Audience } from "./audience.ts";
import { createProfileReader } from "./clients.ts";
import { unmodifiedCoding } from "./conditional.ts";
import { createDelta } from "./delta.ts";
import { createDownloadGuard } from "./download-guard.ts";
import { createDownloadCounter } from "./downloads.ts";
import { seededHash } from "./hash.ts";
import { corsHeaders, createHeaderCache, type Headers, type Staleness, varyWithPages } from "./headers.ts";

/** What the routes read: the snapshot and nothing else. */
export type DocumentSource = {
  snapshot(): Snapshot;
  /** The bytes of a document that is kept on disk. @throws NOT_READY when they are damaged */
  read(document: Document, coding: Coding): Promise<Buffer>;
  /** Whether nothing is there at a path, percent-decoded, because its bytes are lost: they are made again. */
  isLost(path: string): boolean;
};

export type DocumentRoutesOptions = {
  source: DocumentSource;
  /** Percent-decoded paths that are to be served, whether or not their documents could be made yet. */
  expected: ReadonlySet<string>;
  clock: Clock;
  /** Told of every answer. */
  audience: Audience;
  staleness: Staleness;
  log: FastifyBaseLogger;
  /** The Content-Security-Policy of pages. */
  contentSecurityPolicy: string;
};

/** What the answers are counted for that have no document. */
const noDocument = { file: "" };

/** Errors change nothing for a while, so caches may keep them, but not for long. */
const errorMaxAgeSeconds = 60;

/** Every public document: feeds, pages, OPML. One look into the snapshot answers each. */
export async function documentRoutes(app: FastifyInstance, options: DocumentRoutesOptions): Promise<void> {
  const { source, expected, clock, audience, staleness, contentSecurityPolicy, log } = options;
  const pageHeaders: Headers = { "content-security-policy": contentSecurityPolicy, "referrer-policy": "same-origin" };
  const readAcceptEncoding = createAcceptEncodingReader();
  const headersOf = createHeaderCache(staleness, pageHeaders);
  const hash = seededHash(randomInt(2 ** 32));
  const readProfile = createProfileReader({ hash });
  const guard = createDownloadGuard({
    countDownload: createDownloadCounter({ clock, hash }),
    onUnknownProxy: (proxy) =>
      log.warn(
        { proxy },
        "a proxy forwards requests that serving.trustedProxies does not name: whoever downloads too much cannot be told apart",
      ),
  });

  /** @param replaced headers that are others than the document's own */
  function send(request: FastifyRequest, reply: FastifyReply, document: Document, replaced?: Headers) {
    const { headers } = request;
    const userAgent = headers["user-agent"];
    const client = readProfile(userAgent);
    const counter = audience.counterOf(document);
    const accepted = readAcceptEncoding(headers["accept-encoding"] as string | undefined);
    const coding = chooseCoding(accepted, document.variants);
    const variant = coding && document.variants[coding];
    if (!variant) {
      counter.count(406, undefined, client);
      throw new CourantError(
        "NOT_ACCEPTABLE",
        `Your Accept-Encoding excludes everything there is: ${Object.keys(document.variants).join(", ")}.`,
        { headers: { vary: "Accept-Encoding" } },
      );
    }
    const conditions = { ifNoneMatch: headers["if-none-match"], ifModifiedSince: headers["if-modified-since"] };
    const now = clock.now();
    const unmodified = unmodifiedCoding(conditions, document, { chosen: coding, accepted, now });
    if (unmodified) {
      counter.count(304, unmodified, client);
      const { notModified } = headersOf(document, unmodified, now);
      return write(reply, 304, replaced ? { ...notModified, ...replaced } : notModified);
    }
    const aIm = headers["a-im"] as string | undefined;
    const delta = aIm ? createDelta(document, { ...conditions, userAgent, aIm, coding, accepted }) : undefined;
    const refusal = guard(request, document);
    counter.count(refusal ? 429 : delta ? 226 : 200, delta?.coding ?? coding, client);
    if (refusal) {
      if (refusal.isFirst) log.info({ path: document.path, client: client.kind }, "downloads too much");
      throw refusal.error;
    }
    const { ok } = headersOf(document, delta?.coding ?? coding, now);
    if (delta) return write(reply, 226, { ...ok, ...delta.headers }, delta.body);
    const answer = (body: Buffer) => write(reply, 200, replaced ? { ...ok, ...replaced } : ok, body);
    return variant.body ? answer(variant.body) : source.read(document, coding).then(answer);
  }

  /** Somebody who opens a document in a browser sees its page. Only that browser may keep it under this address. */
  function sendPage(request: FastifyRequest, reply: FastifyReply, page: Document) {
    return send(request, reply, page, {
      "cache-control": "private, no-cache",
      "content-location": page.path,
      vary: varyWithPages,
    });
  }

  async function answerMissing(request: FastifyRequest, reply: FastifyReply, path: string) {
    const { documents, gone, moved } = source.snapshot();
    const client = readProfile(request.headers["user-agent"]);
    const count = (status: number) => audience.counterOf(noDocument).count(status, undefined, client);
    const next = nextArchive(path, documents);
    if (next !== undefined) {
      count(307);
      return reply
        .code(307)
        .headers({ "cache-control": `public, max-age=${errorMaxAgeSeconds}`, ...corsHeaders, location: next })
        .send();
    }
    const cached = { "cache-control": `public, max-age=${errorMaxAgeSeconds}` };
    const target = moved.get(path);
    if (target !== undefined) {
      count(301);
      return reply
        .code(301)
        .headers({ ...cached, ...corsHeaders, location: target })
        .send();
    }
    if (expected.has(path) || (!gone.has(path) && source.isLost(path))) {
      count(503);
      throw new CourantError("NOT_READY", "This document could not be made yet. Ask again in a few seconds.", {
        headers: { "retry-after": "2" },
      });
    }
    const [, channel = ""] = /^(\/feeds\/[^/]+)\/archive\//.exec(path) ?? [];
    const status = gone.has(path) || gone.has(channel) ? 410 : 404;
    count(status);
    const headers = { ...cached, vary: "Accept" };
    const page = documents.get(errorPagePaths[status]);
    if (page && prefersHtml(request.headers.accept)) {
      return reply
        .code(status)
        .headers({ ...headers, ...corsHeaders, ...pageHeaders, "content-type": page.type })
        .send(page.variants.identity.body ?? (await source.read(page, "identity")));
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
      const path = requestPath(request.url);
      const { documents } = source.snapshot();
      const document = documents.get(path);
      if (!document) return answerMissing(request, reply, path);
      const isOpened = request.headers["sec-fetch-dest"] === "document";
      const page = isOpened && document.page !== undefined && documents.get(document.page);
      return page ? sendPage(request, reply, page) : send(request, reply, document);
    },
  });

  app.options("/*", (_request, reply) =>
    reply
      .code(204)
      .headers({
        ...corsHeaders,
        "access-control-allow-methods": "GET, HEAD",
        "access-control-allow-headers": "If-None-Match, If-Modified-Since, A-IM, Accept",
        "access-control-max-age": 86_400,
        allow: "GET, HEAD, OPTIONS",
      })
      .send(),
  );
}

/** Answers past Fastify, which would copy and look at each header once more: that costs as much as all the rest here. */
function write(reply: FastifyReply, status: number, headers: Headers, body?: Buffer): void {
  reply.raw.writeHead(status, headers);
  reply.hijack();
  reply.raw.end(body);
}

/** The archive that follows one now: `/feeds/news/archive/3/next.atom` leads there from the third. */
function nextArchive(path: string, documents: Snapshot["documents"]): string | undefined {
  const [, archive, extension] = /^(\/feeds\/[^/]+\/archive\/\d+)\/next(\.[a-z]+)$/.exec(path) ?? [];
  return documents.get(`${archive}${extension}`)?.archive?.next;
}

/**
 * The path of a request target, also of one in absolute form (RFC 9112 section 3.2.2), without its query string and
 * percent-decoded; as it is when it cannot be decoded.
 */
function requestPath(target: string): string {
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
