import type { AudienceReport, RequestCount, SubscriberCount } from "../stores/audience.ts";

/** The number of requests, in total and by each of their properties. */
type RequestSums = { total: number } & Record<"format" | "status" | "coding" | "client", Record<string, number>>;

/** The number of subscribers behind aggregators, in total and by aggregator. */
type SubscriberSums = { total: number; aggregators: Record<string, number> };

export type Stats = {
  subscribers: SubscriberSums;
  requests: RequestSums;
  days: AudienceReport["days"];
  /** The most requested channels come first. The empty slug stands for requests that belong to no channel. */
  channels: { channel: string; subscribers: SubscriberSums; requests: RequestSums }[];
};

/** Sums up an audience for `GET /admin/stats`. */
export function summariseAudience({ requests, subscribers, days }: AudienceReport): Stats {
  const requestsOf = Map.groupBy(requests, ({ channel }) => channel);
  const subscribersOf = Map.groupBy(subscribers, ({ channel }) => channel);
  const channels = [...new Set([...requestsOf.keys(), ...subscribersOf.keys()])].map((channel) => ({
    channel,
    subscribers: sumSubscribers(subscribersOf.get(channel) ?? []),
    requests: sumRequests(requestsOf.get(channel) ?? []),
  }));
  channels.sort((a, b) => b.requests.total - a.requests.total || (a.channel < b.channel ? -1 : 1));
  return { subscribers: sumSubscribers(subscribers), requests: sumRequests(requests), days, channels };
}

function sumRequests(counts: readonly RequestCount[]): RequestSums {
  const by = (name: "format" | "status" | "coding" | "client") =>
    sumByName(counts.map((count) => [String(count[name]) || "none", count.requests]));
  return {
    total: counts.reduce((total, each) => total + each.requests, 0),
    format: by("format"),
    status: by("status"),
    coding: by("coding"),
    client: by("client"),
  };
}

function sumSubscribers(counts: readonly SubscriberCount[]): SubscriberSums {
  return {
    total: counts.reduce((total, each) => total + each.subscribers, 0),
    aggregators: sumByName(counts.map(({ aggregator, subscribers }) => [aggregator, subscribers])),
  };
}

/** Adds up the counts of each name; the largest sum comes first. */
function sumByName(counts: readonly (readonly [name: string, count: number])[]): Record<string, number> {
  const summed = new Map<string, number>();
  for (const [name, count] of counts) summed.set(name, (summed.get(name) ?? 0) + count);
  return Object.fromEntries([...summed].sort(([, a], [, b]) => b - a));
}
