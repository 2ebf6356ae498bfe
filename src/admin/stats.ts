import type { AudienceReport, RequestCount, SubscriberCount } from "../stores/audience.ts";

/** How many requests in all, and by each of their properties. */
type RequestSums = { total: number } & Record<"format" | "status" | "coding" | "client", Record<string, number>>;

/** How many people aggregators ask for, in all and by aggregator. */
type SubscriberSums = { total: number; aggregators: Record<string, number> };

export type Stats = {
  subscribers: SubscriberSums;
  requests: RequestSums;
  days: AudienceReport["days"];
  /** Those asked for most come first; the empty slug is whatever belongs to no channel. */
  channels: { channel: string; subscribers: SubscriberSums; requests: RequestSums }[];
};

/** An audience as `GET /admin/stats` shows it. */
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

/** Adds up what has the same name; the largest sum first. */
function sumByName(counts: readonly (readonly [name: string, count: number])[]): Record<string, number> {
  const summed = new Map<string, number>();
  for (const [name, count] of counts) summed.set(name, (summed.get(name) ?? 0) + count);
  return Object.fromEntries([...summed].sort(([, a], [, b]) => b - a));
}
