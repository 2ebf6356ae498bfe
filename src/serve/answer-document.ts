import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import type { Coding, Document } from "../published/snapshot.ts";
import { type AcceptedCodings, chooseCoding, createAcceptEncodingReader } from "./accept-encoding.ts";
import type { Audience } from "./audience.ts";
import { createProfileReader, type ProfileReader } from "./clients.ts";
import { type Conditions, unmodifiedCoding } from "./conditional.ts";
import { createDelta } from "./delta.ts";
import { createDownloadGuard, type DownloadRequest } from "./download-guard.ts";
import { createDownloadCounter } from "./downloads.ts";
import type { Hash } from "./hash.ts";
import { createHeaderCache, type Headers, type Staleness } from "./headers.ts";

/** An answer to a request, before it is written. */
export type Answer = { status: number; headers: Headers; body?: Buffer | undefined };

export type AnswerDeps = {
  /** Reads the bytes of a document that is not in memory. @throws NOT_READY when they are damaged */
  read(document: Document, coding: Coding): Promise<Buffer>;
  clock: Clock;
  hash: Hash;
  audience: Audience;
  staleness: Staleness;
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
 * answer is a promise only when its bytes must be read from a file. Every answer is counted for the audience.
 */
export function createDocumentAnswerer(deps: AnswerDeps): { answer: DocumentAnswerer; readProfile: ProfileReader } {
  const { clock, hash, audience, staleness, pageHeaders, log } = deps;
  const readAcceptEncoding = createAcceptEncodingReader();
  const headersOf = createHeaderCache(staleness, pageHeaders);
  const readProfile = createProfileReader({ hash });
  const guard = createDownloadGuard({
    countDownload: createDownloadCounter({ clock, hash }),
    onUnknownProxy: (proxy) => log.warn({ proxy }, unknownProxyMessage),
  });

  function answer(request: DownloadRequest, document: Document, replaced?: Headers): Answer | Promise<Answer> {
    const { headers } = request;
    const client = readProfile(headers["user-agent"]);
    const counter = audience.counterOf(document);
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
      const { notModified } = headersOf(document, unmodified, now);
      return { status: 304, headers: replaced ? { ...notModified, ...replaced } : notModified };
    }
    const delta = findDelta(request, document, { conditions, coding, accepted });
    const refusal = guard(request, document);
    counter.count(refusal ? 429 : delta ? 226 : 200, delta?.coding ?? coding, client);
    if (refusal) {
      if (refusal.isFirst) log.info({ path: document.path, client: client.kind }, "downloads too much");
      throw refusal.error;
    }
    const { ok } = headersOf(document, delta?.coding ?? coding, now);
    if (delta) return { status: 226, headers: { ...ok, ...delta.headers }, body: delta.body };
    const full = (body: Buffer) => ({ status: 200, headers: replaced ? { ...ok, ...replaced } : ok, body });
    return representation.body ? full(representation.body) : deps.read(document, coding).then(full);
  }

  return { answer, readProfile };
}

const unknownProxyMessage =
  "a proxy that serving.trustedProxies does not name forwards requests: clients that download too much cannot be told apart";

function notAcceptable({ variants }: Document): CourantError {
  return new CourantError(
    "NOT_ACCEPTABLE",
    `Your Accept-Encoding excludes everything there is: ${Object.keys(variants).join(", ")}.`,
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
