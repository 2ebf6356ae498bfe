import { createHash } from "node:crypto";
import type { Job, LaneCounts } from "../stores/jobs.ts";
import type { Webhook } from "../stores/webhooks.ts";

const toDate = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());

/** A webhook as the API shows it: without its secret, with RFC 3339 times, and with the numbers of its deliveries. */
export function webhookToJson(webhook: Webhook, counts: LaneCounts = { waiting: 0, dead: 0, dropped: 0 }) {
  const { id, url, events, channels, description, created, disabled, failingSince, failures, former } = webhook;
  return {
    id,
    url,
    events,
    channels,
    description,
    enabled: disabled === undefined,
    disabled: disabled && { at: toDate(disabled.at), reason: disabled.reason },
    created: toDate(created),
    failures,
    failingSince: toDate(failingSince),
    formerSecretUntil: toDate(former?.until),
    ...counts,
  };
}

/** A webhook as the audit log keeps it. The path of an address is often a secret, so only a digest tells two apart. */
export function webhookForAudit({ url, events, channels, description, disabled }: Webhook): object {
  const { origin } = new URL(url);
  const digest = createHash("sha256").update(url).digest("hex").slice(0, 8);
  return { url: `${origin}/… (${digest})`, events, channels, description, enabled: disabled === undefined };
}

const deliveryStates = { waiting: "waiting", taken: "sending", done: "delivered", dead: "dead" } as const;

/** The states of deliveries in the API, and those of jobs behind them. */
export const jobStateOf = { waiting: "waiting", sending: "taken", delivered: "done", dead: "dead" } as const;

/** A delivery as the API shows it. `next` is there while it waits; the last attempt is there once there was one. */
export function deliveryToJson({ number, message, state, attempts, due, attempt }: Job) {
  return {
    n: number,
    event: message.type,
    messageId: message.id,
    created: toDate(message.created),
    state: deliveryStates[state],
    attempts,
    next: state === "waiting" ? toDate(due) : undefined,
    attempted: attempt && attempt.attempted > 0 ? toDate(attempt.attempted) : undefined,
    durationMs: attempt?.durationMs,
    status: attempt?.status,
    error: attempt?.error,
    answer: attempt?.answer,
  };
}
