import type { AudienceReport, RequestCount, SubscriberCount } from "../stores/audience.ts";
import type { RequestSums, Stats, SubscriberSums } from "./openapi/schemas/stats.ts";

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
