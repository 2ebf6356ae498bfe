import { randomInt } from "node:crypto";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../clock.ts";
import type { Coding, Document, Snapshot } from "../published/snapshot.ts";
import { type Answer, createDocumentAnswerer } from "./answer-document.ts";
import { createMissingAnswerer } from "./answer-missing.ts";
import type { Audience } from "./audience.ts";
import { seededHash } from "./hash.ts";
import { corsHeaders, type Headers, type Staleness, varyWithPages } from "./headers.ts";

/*
 * Serving answers every public request from the published state, and does nothing else. This room imports `published`,
 * `http`, `clock` and `errors`; it never opens the collection and never renders. Only the routes import Fastify.
 */

/** The published state, the only thing that the routes read. */
export type DocumentSource = {
  snapshot(): Snapshot;
  /** Reads the bytes of a document that is not in memory. @throws NOT_READY when they are damaged */
  read(document: Document, coding: Coding): Promise<Buffer>;
  /** Whether nothing is at a percent-decoded path because its bytes are lost. They are built again. */
  isLost(path: string): boolean;
};

export type DocumentRoutesOptions = {
  source: DocumentSource;
  /** The percent-decoded paths that must have a document, whether or not it could be built yet. */
  expected: ReadonlySet<string>;
  clock: Clock;
  /** Counts every answer. */
  audience: Audience;
  staleness: Staleness;
  log: FastifyBaseLogger;
  /** The Content-Security-Policy of pages. */
  contentSecurityPolicy: string;
};

/** Serves every public document: feeds, pages and OPML. Each answer reads the snapshot once. */
export async function documentRoutes(app: FastifyInstance, options: DocumentRoutesOptions): Promise<void> {
  const { source, expected, clock, audience, staleness, contentSecurityPolicy, log } = options;
  const pageHeaders: Headers = { "content-security-policy": contentSecurityPolicy, "referrer-policy": "same-origin" };
  const { answer, readProfile } = createDocumentAnswerer({
    read: (document, coding) => source.read(document, coding),
    clock,
    hash: seededHash(randomInt(2 ** 32)),
    audience,
    staleness,
    pageHeaders,
    log,
  });
  const answerMissing = createMissingAnswerer({ source, expected, audience, readProfile, pageHeaders });

  /** Answers with the page of a document that somebody opens in a browser. Only that browser may cache it. */
  function answerWithPage(request: FastifyRequest, page: Document) {
    return answer(request, page, {
      "cache-control": "private, no-cache",
      "content-location": page.path,
      vary: varyWithPages,
    });
  }

  async function sendMissing(request: FastifyRequest, reply: FastifyReply, path: string) {
    const { status, headers, body } = await answerMissing(path, request.headers);
    return reply.code(status).headers(headers).send(body);
  }

  app.route({
    method: ["GET", "HEAD"],
    url: "/*",
    handler(request, reply) {
      const path = requestPath(request.url);
      const { documents } = source.snapshot();
      const document = documents.get(path);
      if (!document) return sendMissing(request, reply, path);
      const isOpened = request.headers["sec-fetch-dest"] === "document";
      const page = isOpened && document.page !== undefined && documents.get(document.page);
      const answered = page ? answerWithPage(request, page) : answer(request, document);
      return answered instanceof Promise ? answered.then((later) => write(reply, later)) : write(reply, answered);
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

/** Writes an answer past Fastify, which would copy and check each header again at the cost of all other work here. */
function write(reply: FastifyReply, { status, headers, body }: Answer): void {
  reply.raw.writeHead(status, headers);
  reply.hijack();
  reply.raw.end(body);
}

/**
 * Returns the path of a request target without its query string, percent-decoded if possible. The target may be in
 * absolute form (RFC 9112 section 3.2.2).
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
