import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Fetcher } from "../../fetch/fetcher.ts";
import type { Hub, HubStore } from "../../stores/hubs.ts";
import type { NewJob } from "../../stores/jobs.ts";
import type { JobHandler } from "../queue.ts";
import { askReceiver, attemptOf } from "../receiver.ts";
import { afterHubFailure, needsProbe } from "./hub-health.ts";
import { webSubKinds } from "./jobs.ts";
import { leaseSeconds } from "./leases.ts";

const retryDelaysMs = [60_000, 3_600_000];
const keyBytes = 24;

export type ProbeDeps = {
  hubs: HubStore;
  fetcher: Pick<Fetcher, "fetch">;
  clock: Pick<Clock, "now">;
  readSettings: () => { baseUrl: string; hubs: readonly string[] };
};

/** The parameters of a request to the probe's callback. */
export type ProbeQuery = Readonly<Record<string, string | undefined>>;

/**
 * Watches hubs elsewhere by an own subscription to one topic at each: a hub that accepts changes and never delivers is
 * known by it, and by nothing else.
 */
export type Probe = {
  handler: JobHandler;
  /** Returns the jobs that subscribe, and renew subscriptions. @param path of the topic to subscribe to */
  findJobs(path: string | undefined): Promise<NewJob[]>;
  /** Answers the verification of a hub. @returns the challenge; undefined when it is none that was asked for */
  verify(key: string, query: ProbeQuery): Promise<string | undefined>;
  /** Records a delivery. @returns whether the key belongs to a subscription */
  deliver(key: string): Promise<boolean>;
};

export function createProbe({ hubs, fetcher, clock, readSettings }: ProbeDeps): Probe {
  async function findByKey(key: string): Promise<Hub | undefined> {
    const urls = readSettings().hubs;
    return (await hubs.list()).find(({ url, probe }) => probe?.key === key && urls.includes(url));
  }

  return {
    handler: {
      retryDelaysMs,
      isForgotten: true,

      async perform({ message }, signal) {
        const attempted = clock.now();
        const { hub: url, topic }: { hub: string; topic: string } = JSON.parse(message.body);
        const { probe } = await hubs.update(url, (hub) => withRequest(hub, topic, attempted));
        const answer = await askReceiver(fetcher, url, {
          method: "POST",
          content: new URLSearchParams({
            "hub.mode": "subscribe",
            "hub.topic": topic,
            "hub.callback": `${readSettings().baseUrl}/hub/probe/${probe?.key}`,
            "hub.lease_seconds": String(leaseSeconds.max),
          }).toString(),
          headers: { "content-type": "application/x-www-form-urlencoded" },
        });
        const at = clock.now();
        const attempt = attemptOf(answer, attempted, at);
        if (signal.aborted) return { outcome: "failed", attempt };
        const { error } = attempt;
        if (error === undefined) return { outcome: "done", attempt };
        await hubs.update(url, (hub) => afterHubFailure(hub, { error, at }));
        return { outcome: "failed", attempt };
      },
    },

    async findJobs(path) {
      if (path === undefined) return [];
      const now = clock.now();
      const { baseUrl, hubs: urls } = readSettings();
      await hubs.keepOnly(urls);
      const known = new Map((await hubs.list()).map((hub) => [hub.url, hub]));
      const topic = baseUrl + path;
      return urls.flatMap((url): NewJob[] => {
        if (!needsProbe(known.get(url) ?? {}, topic, now)) return [];
        const body = JSON.stringify({ hub: url, topic });
        const message = { id: `${webSubKinds.probe} ${url} ${topic}`, type: webSubKinds.probe, body, created: now };
        const { host } = new URL(url);
        return [{ kind: webSubKinds.probe, lane: `probe ${url}`, host, message, due: now, alone: "keeps" }];
      });
    },

    async verify(key, query) {
      const hub = await findByKey(key);
      const { "hub.mode": mode, "hub.topic": topic, "hub.challenge": challenge } = query;
      if (!hub?.probe || mode !== "subscribe" || topic !== hub.probe.topic || !challenge) return undefined;
      const at = clock.now();
      const seconds = Number(query["hub.lease_seconds"] ?? leaseSeconds.usual);
      const expires = at + (Number.isFinite(seconds) ? seconds : leaseSeconds.usual) * 1000;
      await hubs.update(hub.url, (known) =>
        known.probe ? { ...known, probe: { ...known.probe, verified: at, expires } } : known,
      );
      return challenge;
    },

    async deliver(key) {
      const hub = await findByKey(key);
      if (!hub) return false;
      const at = clock.now();
      await hubs.update(hub.url, (known) => {
        if (!known.probe) return known;
        const { pinged: _, ...probe } = known.probe;
        return { ...known, probe: { ...probe, delivered: at } };
      });
      return true;
    },
  };
}

/** Returns a hub that is asked for a subscription. Another topic begins another subscription. */
function withRequest(hub: Hub, topic: string, at: number): Hub {
  const { probe } = hub;
  if (probe?.topic === topic) return { ...hub, probe: { ...probe, requested: at } };
  return { ...hub, probe: { key: randomBytes(keyBytes).toString("base64url"), topic, requested: at } };
}
