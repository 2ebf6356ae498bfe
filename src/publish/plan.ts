import { permalinkPath } from "../article/article.ts";
import { automaticChannel, settingsOf } from "../channel/automatic.ts";
import { facets } from "../channel/terms.ts";
import type { Collection } from "../collection/collection.ts";
import type { Run } from "../collection/run.ts";
import type { Channel, Config } from "../config/schema.ts";
import { addressOf } from "../render/address.ts";
import { channelPaths } from "./addresses.ts";
import { channelUnit } from "./channel-unit.ts";
import { createFragments } from "./fragments.ts";
import { articleUnit, siteUnit } from "./pages.ts";
import type { Unit } from "./unit.ts";

export type Plan = {
  /** Every channel there is now. */
  channels: readonly Channel[];
  /** One after the other; what a stage made is served before the next begins. Feeds come first. */
  stages: Unit[][];
  /** Every path, percent-decoded, that is to be served from now on; undefined when only some channels are made. */
  wanted: ReadonlySet<string> | undefined;
  gone: ReadonlySet<string>;
  moved: ReadonlyMap<string, string>;
};

/** What documents there are to be: from the configuration and the collection, for all channels or some. */
export function createPlan(config: Config, collection: Collection) {
  const { site, schedule, environment } = config;
  const { baseUrl } = environment;
  const pages = { baseUrl, timezone: schedule.timezone };
  const fragments = createFragments(site, baseUrl);
  const deps = { config, collection, fragments };
  const reserved = new Set([
    ...config.channels.map(({ slug }) => slug),
    ...config.retired,
    ...Object.keys(config.moved),
  ]);

  const movedChannels = Object.entries(config.moved).flatMap(([from, to]) => {
    const target = channelPaths(to);
    return channelPaths(from).map((path, index) => [path, target[index] ?? path] as const);
  });

  /** The channels that are configured, and those of values in use; a slug in the configuration comes first. */
  async function channelsAt(now: number): Promise<Channel[]> {
    const channels = [...config.channels];
    for (const facet of facets) {
      const settings = settingsOf[facet](config);
      if (settings === undefined) continue;
      const values = (await collection.values(facet, now)).filter(({ slug }) => !reserved.has(slug));
      channels.push(...values.map((value) => automaticChannel(facet, value, settings, site)));
    }
    return channels;
  }

  return async function plan(requested: Run["channels"], now: number): Promise<Plan> {
    const gone = new Set(config.retired.flatMap(channelPaths));
    const moved = new Map(movedChannels);
    for (const { id, url } of await collection.formerPermalinks()) {
      const path = decodeURIComponent(permalinkPath(id));
      if (url === undefined) gone.add(path);
      else moved.set(path, addressOf(url));
    }
    const channels = await channelsAt(now);
    const isAll = requested === "all";
    const feeds = channels.filter(({ slug }) => isAll || requested.includes(slug));
    const first = [...feeds.map((channel) => channelUnit(channel, now, deps)), siteUnit(config, channels, pages)];
    if (!isAll) return { channels, stages: [first], wanted: undefined, gone, moved };

    const permalinked = await collection.selectPermalinked(now);
    const stages = [first, permalinked.map((selected) => articleUnit(selected, config, collection, pages))];
    return { channels, stages, wanted: new Set(stages.flat().flatMap(({ paths }) => paths)), gone, moved };
  };
}
