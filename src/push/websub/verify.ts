import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Fetcher } from "../../fetch/fetcher.ts";
import type { SubscriptionStore } from "../../stores/subscriptions.ts";
import type { AttemptOutcome, JobHandler } from "../queue.ts";
import { askReceiver, attemptOf, type ReceiverAnswer } from "../receiver.ts";
import type { CallbackHosts } from "./callback-hosts.ts";
import { deliveryLane, type Intent } from "./jobs.ts";
import { withParameters } from "./request.ts";
import type { Topics } from "./topics.ts";

/** A callback that cannot be reached is asked twice more; one that answers is not asked again. */
const retryDelaysMs = [5_000, 60_000];

/** A request that is older has been forgotten by its sender: it waited in a backup. */
const maxIntentAgeMs = 3_600_000;

/** The random bytes of a challenge. */
const challengeBytes = 24;

export type VerificationDeps = {
  subscriptions: Pick<SubscriptionStore, "find" | "save" | "remove">;
  topics: Pick<Topics, "find">;
  hosts: CallbackHosts;
  fetcher: Pick<Fetcher, "fetch">;
  clock: Pick<Clock, "now">;
  isOpen: () => boolean;
  /** Called after a subscription was saved: a delivery may be due. */
  onSaved: () => void;
};

/** Asks callbacks whether they want what was asked of the hub (WebSub section 5.3), and does it when they do. */
export function createVerification(deps: VerificationDeps): JobHandler {
  const { subscriptions, topics, hosts, clock, fetcher } = deps;
  const without = (now: number, error: string): AttemptOutcome => ({
    outcome: "ended",
    attempt: { attempted: now, durationMs: 0, error },
  });

  /** Says why a request needs no answer any more; undefined when it does. */
  async function findObstacle({ id, mode, path }: Intent, age: number, host: string): Promise<string | undefined> {
    if (age > maxIntentAgeMs) return "the request is too old";
    if (!deps.isOpen() || !topics.find(path)) return "the topic is gone";
    if (hosts.isRefused(host)) return "its host answered no verification";
    return mode === "unsubscribe" && !(await subscriptions.find(id)) ? "there is no such subscription" : undefined;
  }

  return {
    retryDelaysMs,
    isForgotten: true,

    async perform({ message, host }, signal) {
      const attempted = clock.now();
      const intent: Intent = JSON.parse(message.body);
      const obstacle = await findObstacle(intent, attempted - message.created, host);
      if (obstacle !== undefined) return without(attempted, obstacle);
      const challenge = randomBytes(challengeBytes).toString("base64url");
      const answer = await askReceiver(fetcher, verificationAddress(intent, challenge), {});
      const now = clock.now();
      const attempt = attemptOf(answer, attempted, now);
      if (signal.aborted) return { outcome: "failed", attempt };
      const isVerified = attempt.error === undefined && echoes(answer, challenge);
      hosts.note(host, isVerified);
      if (isVerified) {
        await carryOut(intent, now, deps);
        return { outcome: "done", attempt };
      }
      if ("error" in answer) return { outcome: "failed", attempt };
      return { outcome: "ended", attempt: { error: "it did not confirm the request", ...attempt } };
    },
  };
}

/** Returns the address that a verification requests. */
function verificationAddress({ callback, mode, topic, leaseSeconds }: Intent, challenge: string): string {
  return withParameters(callback, {
    "hub.mode": mode,
    "hub.topic": topic,
    "hub.challenge": challenge,
    ...(mode === "subscribe" && { "hub.lease_seconds": String(leaseSeconds) }),
  });
}

/** Tells whether the body of an answer is the challenge, and nothing else. */
function echoes(answer: ReceiverAnswer, challenge: string): boolean {
  return "body" in answer && answer.isWhole && answer.body.toString("latin1") === challenge;
}

async function carryOut(intent: Intent, now: number, deps: VerificationDeps): Promise<void> {
  const { subscriptions, topics } = deps;
  const { mode, leaseSeconds, ...terms } = intent;
  if (mode === "unsubscribe") {
    await subscriptions.remove(intent.id);
    return;
  }
  const present = topics.find(intent.path)?.sha256 ?? "";
  const expires = now + leaseSeconds * 1000;
  await subscriptions.save({ ...terms, expires }, { now, present, lane: deliveryLane(intent.id) });
  deps.onSaved();
}
