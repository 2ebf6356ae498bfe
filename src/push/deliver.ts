import type { Clock } from "../clock.ts";
import type { Fetcher } from "../fetch/fetcher.ts";
import type { Attempt, JobStore, TakenJob } from "../stores/jobs.ts";
import type { Webhook, WebhookStore } from "../stores/webhooks.ts";
import type { AttemptOutcome, JobHandler } from "./queue.ts";
import { askReceiver, attemptOf, isGone, pauseAsked, type ReceiverAnswer } from "./receiver.ts";
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

/** @param attempted the time of the attempt, which a receiver compares with its own clock */
function send(webhook: Webhook, { message }: TakenJob, attempted: number, { fetcher }: DeliveryDeps) {
  const { id, body } = message;
  const { former } = webhook;
  const secrets = [webhook.secret, ...(former && former.until > attempted ? [former.secret] : [])];
  const headers = {
    "content-type": "application/json",
    "accept-encoding": "identity",
    ...signedHeaders({ id, body, seconds: Math.floor(attempted / 1000) }, secrets),
  };
  return askReceiver(fetcher, webhook.url, { method: "POST", content: body, headers });
}

/** Says what follows from an answer, and records it with the webhook. */
async function judge(
  webhook: Webhook,
  answer: ReceiverAnswer,
  attempt: Attempt,
  deps: DeliveryDeps,
): Promise<AttemptOutcome> {
  const { webhooks, clock } = deps;
  const { error } = attempt;
  if (error === undefined) {
    if (webhook.failures > 0) await webhooks.update(webhook.id, afterSuccess);
    return { outcome: "done", attempt };
  }
  const now = clock.now();
  const revised = await webhooks.update(webhook.id, (current) =>
    isGone(answer) ? withDisabled(current, { at: now, reason: error }) : afterFailure(current, { error, now }),
  );
  if (revised?.disabled) {
    await deps.jobs.endLane(webhook.id, { error: "the webhook was disabled before this was delivered", now });
    if (!webhook.disabled) deps.onDisabled(revised);
    return { outcome: "ended", attempt };
  }
  const pauseMs = Math.max(pauseAsked(answer, now), revised ? pauseAfter(revised) : 0);
  return { outcome: "failed", attempt, pauseMs };
}
