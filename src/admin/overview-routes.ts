import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/schema.ts";
import type { NodeState } from "../nodes/node.ts";
import type { Publisher } from "../publish/publisher.ts";
import { shownSelection } from "../publish/shown-selection.ts";
import type { AudienceQuery, AudienceStore, SubscriberDay } from "../stores/audience.ts";
import type { Stores } from "../stores/stores.ts";
import { type AttentionFinding, type DiskRoom, findFullDisks } from "./attention.ts";
import { dayMs, dayOf } from "./day-range.ts";
import type { OverviewNode } from "./openapi/schemas/overview.ts";
import { describeChannel, feedsByChannel, lastHours, sumHours, sumWeeks } from "./overview.ts";
import { hasScope } from "./scopes.ts";

export type OverviewDeps = {
  config: () => Config;
  publisher: Publisher;
  stores: Pick<Stores, "articles" | "audience" | "selections">;
  /** Saves the counts that are still only in memory. */
  saveAudience: () => Promise<void>;
  nextRun: () => Date | undefined;
  /** Finds what needs attention, apart from full disks. */
  findAttention: () => Promise<AttentionFinding[]>;
  readDisks: () => Promise<DiskRoom[]>;
  /** Reads how this node stands; undefined on one machine. */
  readNode: () => Promise<Pick<NodeState, "isPublishing" | "lagMs"> | undefined>;
  clock: Clock;
};

/** How far back subscribers are shown. */
const subscriberDays = 12 * 7;

/** The members that only a token with the scope `admin` may read elsewhere. */
const adminKinds: ReadonlySet<string> = new Set(["configuration", "webhook"]);

const Query = Type.Object({
  channel: Type.Optional(Type.String({ description: "the slug of the only channel to report on" })),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50, description: "how many channels at most" }),
});

/** `GET /admin/overview`: what needs attention, and how the channels are. */
export const overviewRoutes: FastifyPluginAsyncTypebox<OverviewDeps> = async (app, deps) => {
  const { config, publisher, stores, saveAudience, nextRun, findAttention, readDisks, readNode, clock } = deps;

  const readPastSubscribers = createPastReader(stores.audience);

  async function describeChannels(slug: string | undefined, limit: number) {
    const now = clock.now();
    const channels = publisher.channels().filter((channel) => slug === undefined || channel.slug === slug);
    const shown = channels.slice(0, limit);
    const slugs = new Set(shown.map((channel) => channel.slug));
    const hours = lastHours(now);
    const counts = await stores.audience.hours(hours[0] ?? "");
    const countsOf = Map.groupBy(counts, ({ channel }) => channel);
    const feeds = feedsByChannel(publisher.snapshot().documents, slugs);
    const described = await Promise.all(
      shown.map(async (channel) => {
        const shown = shownSelection(channel, config().channels);
        const selected = await stores.selections.select(shown, channel.limit, now);
        return describeChannel(channel, {
          config: config(),
          feeds: feeds.get(channel.slug) ?? [],
          articles: selected.length,
          hours,
          counts: countsOf.get(channel.slug) ?? [],
        });
      }),
    );
    return {
      hours: sumHours(hours, slug === undefined ? counts : (countsOf.get(slug) ?? [])),
      totalChannels: channels.length,
      channels: described,
    };
  }

  app.get("/overview", { schema: { querystring: Query } }, async ({ query, caller }) => {
    const { channel, limit } = query;
    if (channel !== undefined) publisher.checkChannels([channel]);
    await saveAudience();
    const now = clock.now();
    const today = dayOf(now);
    const past = await readPastSubscribers({
      from: dayOf(now - (subscriberDays - 1) * dayMs),
      to: dayOf(now - dayMs),
      channel,
    });
    const present = await stores.audience.subscriberDays({ from: today, to: today, channel });
    const disks = await readDisks();
    const findings = [...findFullDisks(disks), ...(await findAttention())];
    const mayReadAll = hasScope(caller.scopes, "admin");
    const isFailure = ({ level }: AttentionFinding) => level === "failure";
    const [lastRun] = await publisher.runs(1);
    return {
      at: new Date(now).toISOString(),
      attention: findings
        .filter(({ kind }) => mayReadAll || !adminKinds.has(kind))
        .sort((a, b) => Number(isFailure(b)) - Number(isFailure(a))),
      disks: disks.map(({ path: _, ...room }) => room),
      articles: (await stores.articles.count()).present,
      nextRun: nextRun()?.toISOString(),
      node: describeNode(await readNode()),
      lastRun,
      ...(await describeChannels(channel, limit)),
      subscribers: sumWeeks([...past, ...present]),
    };
  });
};

function describeNode(state: Pick<NodeState, "isPublishing" | "lagMs"> | undefined): OverviewNode | undefined {
  if (state === undefined || state.isPublishing) return state && { publishes: true };
  return { publishes: false, ...(state.lagMs !== undefined && { behindMs: Math.round(state.lagMs) }) };
}

/** The ranges and channels whose subscribers are kept in memory. */
const maxKeptRanges = 20;

/** Creates a reader of the subscribers of days that are over. They change no more, and many channels have many of them. */
function createPastReader(audience: Pick<AudienceStore, "subscriberDays">) {
  const kept = new Map<string, Promise<SubscriberDay[]>>();
  return function readPast(query: AudienceQuery): Promise<SubscriberDay[]> {
    const key = JSON.stringify(query);
    const known = kept.get(key);
    if (known) return known;
    const [oldest] = kept.keys();
    if (oldest !== undefined && kept.size >= maxKeptRanges) kept.delete(oldest);
    const reading = audience.subscriberDays(query);
    kept.set(key, reading);
    reading.catch(() => kept.delete(key));
    return reading;
  };
}
