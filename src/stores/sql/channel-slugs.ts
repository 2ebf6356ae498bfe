import { termOf } from "../../channel/terms.ts";
import type { ChannelSlugStore } from "../channel-values.ts";
import { createStore, type Engine, query } from "./engine.ts";

/** Opens the store that finds the channels of values. */
export function openChannelSlugs(engine: Engine): ChannelSlugStore {
  const byTerm = query("SELECT slug FROM channel_values WHERE term = ? AND shown = 1");
  return createStore<ChannelSlugStore>(engine, {
    *findSlug(facet, value) {
      const slug = (yield* byTerm.get(termOf(facet, value)))?.slug;
      return typeof slug === "string" ? slug : undefined;
    },
  });
}
