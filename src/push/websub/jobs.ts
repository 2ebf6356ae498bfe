import { createHash } from "node:crypto";
import type { NewJob } from "../../stores/jobs.ts";
import type { Subscription, WebSubJobs } from "../../stores/subscriptions.ts";
import type { SubscriptionRequest } from "./request.ts";

/** The kinds of the jobs of WebSub. */
export const webSubKinds = {
  verify: "websub.verify",
  deliver: "websub.deliver",
  deny: "websub.deny",
  ping: "websub.ping",
  probe: "websub.probe",
} as const;

/** A request whose intent is to be verified. `path`: of the topic; `leaseSeconds`: what is granted. */
export type Intent = Omit<SubscriptionRequest, "leaseSeconds"> & { id: string; path: string; leaseSeconds: number };

/** The reason that a subscriber is given for a topic that is gone. */
export type Denial = Pick<Subscription, "topic" | "callback">;

/** A change of a document that a hub elsewhere is told of. */
export type Ping = { hub: string; path: string };

/** Returns the id of the subscription of a callback to a topic: there is at most one. */
export function subscriptionId(path: string, callback: string): string {
  return digestOf(path, callback);
}

/** Returns the job that verifies an intent. A later request for the same subscription takes its place. */
export function verifyJob(intent: Intent, { now, newId }: { now: number; newId: () => string }): NewJob {
  const { id, callback } = intent;
  const message = { id: newId(), type: webSubKinds.verify, body: JSON.stringify(intent), created: now };
  return {
    kind: webSubKinds.verify,
    lane: `verify ${id}`,
    host: new URL(callback).host,
    message,
    due: now,
    alone: "replaces",
  };
}

/**
 * Creates the jobs for changes. A delivery names only its topic: it takes the state of the moment at which it is made, so
 * that a callback that fails is asked once for many changes.
 */
export function createWebSubJobs(now: number): WebSubJobs {
  return {
    deliver({ id, path, callback }) {
      const message = { id: `${webSubKinds.deliver} ${path}`, type: webSubKinds.deliver, body: "", created: now };
      const host = new URL(callback).host;
      return { kind: webSubKinds.deliver, lane: deliveryLane(id), host, message, due: now, alone: "keeps" };
    },

    deny({ id, topic, callback }) {
      const body = JSON.stringify({ topic, callback } satisfies Denial);
      const message = { id: `${webSubKinds.deny} ${id} ${now}`, type: webSubKinds.deny, body, created: now };
      const host = new URL(callback).host;
      return { kind: webSubKinds.deny, lane: `deny ${id}`, host, message, due: now, alone: "replaces" };
    },

    ping(hub, path) {
      const id = digestOf(hub, path);
      const body = JSON.stringify({ hub, path } satisfies Ping);
      const message = { id: `${webSubKinds.ping} ${id}`, type: webSubKinds.ping, body, created: now };
      return { kind: webSubKinds.ping, lane: `ping ${id}`, host: new URL(hub).host, message, due: now, alone: "keeps" };
    },
  };
}

/** Returns the lane of the deliveries for a subscription. */
export function deliveryLane(id: string): string {
  return `deliver ${id}`;
}

/** Returns the id of the subscription that a delivery is for. */
export function subscriptionOfLane(lane: string): string {
  return lane.slice(lane.indexOf(" ") + 1);
}

function digestOf(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 32);
}
