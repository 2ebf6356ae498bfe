import { isDeepStrictEqual } from "node:util";
import { permalinkPath } from "../article/address.ts";
import { exclusiveSelections } from "../channel/access.ts";
import { automaticChannel, automaticSettings } from "../channel/automatic.ts";
import { facets } from "../channel/terms.ts";
import type { Channel, Config, Site } from "../config/schema.ts";
import { erasedPath, erasedPathOf } from "../published/erased-path.ts";
import type { Snapshot } from "../published/snapshot.ts";
import { addressOf } from "../render/address.ts";
import { channelPaths, pagePath } from "../render/format.ts";
import { iconPaths } from "../render/site-pictures.ts";
import type { ChannelCut, Run } from "../stores/runs.ts";
import type { Checkpoint, PageState, ShownSelection } from "../stores/selections.ts";
import type { Stores } from "../stores/stores.ts";
import { channelTarget } from "./channel-target.ts";
import { groupReads } from "./group-reads.ts";
import { movedPathsOf } from "./moved-paths.ts";
import { createSearchUpdate } from "./search-channels.ts";
import { publicChannels } from "./shown-selection.ts";
import { siteTargets } from "./site-target.ts";
import { createSitemapTargets } from "./sitemap-target.ts";
import type { DocumentBuilder, Target, TrackedTarget } from "./target.ts";

/** The checkpoint before the first run. */
export const firstCheckpoint: Checkpoint = { change: -1, now: 0 };

export type Plan = {
  /** The checkpoint up to which the plan read the collection. */
  checkpoint: Checkpoint;
  /** All channels: those in the configuration, and those made from values in use. */
  channels: readonly Channel[];
  /** The automatic channels that found no room. */
  cutChannels: readonly ChannelCut[];
  /** The targets of the requested channels, and of the site. */
  targets: readonly TrackedTarget[];
  /** The terms of the articles that changed since the last checkpoint; undefined when they are not known. */
  changedTerms: ReadonlySet<string> | undefined;
  /** The article pages that changed since the last checkpoint; empty for a run of only some channels. */
  pages: readonly PageState[];
  /** The article pages that did not change, and link to a new channel from now on. */
  linkingPages: readonly PageState[];
  /** Whether an article is being erased: then nothing stays that only former states need. */
  erases: boolean;
  /** The paths without a document in the next snapshot. */
  gone: Snapshot["gone"];
  moved: Snapshot["moved"];
};

/** The number of article pages that a worker builds at a time. */
const pagesPerTarget = 50;

/** Returns the redirects of every service: to the list of the feeds, and to the icon where older devices look for it. */
function ownRedirects({ icon }: Site): (readonly [from: string, to: string])[] {
  const address = icon && addressOf(icon);
  const [, largePath] = iconPaths;
  return [
    ["/feeds", "/"],
    ["/feeds/", "/"],
    ["/apple-touch-icon-precomposed.png", address ?? largePath],
    ...(address === undefined ? [] : iconPaths.map((path) => [path, address] as const)),
  ];
}

/** Plans runs from the configuration and the changes in the collection. */
export function createPlanner(
  config: Config,
  stores: Pick<Stores, "selections" | "channelValues" | "erasures">,
  { definition, builder }: { definition: string; builder: Pick<DocumentBuilder, "findMatches"> },
) {
  const { selections } = stores;
  const exclusive = exclusiveSelections(config.channels);
  const goneChannels = config.retired.flatMap(channelPaths);
  const movedPaths = movedPathsOf(config);
  const sitemapTargets = createSitemapTargets({ selections, definition, except: exclusive });
  const updateSearches = createSearchUpdate(config, { selections, builder });

  /** Returns the paths without a document as the configuration and former article pages define them. */
  function redefinePaths(former: FormerPaths, served: FormerPaths, pages: readonly PageState[]): FormerPaths {
    const base = {
      gone: new Set([...goneChannels, ...former.gone]),
      moved: new Map([...ownRedirects(config.site), ...movedPaths, ...former.moved]),
    };
    const next = withFormerPages(base, pages);
    return {
      gone: isDeepStrictEqual(next.gone, served.gone) ? served.gone : next.gone,
      moved: isDeepStrictEqual(next.moved, served.moved) ? served.moved : next.moved,
    };
  }

  /** Finds the other pages of articles with a tag that has a channel for the first time: they link to it from now on. */
  async function findLinkingPages(
    pages: readonly PageState[],
    channels: readonly Channel[],
    now: number,
    served: Snapshot,
  ): Promise<readonly PageState[]> {
    const added = new Map<string, PageState>();
    for (const { slug, select } of channels.slice(config.channels.length)) {
      if (select?.tags === undefined || served.documents.has(pagePath(slug))) continue;
      for (const page of await selections.shownPages({ ...select, except: exclusive }, now)) added.set(page.id, page);
    }
    for (const { id } of pages) added.delete(id);
    return [...added.values()];
  }

  /** @param since the checkpoint of the last run. @param served the snapshot that is served */
  return async function plan(
    requested: Run["channels"],
    now: number,
    { since, served }: { since: Checkpoint; served: Snapshot },
  ): Promise<Plan> {
    const isAll = requested === "all";
    const isFirst = since.change < 0;
    await updateSearches();
    // The checkpoint is read before everything else, so that the next run finds what changes in the meantime.
    const checkpoint = { change: await selections.changeNumber({}), now };
    const erases = (await stores.erasures.pending()).length > 0;
    const changedTerms = isFirst || now < since.now ? undefined : await selections.changedTerms(since.change);
    const { channels, cutChannels } = await findChannels(config, stores, now);
    const listed = publicChannels(channels);
    const requestedChannels = channels.filter(({ slug }) => isAll || requested.includes(slug));
    const readChange = groupReads((asked: readonly ShownSelection[]) => selections.changes(asked, now));
    const targets = [
      ...requestedChannels.map((channel) => channelTarget(channel, { config, readChange, definition })),
      ...siteTargets(listed, { config, selections, definition }),
      ...(await sitemapTargets(listed, now)),
    ];
    const pages = isAll ? await selections.changedPages(since, now, exclusive) : [];
    const linkingPages = isAll && !isFirst ? await findLinkingPages(pages, channels, now, served) : [];
    // A first run of only some channels does not know all former pages, so the served ones stay.
    const former = isAll ? { gone: new Set<string>(), moved: new Map<string, string>() } : served;
    const paths = hideErased(isFirst ? redefinePaths(former, served, pages) : withFormerPages(served, pages), {
      served,
      erased: (await stores.erasures.pages()).map(erasedPath),
    });
    return { checkpoint, erases, channels, cutChannels, targets, changedTerms, pages, linkingPages, ...paths };
  };
}

type FormerPaths = Pick<Snapshot, "gone" | "moved">;

/** Returns the channels in the configuration, and those made from values in use. The configuration wins a slug. */
async function findChannels(
  config: Config,
  { channelValues }: Pick<Stores, "channelValues">,
  now: number,
): Promise<Pick<Plan, "channels" | "cutChannels">> {
  const configured = config.channels.map(({ slug }) => slug);
  const reserved = new Set([...configured, ...config.retired, ...Object.keys(config.moved)]);
  const channels = [...config.channels];
  const except = exclusiveSelections(config.channels);
  const cutChannels: ChannelCut[] = [];
  for (const facet of facets) {
    const setting = automaticSettings[facet];
    const settings = config[setting];
    if (settings === undefined) continue;
    const { values, refused } = await channelValues.list(facet, now, { ...settings, except });
    const free = values.filter(({ slug }) => !reserved.has(slug));
    channels.push(...free.map((value) => automaticChannel(facet, value, settings, config.site)));
    if (refused === 0) continue;
    cutChannels.push({ setting, atMost: settings.atMost, channels: values.length, of: values.length + refused });
  }
  return { channels, cutChannels };
}

/**
 * Adds the paths of former article pages, and removes the paths of pages that exist again. A page that was withheld from the
 * public leaves no trace.
 */
function withFormerPages({ gone, moved }: FormerPaths, pages: readonly PageState[]): FormerPaths {
  if (pages.length === 0) return { gone, moved };
  const next = { gone: new Set(gone), moved: new Map(moved) };
  for (const { id, state, url, isWithheld } of pages) {
    const path = decodeURIComponent(permalinkPath(id));
    next.gone.delete(path);
    next.moved.delete(path);
    if (isWithheld) continue;
    if (state === "former" && url === undefined) next.gone.add(path);
    else if (state === "former" && url !== undefined) next.moved.set(path, addressOf(url));
  }
  return next;
}

/** Puts hashes in the place of the paths of erased articles, so that no id is left among the paths that are gone. */
function hideErased(
  paths: FormerPaths,
  { served, erased }: { served: FormerPaths; erased: readonly string[] },
): FormerPaths {
  const isServed = paths.gone === served.gone && paths.moved === served.moved;
  if (erased.length === 0 || (isServed && erased.every((hash) => served.gone.has(hash)))) return paths;
  const hashes = new Set(erased);
  const isKept = (path: string) => !hashes.has(erasedPathOf(path));
  const gone = new Set([...[...paths.gone].filter(isKept), ...erased]);
  const moved = new Map([...paths.moved].filter(([path]) => isKept(path)));
  return {
    gone: isDeepStrictEqual(gone, served.gone) ? served.gone : gone,
    moved: isDeepStrictEqual(moved, served.moved) ? served.moved : moved,
  };
}

/** Creates the targets of article pages. They have no fingerprint: they are built because the pages changed. */
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

/** Returns a function that tells whether none of the targets builds the document at a path. */
export function matchUnbuiltPaths(targets: readonly Pick<TrackedTarget, "paths">[]): (path: string) => boolean {
  const built = new Set(targets.flatMap(({ paths }) => paths));
  return (path) => !built.has(path);
}

/** Returns a function that tells whether a path is that of an article page that is not public now. */
export function matchHiddenPaths(pages: readonly PageState[]): (path: string) => boolean {
  const hidden = pages.filter(({ state }) => state !== "shown").map(({ id }) => decodeURIComponent(permalinkPath(id)));
  const paths = new Set(hidden);
  return (path) => paths.has(path);
}
