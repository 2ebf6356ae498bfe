import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import type { Coding, Document } from "../published/snapshot.ts";
import type { PublishedView } from "../published/view.ts";
import { type AcceptedCodings, chooseCoding, createAcceptEncodingReader, weightOf } from "./accept-encoding.ts";
import type { AudienceCounter } from "./audience.ts";
import { createProfileReader, type ProfileReader } from "./clients.ts";
import { type Conditions, unmodifiedCoding } from "./conditional.ts";
import { createDelta, type Delta } from "./delta.ts";
import { createDownloadGuard, type DownloadRequest } from "./download-guard.ts";
import type { DownloadCounter } from "./downloads.ts";
import type { Hash } from "./hash.ts";
import { createHeaderCache, type Headers, type Purging, type Staleness } from "./headers.ts";
import { anyPrivate } from "./private-access.ts";
import type { PollWatcher } from "./watch-polls.ts";

/** An answer to a request, before it is written. */
export type Answer = { status: number; headers: Headers; body?: Buffer | undefined };

/** Returns the bytes of a document, at once when they are in memory. @throws NOT_READY when they are missing or damaged */
export type DocumentReader = (document: Document, coding: Coding) => Buffer | Promise<Buffer>;

/** The published state, the only thing that answers are made from. */
export type DocumentSource = { view: PublishedView; read: DocumentReader };

export type AnswerDeps = {
  read: DocumentReader;
  clock: Clock;
  hash: Hash;
  audience: AudienceCounter;
  polls: PollWatcher;
  countDownload: DownloadCounter;
  staleness: Staleness;
  purging: Purging;
  /** The additional headers of HTML pages. */
  pageHeaders: Headers;
  log: Record<"info" | "warn", (fields: object, message: string) => void>;
};

/** @param replaced headers that replace the document's own */
export type DocumentAnswerer = (
  request: DownloadRequest,
  document: Document,
  replaced?: Headers,
) => Answer | Promise<Answer>;

/**
 * Creates the function that answers a GET or HEAD request for a document: 200, 226, 304, or an error 406 or 429. The
 * answer is a promise only when its bytes are not in memory. Every answer is counted for the audience.
 */
export function createDocumentAnswerer(deps: AnswerDeps): { answer: DocumentAnswerer; readProfile: ProfileReader } {
  const { clock, hash, audience, polls, countDownload, staleness, purging, pageHeaders, log } = deps;
  const readAcceptEncoding = createAcceptEncodingReader();
  const headersOf = createHeaderCache({ staleness, pageHeaders, purging });
  const readProfile = createProfileReader({ hash });
  const guard = createDownloadGuard({
    countDownload,
    onUnknownProxy: (proxy) => log.warn({ proxy }, unknownProxyMessage),
  });

  function answer(request: DownloadRequest, document: Document, replaced?: Headers): Answer | Promise<Answer> {
    const { headers } = request;
    const client = readProfile(headers["user-agent"]);
    const counter = audience.counterOf(document.privateTo === undefined ? document : anyPrivate);
    const accepted = readAcceptEncoding(headers["accept-encoding"] as string | undefined);
    const coding = chooseCoding(accepted, document.variants);
    const representation = coding && document.variants[coding];
    if (!representation) {
      counter.count(406, undefined, client);
      throw notAcceptable(document);
    }
    const conditions = { ifNoneMatch: headers["if-none-match"], ifModifiedSince: headers["if-modified-since"] };
    const now = clock.now();
    const unmodified = unmodifiedCoding(conditions, document, { chosen: coding, accepted, now });
    if (unmodified) {
      counter.count(304, unmodified, client);
      polls.poll(request, document, client, unmodifiedAnswer, now);
      const { notModified } = headersOf(document, unmodified, now);
      return { status: 304, headers: replaced ? withReplaced(notModified, replaced) : notModified };
    }
    const delta = findDelta(request, document, { conditions, coding, accepted });
    const refusal = guard(request, document);
    const status = refusal ? 429 : delta ? 226 : 200;
    counter.count(status, delta?.coding ?? coding, client);
    polls.poll(request, document, client, { status, isRefusedAgain: refusal?.isFirst === false }, now);
    if (refusal) {
      if (refusal.isFirst) log.info({ path: loggedPath(document), client: client.kind }, "a client downloads too much");
      throw refusal.error;
    }
    if (delta) return answerDelta(document, delta, now);
    const full = (chosen: Coding): Answer | Promise<Answer> => {
      const { ok } = headersOf(document, chosen, now);
      const respond = (body: Buffer): Answer => ({
        status: 200,
        headers: replaced ? withReplaced(ok, replaced) : ok,
        body,
      });
      const body = deps.read(document, chosen);
      return body instanceof Promise ? body.then(respond) : respond(body);
    };
    const answered = full(coding);
    if (!(answered instanceof Promise) || coding === "identity" || weightOf("identity", accepted) === 0)
      return answered;
    // A lost compressed file is no reason to refuse the document.
    return answered.catch(() => full("identity"));
  }

  async function answerDelta(document: Document, delta: Delta, now: number): Promise<Answer> {
    const body = delta.cut(await deps.read(document, delta.coding));
    const { ok } = headersOf(document, delta.coding, now);
    return { status: 226, headers: { ...ok, ...delta.headers, "content-length": body.length }, body };
  }

  return { answer, readProfile };
}

/** An answer that only one browser may keep says so to shared caches too. */
function withReplaced({ "cdn-cache-control": _, ...headers }: Headers, replaced: Headers): Headers {
  return { ...headers, ...replaced };
}

/** No log names a private channel. */
function loggedPath({ path, privateTo }: Document): string {
  return privateTo === undefined ? path : "a private document";
}

const unmodifiedAnswer = { status: 304 };

const unknownProxyMessage =
  "a proxy that serving.trustedProxies does not name forwards requests: Courant cannot distinguish clients that download too much";

function notAcceptable({ variants }: Document): CourantError {
  return new CourantError(
    "NOT_ACCEPTABLE",
    `Your Accept-Encoding excludes all codings of this document: ${Object.keys(variants).join(", ")}.`,
    { headers: { vary: "Accept-Encoding" } },
  );
}

function findDelta(
  { headers }: DownloadRequest,
  document: Document,
  { conditions, coding, accepted }: { conditions: Conditions; coding: Coding; accepted: AcceptedCodings },
) {
  const aIm = headers["a-im"] as string | undefined;
  if (!aIm) return undefined;
  return createDelta(document, { ...conditions, userAgent: headers["user-agent"], aIm, coding, accepted });
}
