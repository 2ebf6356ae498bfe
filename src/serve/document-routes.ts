import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../clock.ts";
import { type MediaAddress, parseMediaPath } from "../published/media-types.ts";
import { type Document, errorPagePaths, revokedPaths } from "../published/snapshot.ts";
import type { AddressUses } from "./address-uses.ts";
import { type Answer, createDocumentAnswerer, type DocumentSource } from "./answer-document.ts";
import type { MediaAnswerer } from "./answer-media.ts";
import { createMissingAnswerer, type MissingPageFiller } from "./answer-missing.ts";
import { createPrivateAnswerer } from "./answer-private.ts";
import type { AudienceCounter } from "./audience.ts";
import type { DownloadRequest } from "./download-guard.ts";
import type { DownloadCounter } from "./downloads.ts";
import type { Hash } from "./hash.ts";
import { corsHeaders, type Headers, type Purging, type Staleness, varyWithPages } from "./headers.ts";
import type { PollMemory } from "./poll-memory.ts";
import { parsePrivatePath } from "./private-access.ts";
import { answerUnknownAddress } from "./private-headers.ts";
import { watchPolls } from "./watch-polls.ts";

/*
 * Serving answers every public request from the published state, and does nothing else. This room imports `published`,
 * `http`, `clock` and `errors`; it never opens the collection and never renders. Only the routes import Fastify.
 */

export type DocumentRoutesOptions = {
  source: DocumentSource;
  answerMedia: MediaAnswerer;
  /** The percent-decoded paths that must have a document, whether or not it could be built yet. */
  expected: ReadonlySet<string>;
  clock: Clock;
  /** Counts every answer. */
  audience: AudienceCounter;
  /** Notes how private addresses are used. */
  uses: Pick<AddressUses, "note">;
  /** Hashes what tables in memory are looked up by. */
  hash: Hash;
  /** Counts full downloads, for all threads together. */
  countDownload: DownloadCounter;
  /** Remembers the last polls, for all threads together. */
  notePoll: PollMemory;
  staleness: Staleness;
  purging: Purging;
  log: FastifyBaseLogger;
  /** The Content-Security-Policy of pages. */
  contentSecurityPolicy: string;
  /** The path that a proxy takes off, and that stands before every path of this service in headers; empty without one. */
  root: string;
  /** The slug of the channel to which the usual paths of feeds lead. */
  siteChannel: string | undefined;
  fillMissingPage: MissingPageFiller;
};

/** The paths of answers to other paths, which are no documents themselves. */
const answerPaths: ReadonlySet<string> = new Set([...Object.values(errorPagePaths), ...Object.values(revokedPaths)]);

/** Files of media are counted together. */
const anyMedia = { file: "any.media" };

/** Serves every public document, feeds, pages and OPML, and uploaded media. */
export async function documentRoutes(app: FastifyInstance, options: DocumentRoutesOptions): Promise<void> {
  const {
    source,
    answerMedia,
    expected,
    clock,
    audience,
    uses,
    hash,
    countDownload,
    notePoll,
    staleness,
    purging,
    contentSecurityPolicy,
    root,
    siteChannel,
    fillMissingPage,
    log,
  } = options;
  const pageHeaders: Headers = { "content-security-policy": contentSecurityPolicy, "referrer-policy": "same-origin" };
  const polls = watchPolls(audience.readers, notePoll);
  const { answer, readProfile } = createDocumentAnswerer({
    read: source.read,
    clock,
    hash,
    audience,
    polls,
    countDownload,
    staleness,
    purging,
    pageHeaders,
    log,
  });
  const answerMissing = createMissingAnswerer({
    source,
    expected,
    audience,
    polls,
    readProfile,
    pageHeaders,
    root,
    siteChannel,
    fillMissingPage,
    hasCacheKeys: purging !== undefined,
  });

  /** Answers with the page of a document that somebody opens in a browser. Only that browser may cache it. */
  function answerWithPage(request: DownloadRequest, page: Document) {
    return answer(request, page, {
      "cache-control": "private, no-cache",
      "content-location": `${root}${page.path}`,
      vary: page.privateTo === undefined ? varyWithPages : `${varyWithPages}, Authorization`,
    });
  }

  const privately = createPrivateAnswerer({ source, answer, answerWithPage, audience, readProfile, uses, root });

  async function sendMissing(request: FastifyRequest, reply: FastifyReply, path: string, isGone = false) {
    const { status, headers, body } = await answerMissing(path, request, isGone);
    return reply.code(status).headers(headers).send(body);
  }

  /** @param whole the path with a credential, if there is one in it */
  async function sendMedia(
    request: FastifyRequest,
    reply: FastifyReply,
    { path, address, whole }: { path: string; address: MediaAddress; whole?: string | undefined },
  ) {
    const isPrivate = whole !== undefined;
    const answered = await answerMedia(request.raw, reply.raw, address, {
      refuse: (readers) => privately.refuseMedia(request, readers, whole),
      isPrivate,
    });
    if (typeof answered === "string") {
      return isPrivate ? write(reply, answerUnknownAddress()) : sendMissing(request, reply, path, answered === "gone");
    }
    if (typeof answered === "object") return write(reply, answered);
    reply.hijack();
    const client = readProfile(request.headers["user-agent"]);
    audience.counterOf(anyMedia).count(answered, undefined, client);
  }

  app.route({
    method: ["GET", "HEAD"],
    url: "/*",
    handler(request, reply) {
      const path = requestPath(request.url);
      const media = path.startsWith("/media/") ? parseMediaPath(path) : undefined;
      if (media) return sendMedia(request, reply, { path, address: media });
      const { documents, moved } = source.view;
      const query = request.url.indexOf("?");
      if (query !== -1) {
        // Other programs tell their feeds apart by the query. For documents it does not count.
        const movedPath = path + request.url.slice(query);
        if (moved.get(movedPath) !== undefined) return sendMissing(request, reply, movedPath);
      }
      if (path.startsWith("/private/")) {
        const asked = parsePrivatePath(path)?.path;
        const address = asked?.startsWith("/media/") ? parseMediaPath(asked) : undefined;
        if (asked !== undefined && address) return sendMedia(request, reply, { path: asked, address, whole: path });
        return send(reply, privately.answerAddress(request, path));
      }
      const document = answerPaths.has(path) ? undefined : documents.get(path);
      if (!document) {
        const hidden = privately.answerHidden(request, path);
        return hidden ? send(reply, hidden) : sendMissing(request, reply, path);
      }
      const isOpened = request.headers["sec-fetch-dest"] === "document";
      const page = isOpened && document.page !== undefined && documents.get(document.page);
      const answered = page ? answerWithPage(request, page) : answer(request, document);
      return send(reply, answered);
    },
  });

  app.options("/*", (_request, reply) =>
    reply
      .code(204)
      .headers({
        ...corsHeaders,
        "access-control-allow-methods": "GET, HEAD",
        "access-control-allow-headers": "If-None-Match, If-Modified-Since, A-IM, Accept, Range, If-Range",
        "access-control-max-age": 86_400,
        allow: "GET, HEAD, OPTIONS",
      })
      .send(),
  );
}

function send(reply: FastifyReply, answered: Answer | Promise<Answer>): void | Promise<void> {
  return answered instanceof Promise ? answered.then((later) => write(reply, later)) : write(reply, answered);
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
