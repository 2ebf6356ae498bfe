import { extname } from "node:path";
import type { Config } from "../config/schema.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { HourCount, SubscriberDay } from "../stores/audience.ts";
import { dayMs } from "./day-range.ts";
import type { ChannelOverview, HourOfPolls, WeekOfSubscribers } from "./openapi/schemas/overview.ts";

const hourMs = 3_600_000;
const shownHours = 24;

/** The formats that readers poll. */
const feedFormats: ReadonlySet<string> = new Set(["rss", "atom", "json"]);

export type { ChannelOverview, HourOfPolls, WeekOfSubscribers } from "./openapi/schemas/overview.ts";

/** Returns the last 24 hours, YYYY-MM-DDTHH in UTC; the present one is the last. */
export function lastHours(now: number): string[] {
  return Array.from({ length: shownHours }, (_, index) =>
    new Date(now - (shownHours - 1 - index) * hourMs).toISOString().slice(0, 13),
  );
}

/** Adds up the polls of each hour. */
export function sumHours(hours: readonly string[], counts: readonly HourCount[]): HourOfPolls[] {
  const byHour = Map.groupBy(counts, ({ hour }) => hour);
  return hours.map((hour) => ({ hour, ...sumPolls(byHour.get(hour) ?? []) }));
}

function sumPolls(counts: readonly HourCount[]) {
  const sums = { requests: 0, unmodified: 0 };
  for (const { requests, unmodified } of counts) {
    sums.requests += requests;
    sums.unmodified += unmodified;
  }
  return sums;
}

/** Returns how many subscribers each aggregator had in each week at most, the weeks in order. */
export function sumWeeks(days: readonly SubscriberDay[]): WeekOfSubscribers[] {
  const weeks = new Map<string, Record<string, number>>();
  for (const { day, aggregator, subscribers } of days) {
    const week = mondayOf(day);
    const aggregators = weeks.get(week) ?? Object.create(null);
    aggregators[aggregator] = Math.max(aggregators[aggregator] ?? 0, subscribers);
    weeks.set(week, aggregators);
  }
  return [...weeks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([week, aggregators]) => ({ week, aggregators }));
}

function mondayOf(day: string): string {
  const time = Date.parse(day);
  const daysSinceMonday = (new Date(time).getUTCDay() + 6) % 7;
  return new Date(time - daysSinceMonday * dayMs).toISOString().slice(0, 10);
}

type Documents = ReturnType<Publisher["snapshot"]>["documents"];
type Document = Documents extends ReadonlyMap<string, infer Value> ? Value : never;

/** Returns the documents that readers poll, by the slug of their channel. */
export function feedsByChannel(documents: Documents, slugs: ReadonlySet<string>): Map<string, Document[]> {
  const feeds = new Map<string, Document[]>();
  for (const document of documents.values()) {
    const { channel, archive, file } = document;
    if (channel === undefined || archive || !slugs.has(channel) || !feedFormats.has(formatOf(file))) continue;
    const known = feeds.get(channel);
    if (known) known.push(document);
    else feeds.set(channel, [document]);
  }
  return feeds;
}

function formatOf(file: string): string {
  return extname(file).slice(1);
}

/** Describes a channel. */
export function describeChannel(
  { slug, title }: { slug: string; title: string },
  deps: {
    config: Config;
    feeds: readonly Document[];
    articles: number;
    hours: readonly string[];
    counts: readonly HourCount[];
  },
): ChannelOverview {
  const { config, feeds, articles, hours, counts } = deps;
  const changed = feeds.map(({ lastModified }) => lastModified);
  const due = feeds.flatMap((feed) => feed.due ?? []);
  return {
    slug,
    title,
    configured: config.channels.some((channel) => channel.slug === slug),
    articles,
    changed: changed.length === 0 ? undefined : new Date(Math.max(...changed)).toISOString(),
    due: due.length === 0 ? undefined : new Date(Math.min(...due)).toISOString(),
    polls: { ...sumPolls(counts), hours: sumHours(hours, counts).map(({ requests }) => requests) },
    sizes: Object.fromEntries(
      feeds.map(({ file, variants }) => [
        formatOf(file),
        Object.fromEntries(Object.entries(variants).map(([coding, { bytes }]) => [coding, bytes])),
      ]),
    ),
  };
}
