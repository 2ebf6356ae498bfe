import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { FetchAnswer, Fetcher } from "../fetch/fetcher.ts";
import { displayUrl } from "../fetch/reasons.ts";
import { parseRetryAfter } from "../http/retry-after.ts";
import type { Attempt, JobStore, TakenJob } from "../stores/jobs.ts";
import type { Webhook, WebhookStore } from "../stores/webhooks.ts";
import type { AttemptOutcome, JobHandler } from "./queue.ts";
import { signedHeaders } from "./signature.ts";
import { afterFailure, afterSuccess, pauseAfter, withDisabled } from "./webhook-health.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** The pauses of Standard Webhooks 1.0 after the first attempt, which is made at once. */
export const retryDelaysMs = [
  5_000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];

/** The statuses by which a receiver asks for fewer deliveries, and how long it is left alone when it does not say. */
const throttlingStatuses = new Set([429, 502, 504]);
const throttlePauseMs = minuteMs;
/** A receiver may ask to be left alone for a day at most. */
const maxPauseMs = 24 * hourMs;

/** The bytes of an answer that are read, and the characters of them that are kept. */
const answerBytes = 400;
const answerLength = 200;

export type DeliveryDeps = {
  webhooks: Pick<WebhookStore, "find" | "update">;
  jobs: Pick<JobStore, "endLane">;
  fetcher: Fetcher;
  clock: Clock;
  /** Called when a webhook was disabled because of its answers. */
  onDisabled: (webhook: Webhook) => void;
};

/**
 * Delivers messages to webhooks (Standard Webhooks 1.0). The lane of a job is the id of its webhook. Everything but a 2xx
 * is a failure, also a redirect; 410 disables the webhook.
 */
export function createDeliveryHandler(deps: DeliveryDeps): JobHandler {
  const { webhooks, clock } = deps;
  return {
    retryDelaysMs,

    async perform(job, signal) {
      const attempted = clock.now();
      const webhook = await webhooks.find(job.lane);
      if (!webhook || webhook.disabled) {
        const error = webhook ? "the webhook is disabled" : "the webhook was removed";
        return { outcome: "ended", attempt: { attempted, durationMs: 0, error } };
      }
      const answer = await send(webhook, job, attempted, deps);
      const attempt = attemptOf(answer, attempted, clock.now());
      // The service stops: the attempt was cut off, and says nothing about the webhook.
      if (signal.aborted) return { outcome: "failed", attempt };
      return judge(webhook, answer, attempt, deps);
    },
  };
}

type Answer = Pick<FetchAnswer, "status" | "headers" | "body"> | { error: string };

/** @param attempted the time of the attempt, which a receiver compares with its own clock */
async function send(webhook: Webhook, { message }: TakenJob, attempted: number, deps: DeliveryDeps): Promise<Answer> {
  const { id, body } = message;
  const { former } = webhook;
  const secrets = [webhook.secret, ...(former && former.until > attempted ? [former.secret] : [])];
  const headers = {
    "content-type": "application/json",
    "accept-encoding": "identity",
    ...signedHeaders({ id, body, seconds: Math.floor(attempted / 1000) }, secrets),
  };
  try {
    return await deps.fetcher.fetch(webhook.url, { method: "POST", content: body, headers, prefixBytes: answerBytes });
  } catch (error) {
    return { error: withoutPath(messageOf(error), webhook) };
  }
}

/**
 * Shortens the address of a webhook in a message to its origin. The path is often a secret, and the message becomes the
 * reason for which a webhook is disabled, which the log and `courant check` tell.
 */
function withoutPath(message: string, { url }: Webhook): string {
  const address = new URL(url);
  return message.replaceAll(displayUrl(address), address.origin);
}

function attemptOf(answer: Answer, attempted: number, now: number): Attempt {
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

/** Says what follows from an answer, and records it with the webhook. */
async function judge(webhook: Webhook, answer: Answer, attempt: Attempt, deps: DeliveryDeps): Promise<AttemptOutcome> {
  const { webhooks, clock } = deps;
  const { error } = attempt;
  if (error === undefined) {
    if (webhook.failures > 0) await webhooks.update(webhook.id, afterSuccess);
    return { outcome: "done", attempt };
  }
  const now = clock.now();
  const isGone = "status" in answer && answer.status === 410;
  const revised = await webhooks.update(webhook.id, (current) =>
    isGone ? withDisabled(current, { at: now, reason: error }) : afterFailure(current, { error, now }),
  );
  if (revised?.disabled) {
    await deps.jobs.endLane(webhook.id, { error: "the webhook was disabled before this was delivered", now });
    if (!webhook.disabled) deps.onDisabled(revised);
    return { outcome: "ended", attempt };
  }
  const pauseMs = Math.max(pauseAsked(answer, now), revised ? pauseAfter(revised) : 0);
  return { outcome: "failed", attempt, pauseMs };
}

/** Returns how long an answer asks to be left alone, in milliseconds. */
function pauseAsked(answer: Answer, now: number): number {
  if (!("status" in answer)) return 0;
  const isThrottling = throttlingStatuses.has(answer.status);
  if (!isThrottling && answer.status !== 503) return 0;
  const retryAfterMs = Math.min(maxPauseMs, parseRetryAfter(answer.headers, now));
  return retryAfterMs === 0 && isThrottling ? throttlePauseMs : retryAfterMs;
}
