import { createHmac } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Fetcher } from "../../fetch/fetcher.ts";
import type { Subscription, SubscriptionStore } from "../../stores/subscriptions.ts";
import type { AttemptOutcome, JobHandler } from "../queue.ts";
import { askReceiver, attemptOf, isGone, pauseAsked, type ReceiverAnswer } from "../receiver.ts";
import { subscriptionOfLane } from "./jobs.ts";
import type { Topic, Topics } from "./topics.ts";

const secondMs = 1000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Growing pauses, and then one each half day until the longest lease has ended. */
const retryDelaysMs = [
  10 * secondMs,
  minuteMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  6 * hourMs,
  ...Array.from({ length: 60 }, () => 12 * hourMs),
];

export type SubscriberDeliveryDeps = {
  subscriptions: Pick<SubscriptionStore, "find" | "remove" | "recordDelivery" | "recordFailure">;
  topics: Topics;
  fetcher: Pick<Fetcher, "fetch">;
  clock: Pick<Clock, "now">;
  /** Returns the address of the hub, and what subscribers are sent. */
  readSettings: () => { hub: string | undefined; delivery: "whole" | "new" };
};

/**
 * Delivers documents to subscribers (WebSub section 7), signed where the subscriber gave a secret (section 8). Everything
 * but a 2xx is a failure; 410 ends the subscription. Attempts go on until the lease ends.
 */
export function createSubscriberDelivery(deps: SubscriberDeliveryDeps): JobHandler {
  const { subscriptions, topics, clock, readSettings } = deps;
  const nothing = (now: number, outcome: "done" | "ended", error?: string): AttemptOutcome => ({
    outcome,
    attempt: { attempted: now, durationMs: 0, error },
  });

  return {
    retryDelaysMs,
    isForgotten: true,

    async perform({ lane }, signal) {
      const now = clock.now();
      const { hub, delivery } = readSettings();
      const subscription = await subscriptions.find(subscriptionOfLane(lane));
      if (!subscription || subscription.expires <= now || hub === undefined)
        return nothing(now, "ended", "the subscription has ended");
      const topic = topics.find(subscription.path);
      if (!topic) return nothing(now, "ended", "the topic is gone");
      if (topic.sha256 === subscription.sent) return nothing(now, "done");
      const body = await topics.read(topic, delivery === "new" ? subscription.sent : undefined);
      if (!body) return { ...nothing(now, "done", "the document cannot be read"), outcome: "failed" };
      const content = { headers: documentHeaders(subscription, topic, hub), body };
      const answer = await deliver(subscription, content, { ...deps, signal });
      const at = clock.now();
      const attempt = attemptOf(answer, now, at);
      if (signal.aborted) return { outcome: "failed", attempt };
      const { id } = subscription;
      if (attempt.error === undefined) {
        await subscriptions.recordDelivery(id, { sent: topic.sha256, at });
        return { outcome: "done", attempt };
      }
      if (isGone(answer)) {
        await subscriptions.remove(id);
        return { outcome: "ended", attempt };
      }
      await subscriptions.recordFailure(id, { error: attempt.error, at });
      return { outcome: "failed", attempt, pauseMs: pauseAsked(answer, at) };
    },
  };
}

type Delivery = { headers: Readonly<Record<string, string>>; body: Buffer };

/**
 * Sends a delivery, signed by sha256. Subscribers of PubSubHubbub 0.4, from before WebSub, know sha1 only; one that
 * answers 401 to the signature gets the delivery once more, signed by sha1 (WebSub section 8 allows both).
 */
async function deliver(
  { callback, secret }: Pick<Subscription, "callback" | "secret">,
  { headers, body }: Delivery,
  { fetcher, signal }: Pick<SubscriberDeliveryDeps, "fetcher"> & { signal: AbortSignal },
): Promise<ReceiverAnswer> {
  const send = (signature: Readonly<Record<string, string>>) =>
    askReceiver(fetcher, callback, { method: "POST", content: body, headers: { ...headers, ...signature } });
  if (secret === undefined) return send({});
  const answer = await send(signatureHeader("sha256", secret, body));
  const isRefused = !signal.aborted && "status" in answer && answer.status === 401;
  return isRefused ? send(signatureHeader("sha1", secret, body)) : answer;
}

/** The headers of each delivery: the type of the document, and one Link header (section 7). */
function documentHeaders({ topic }: Pick<Subscription, "topic">, { type }: Topic, hub: string): Record<string, string> {
  return {
    "content-type": type,
    "accept-encoding": "identity",
    link: `<${hub}>; rel="hub", <${topic}>; rel="self"`,
  };
}

/** The signature of a body (section 8). */
function signatureHeader(method: "sha256" | "sha1", secret: string, body: Buffer): Record<string, string> {
  return { "x-hub-signature": `${method}=${createHmac(method, secret).update(body).digest("hex")}` };
}
