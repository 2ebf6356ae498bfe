import { isDeepStrictEqual } from "node:util";
import { permalinkPath } from "../article/article.ts";
import { automaticChannel, automaticSettings } from "../channel/automatic.ts";
import { facets } from "../channel/terms.ts";
import type { Checkpoint, Collection, PageState } from "../collection/collection.ts";
import type { Run } from "../collection/run.ts";
import type { Channel, Config } from "../config/schema.ts";
import type { Snapshot } from "../published/snapshot.ts";
import { addressOf } from "../render/address.ts";
import { channelPaths } from "./channel-documents.ts";
import { channelTarget } from "./channel-target.ts";
import { siteTarget } from "./pages.ts";
import type { Target, TrackedTarget } from "./target.ts";

/** Where nobody has looked yet. */
export const firstCheckpoint: Checkpoint = { change: -1, now: 0 };

export type Plan = {
  /** How far it looked into the collection. */
  checkpoint: Checkpoint;
  /** Every channel there is now. */
  channels: readonly Channel[];
  /** The channels that were asked for, and the site. */
  targets: readonly TrackedTarget[];
  /** Terms of articles that changed since; undefined when nobody knows. */
  changedTerms: ReadonlySet<string> | undefined;
  /** What became of pages of articles since; none when only some channels are made. */
  pages: readonly PageState[];
  /** Of the next snapshot. */
  gone: Snapshot["gone"];
  moved: Snapshot["moved"];
};

/** How many pages of articles a thread makes in one go. */
const pagesPerTarget = 50;

/** What there is to be made: from the configuration and what changed in the collection, for all channels or some. */
export function createPlanner(config: Config, collection: Collection, definition: string) {
  const { site, serving, retired } = config;
  const reserved = new Set([...config.channels.map(({ slug }) => slug), ...retired, ...Object.keys(config.moved)]);
  const goneChannels = retired.flatMap(channelPaths);
  const movedChannels = Object.entries(config.moved).flatMap(([from, to]) => {
    const target = channelPaths(to);
    return channelPaths(from).map((path, index) => [path, target[index] ?? path] as const);
  });

  /** The channels that are configured, and those of values in use; a slug in the configuration comes first. */
  async function channelsAt(now: number): Promise<Channel[]> {
    const channels = [...config.channels];
    for (const facet of facets) {
      const settings = automaticSettings[facet](config);
      if (settings === undefined) continue;
      const values = (await collection.values(facet, now)).filter(({ slug }) => !reserved.has(slug));
      channels.push(...values.map((value) => automaticChannel(facet, value, settings, site)));
    }
    return channels;
  }

  /** What is answered at the paths of pages that were there once. */
  function withFormer({ gone, moved }: Pick<Snapshot, "gone" | "moved">, pages: readonly PageState[]) {
    if (pages.length === 0) return { gone, moved };
    const next = { gone: new Set(gone), moved: new Map(moved) };
    for (const { id, state, url } of pages) {
      const path = decodeURIComponent(permalinkPath(id));
      next.gone.delete(path);
      next.moved.delete(path);
      if (state === "former" && url === undefined) next.gone.add(path);
      else if (state === "former" && url !== undefined) next.moved.set(path, addressOf(url));
    }
    return next;
  }

  /** @param since how far the run before looked; @param served what it left */
  return async function plan(
    requested: Run["channels"],
    now: number,
    { since, served }: { since: Checkpoint; served: Pick<Snapshot, "gone" | "moved"> },
  ): Promise<Plan> {
    const isAll = requested === "all";
    const isFirst = since.change < 0;
    // Before anything else is read: what changes meanwhile is found the next time.
    const looked = { change: await collection.changeOf({}), now };
    const touched = isFirst || now < since.now ? undefined : await collection.changedTerms(since.change);
    const channels = await channelsAt(now);
    const feeds = channels.filter(({ slug }) => isAll || requested.includes(slug));
    const deps = { serving, collection, definition };
    const units = [...feeds.map((channel) => channelTarget(channel, deps)), siteTarget(channels, definition)];
    const pages = isAll ? await collection.pagesSince(since, now) : [];
    if (!isFirst)
      return {
        checkpoint: looked,
        channels,
        targets: units,
        changedTerms: touched,
        pages,
        ...withFormer(served, pages),
      };
    // What a run of some channels finds of former pages stays until all is made.
    const former = isAll ? { gone: [], moved: [] } : served;
    const base = {
      gone: new Set([...goneChannels, ...former.gone]),
      moved: new Map([...movedChannels, ...former.moved]),
    };
    const next = withFormer(base, pages);
    const gone = isDeepStrictEqual(next.gone, served.gone) ? served.gone : next.gone;
    const moved = isDeepStrictEqual(next.moved, served.moved) ? served.moved : next.moved;
    return { checkpoint: looked, channels, targets: units, changedTerms: touched, pages, gone, moved };
  };
}

/** Pages to be made, as units. They are made because they changed, and have no key. */
export function pageTargets(pages: readonly PageState[]): Target[] {
  const shown = pages.filter(({ state }) => state === "shown");
  const batches = Array.from({ length: Math.ceil(shown.length / pagesPerTarget) }, (_, index) =>
    shown.slice(index * pagesPerTarget, (index + 1) * pagesPerTarget),
  );
  return batches.map((articles) => ({
    id: "/articles",
    name: "articles",
    scope: { kind: "pages", articles: articles.map(({ id, revision }) => ({ id, revision })) },
    paths: articles.map(({ id }) => decodeURIComponent(permalinkPath(id))),
    archiveLifetimeMs: 0,
  }));
}

/** Paths that none of the units makes. */
export function matchUnbuiltPaths(units: readonly Pick<TrackedTarget, "paths">[]): (path: string) => boolean {
  const made = new Set(units.flatMap(({ paths }) => paths));
  return (path) => !made.has(path);
}

/** Pages that are not to be read now. */
export function matchHiddenPaths(pages: readonly PageState[]): (path: string) => boolean {
  const hidden = pages.filter(({ state }) => state !== "shown").map(({ id }) => decodeURIComponent(permalinkPath(id)));
  const paths = new Set(hidden);
  return (path) => paths.has(path);
}
