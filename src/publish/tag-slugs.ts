import { termOf } from "../channel/terms.ts";
import type { Channel, Config } from "../config/schema.ts";
import type { ChannelSlugStore } from "../stores/channel-values.ts";

/**
 * Finds the channels of tags: for each tag the channel in the configuration that selects this tag alone, or else the one
 * that `perTag` made for it.
 * @param linked the channels to which the page may lead
 * @returns the slugs by tag; a tag without a channel has none
 */
export async function findTagSlugs(
  tags: readonly string[],
  linked: readonly Channel[],
  { channels, perTag, retired, moved }: Pick<Config, "channels" | "perTag" | "retired" | "moved">,
  slugs: ChannelSlugStore,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const tag of tags) {
    const term = termOf("tag", tag);
    const configured = linked.find((channel) => selectsOnly(channel, term))?.slug;
    const automatic = configured === undefined && perTag ? await slugs.findSlug("tag", tag) : undefined;
    // The configuration may have given the slug to something else.
    const isFree = (slug: string) =>
      !retired.includes(slug) && moved[slug] === undefined && !channels.some((channel) => channel.slug === slug);
    const slug = configured ?? (automatic !== undefined && isFree(automatic) ? automatic : undefined);
    if (slug !== undefined) found.set(tag, slug);
  }
  return found;
}

function selectsOnly({ select: { tags = [], ...others } = {} }: Channel, term: string): boolean {
  return tags.length > 0 && Object.keys(others).length === 0 && tags.every((tag) => termOf("tag", tag) === term);
}
