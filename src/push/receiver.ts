import { messageOf } from "../errors.ts";
import type { FetchAnswer, Fetcher, FetchRequest } from "../fetch/fetcher.ts";
import { displayUrl } from "../fetch/reasons.ts";
import { parseRetryAfter } from "../http/retry-after.ts";
import type { Attempt } from "../stores/jobs.ts";

/*
 * The answer of a receiver: a webhook, the callback of a subscription, a hub elsewhere. Everything but a 2xx is a failure,
 * also a redirect.
 */

/** The statuses by which a receiver asks for fewer deliveries, and how long it is left alone when it does not say. */
const throttlingStatuses = new Set([429, 502, 504]);
const throttlePauseMs = 60_000;
/** A receiver may ask to be left alone for a day at most. */
const maxPauseMs = 86_400_000;

/** The bytes of an answer that are read, and the characters of them that are kept. */
const answerBytes = 400;
const answerLength = 200;

/** The answer of a receiver; `error` says in words why none came. */
export type ReceiverAnswer = Pick<FetchAnswer, "status" | "headers" | "body" | "isWhole"> | { error: string };

/** Requests the address of a receiver. The beginning of its answer is read. It never rejects. */
export async function askReceiver(
  fetcher: Pick<Fetcher, "fetch">,
  url: string,
  request: FetchRequest,
): Promise<ReceiverAnswer> {
  try {
    return await fetcher.fetch(url, { ...request, prefixBytes: answerBytes, keepsRedirect: true });
  } catch (error) {
    return { error: clauseOf(messageOf(error), url) };
  }
}

/**
 * Returns a message as a part of a sentence, without the full stop at its end. It shortens the address to its origin: the
 * path is often a secret, and messages are told in the log and by `courant check`.
 */
function clauseOf(message: string, url: string): string {
  const address = new URL(url);
  return message.replaceAll(displayUrl(address), address.origin).replace(/\.$/, "");
}

/** Returns what is recorded of an attempt. It has an error unless the answer is a success. */
export function attemptOf(answer: ReceiverAnswer, attempted: number, now: number): Attempt {
  const times = { attempted, durationMs: Math.max(0, now - attempted) };
  if ("error" in answer) return { ...times, error: answer.error };
  const { status } = answer;
  const text = readableText(answer.body);
  const error = isSuccess(status) ? undefined : describeStatus(status);
  return { ...times, status, error, ...(text !== "" && { answer: text }) };
}

const isSuccess = (status: number) => status >= 200 && status <= 299;

function describeStatus(status: number): string {
  if (status === 410) return "it answered 410: it wants no more deliveries";
  if (status >= 300 && status <= 399)
    return `it answered ${status}: redirects are not followed, so give its new address`;
  return `it answered ${status}`;
}

/** Returns the beginning of an answer as text, without characters that control a terminal or the direction of text. */
function readableText(body: Buffer): string {
  const text = body.toString("utf8").replaceAll(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uFFFD]+/gu, " ");
  return text.trim().slice(0, answerLength).toWellFormed();
}

/** Tells whether an answer says that nothing may be sent there any more. */
export function isGone(answer: ReceiverAnswer): boolean {
  return "status" in answer && answer.status === 410;
}

/** Returns how long an answer asks to be left alone, in milliseconds. */
export function pauseAsked(answer: ReceiverAnswer, now: number): number {
  if (!("status" in answer)) return 0;
  const isThrottling = throttlingStatuses.has(answer.status);
  if (!isThrottling && answer.status !== 503) return 0;
  const retryAfterMs = Math.min(maxPauseMs, parseRetryAfter(answer.headers, now));
  return retryAfterMs === 0 && isThrottling ? throttlePauseMs : retryAfterMs;
}
