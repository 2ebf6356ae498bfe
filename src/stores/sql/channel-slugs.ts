import type { DatabaseSync } from "node:sqlite";
import { termOf } from "../../channel/terms.ts";
import type { ChannelSlugStore } from "../channel-values.ts";

/** Opens the store that finds the channels of values. */
export function openChannelSlugs(database: DatabaseSync): ChannelSlugStore {
  const byTerm = database.prepare("SELECT slug FROM channel_values WHERE term = ? AND shown = 1");
  return {
    async findSlug(facet, value) {
      const slug = byTerm.get(termOf(facet, value))?.slug;
      return typeof slug === "string" ? slug : undefined;
    },
  };
}
