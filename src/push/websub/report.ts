import type { Clock } from "../../clock.ts";
import type { Hub } from "../../stores/hubs.ts";
import type { TakenJob } from "../../stores/jobs.ts";
import type { Stores } from "../../stores/stores.ts";
import type { Subscription, TopicCount } from "../../stores/subscriptions.ts";
import type { AttemptOutcome } from "../queue.ts";
import type { WebSubSettings } from "./hub.ts";
import { describeHubProblem } from "./hub-health.ts";
import { webSubKinds } from "./jobs.ts";

/** How many failing subscribers a report names. */
const maxFailing = 50;

/** Attempts since the service was started. `ended`: given up, or not wanted any more. */
type AttemptCounts = { delivered: number; failed: number; ended: number };

/** The facts about WebSub. Times are RFC 3339. Paths of callbacks are often secrets, so only their hosts are told. */
export type WebSubReport = {
  hub?: string;
  since: string;
  subscribers: number;
  topics: TopicCount[];
  deliveries: AttemptCounts;
  verifications: AttemptCounts;
  failing: { host: string; topic: string; failures: number; since?: string; error?: string }[];
  hubs: { url: string; accepted?: string; delivered?: string; failures: number; problem?: string }[];
};

type ReportDeps = {
  subscriptions: Pick<Stores["subscriptions"], "countTopics" | "listFailing">;
  hubs: Pick<Stores["hubs"], "list">;
  readSettings: () => WebSubSettings;
  clock: Pick<Clock, "now">;
};

/** Creates what counts attempts, and says how the own hub and hubs elsewhere work. */
export function createReport({ subscriptions, hubs, readSettings, clock }: ReportDeps) {
  const since = toDate(clock.now());
  const deliveries: AttemptCounts = { delivered: 0, failed: 0, ended: 0 };
  const verifications: AttemptCounts = { delivered: 0, failed: 0, ended: 0 };

  return {
    noteAttempt({ kind }: Pick<TakenJob, "kind">, { outcome }: AttemptOutcome): void {
      const counts =
        kind === webSubKinds.deliver ? deliveries : kind === webSubKinds.verify ? verifications : undefined;
      if (counts) counts[outcome === "done" ? "delivered" : outcome] += 1;
    },

    async read(): Promise<WebSubReport> {
      const now = clock.now();
      const settings = readSettings();
      const topics = await subscriptions.countTopics(now);
      const failing = await subscriptions.listFailing(now, maxFailing);
      const known = new Map((await hubs.list()).map((hub) => [hub.url, hub]));
      return {
        ...(settings.hub !== undefined && { hub: settings.hub }),
        since,
        subscribers: topics.reduce((sum, each) => sum + each.subscribers, 0),
        topics,
        deliveries: { ...deliveries },
        verifications: { ...verifications },
        failing: failing.map(describeFailing),
        hubs: settings.hubs.map((url) => describeHub(known.get(url) ?? { url, failures: 0 }, now)),
      };
    },
  };
}

function describeFailing({ callback, topic, failures, failingSince, error }: Subscription): WebSubReport["failing"][0] {
  const { host } = new URL(callback);
  const since = failingSince === undefined ? {} : { since: toDate(failingSince) };
  return { host, topic, failures, ...since, ...(error !== undefined && { error }) };
}

function describeHub(hub: Hub, now: number): WebSubReport["hubs"][0] {
  const { url, accepted, probe, failures } = hub;
  const delivered = probe?.delivered;
  const problem = describeHubProblem(hub, now);
  return {
    url,
    ...(accepted !== undefined && { accepted: toDate(accepted) }),
    ...(delivered !== undefined && { delivered: toDate(delivered) }),
    failures,
    ...(problem !== undefined && { problem }),
  };
}

const toDate = (time: number) => new Date(time).toISOString();
