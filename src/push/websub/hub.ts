import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../clock.ts";
import { CourantError } from "../../errors.ts";
import type { AddressChecker, Fetcher } from "../../fetch/fetcher.ts";
import type { DocumentHashes } from "../../stores/announcements.ts";
import type { TakenJob } from "../../stores/jobs.ts";
import type { Stores } from "../../stores/stores.ts";
import type { AttemptOutcome, JobHandler } from "../queue.ts";
import { createCallbackHosts } from "./callback-hosts.ts";
import { createSubscriberDelivery } from "./deliver.ts";
import { createDenial } from "./deny.ts";
import { createWebSubJobs, subscriptionId, verifyJob, webSubKinds } from "./jobs.ts";
import { leaseFor } from "./leases.ts";
import { createPing } from "./ping.ts";
import { createProbe, type Probe } from "./probe.ts";
import { createReport, type WebSubReport } from "./report.ts";
import { readSubscriptionRequest } from "./request.ts";
import { createRoomCheck, roomLimits } from "./room-check.ts";
import { cacheBodies, type Topics } from "./topics.ts";
import { createVerification } from "./verify.ts";

/** The settings of WebSub that are in force. */
export type WebSubSettings = {
  /** The public address, without a trailing slash. */
  baseUrl: string;
  /** The address of the own hub; undefined when it is closed. */
  hub: string | undefined;
  /** The hubs elsewhere. */
  hubs: readonly string[];
  delivery: "whole" | "new";
};

/** The published documents that can be subscribed to; undefined while it is not known which ones are gone. */
export type PublishedTopics =
  | {
      documents: DocumentHashes;
      /** The path of the document by which hubs elsewhere are watched: the same one at all times. */
      main: string | undefined;
    }
  | undefined;

/** A refusal of the hub, in plain text. `retryAfter`: in seconds. */
export type HubRefusal = { status: 400 | 404 | 429 | 503; reason: string; retryAfter?: number };

/** The hub and the publisher of WebSub (https://www.w3.org/TR/websub/). */
export type WebSub = Pick<Probe, "verify" | "deliver"> & {
  handlers: Readonly<Record<string, JobHandler>>;
  /** Adds the jobs for what readers see differently. */
  check(): Promise<void>;
  /** Takes a request for the hub (section 5.1). @returns undefined when it is accepted; its verification comes later */
  accept(body: Buffer): Promise<HubRefusal | undefined>;
  noteAttempt(job: Pick<TakenJob, "kind">, outcome: AttemptOutcome): void;
  report(): Promise<WebSubReport>;
};

/**
 * So many subscribers are told together: few at first, so that their deliveries begin, and then more. Each part keeps the
 * process for some ten milliseconds.
 */
const toldFirst = 100;
const toldTogether = 500;

/** How soon a request may be repeated that found no room. */
const retryAfterSeconds = 60;

export type WebSubDeps = {
  stores: Pick<Stores, "hubs" | "jobs" | "subscriptions">;
  fetcher: Fetcher & AddressChecker;
  topics: Topics;
  readPublished: () => PublishedTopics;
  readSettings: () => WebSubSettings;
  clock: Clock;
  /** Called after jobs may have been added. */
  onAdded: () => void;
  isStopped: () => boolean;
};

export function createWebSub(deps: WebSubDeps): WebSub {
  const { stores, fetcher, readPublished, readSettings, clock, onAdded, isStopped } = deps;
  const { subscriptions, hubs, jobs } = stores;
  const topics = cacheBodies(deps.topics);
  const hosts = createCallbackHosts(clock);
  const report = createReport({ ...stores, readSettings, clock });
  const probe = createProbe({ hubs, fetcher, clock, readSettings });
  let verifying = 0;
  const hasRoom = createRoomCheck(subscriptions, clock);
  const isOpen = () => readSettings().hub !== undefined;

  async function findRefusal(path: string | undefined, callback: string): Promise<HubRefusal | undefined> {
    if (path === undefined || !topics.find(path)) {
      const reason = "hub.topic is no feed of this site. Give the address that the feed names as its self link.";
      return { status: 404, reason };
    }
    const { host } = new URL(callback);
    if (!isAllowed(callback, fetcher)) {
      return { status: 400, reason: "hub.callback is not on the public internet. Give an address that is." };
    }
    if (hosts.isRefused(host)) {
      const reason = `Too many verifications at ${host} were not confirmed. Repair the callback, and try again in an hour.`;
      return { status: 429, reason, retryAfter: 3600 };
    }
    const isKnown = (await subscriptions.find(subscriptionId(path, callback))) !== undefined;
    if (verifying < roomLimits.waiting && (isKnown || (await hasRoom(host)))) return undefined;
    const reason = "This hub has as many subscriptions as it can take. Try again later.";
    return { status: 503, reason, retryAfter: retryAfterSeconds };
  }

  return {
    verify: probe.verify,
    deliver: probe.deliver,
    report: report.read,

    handlers: {
      [webSubKinds.verify]: createVerification({
        subscriptions,
        topics,
        hosts,
        fetcher,
        clock,
        isOpen,
        onSaved: onAdded,
      }),
      [webSubKinds.deliver]: createSubscriberDelivery({ subscriptions, topics, fetcher, clock, readSettings }),
      [webSubKinds.deny]: createDenial({ fetcher, clock }),
      [webSubKinds.ping]: createPing({ hubs, fetcher, clock, readSettings }),
      [webSubKinds.probe]: probe.handler,
    },

    async check() {
      for (let most = toldFirst; !isStopped(); most = toldTogether) {
        // Another run may publish between two parts.
        const published = readPublished();
        if (!published) return;
        const now = clock.now();
        const told = { documents: published.documents, now, isHub: isOpen(), hubs: readSettings().hubs, most };
        const { hasMore } = await subscriptions.announce(told, createWebSubJobs(now));
        onAdded();
        await setImmediate();
        if (hasMore) continue;
        await jobs.enqueue(await probe.findJobs(published.main));
        return onAdded();
      }
    },

    async accept(body) {
      if (!isOpen()) return { status: 404, reason: "This site has no hub of its own. Its feeds name their hubs." };
      const request = readSubscriptionRequest(body);
      if ("refusal" in request) return { status: 400, reason: request.refusal };
      const path = pathOf(request.topic, readSettings().baseUrl);
      const refusal = await findRefusal(path, request.callback);
      if (refusal || path === undefined) return refusal;
      const id = subscriptionId(path, request.callback);
      const intent = { ...request, id, path, leaseSeconds: leaseFor(request.leaseSeconds) };
      await jobs.enqueue([verifyJob(intent, { now: clock.now(), newId: () => `websub_${randomUUID()}` })]);
      verifying += 1;
      onAdded();
      return undefined;
    },

    noteAttempt(job, outcome) {
      if (job.kind === webSubKinds.verify && outcome.outcome !== "failed") verifying = Math.max(0, verifying - 1);
      report.noteAttempt(job, outcome);
    },
  };
}

/** Returns the path of a topic; undefined when its address is not that of a document here. Pure. */
export function pathOf(topic: string, baseUrl: string): string | undefined {
  const url = URL.parse(topic);
  const base = new URL(baseUrl);
  const root = base.pathname.replace(/\/$/, "");
  if (!url || url.origin !== base.origin || url.search !== "" || url.hash !== "" || url.username !== "")
    return undefined;
  return url.pathname.startsWith(`${root}/`) ? url.pathname.slice(root.length) : undefined;
}

function isAllowed(callback: string, checker: AddressChecker): boolean {
  try {
    checker.checkAddress(callback);
    return true;
  } catch (error) {
    if (error instanceof CourantError && error.code === "FETCH_REFUSED") return false;
    throw error;
  }
}
