import { exclusiveSelections, isExclusive, isPrivate } from "../channel/access.ts";
import type { Channel, Selection } from "../config/schema.ts";
import type { SelectionStore, ShownSelection } from "../stores/selections.ts";
import type { BuilderStores } from "../stores/stores.ts";

type ChannelAccess = Pick<Channel, "slug" | "access" | "exclusive" | "select">;

/** Returns the channels that everybody may read. */
export function publicChannels<Access extends Pick<Channel, "access">>(channels: readonly Access[]): Access[] {
  return channels.filter((channel) => !isPrivate(channel));
}

/**
 * Returns the channels to which a page may lead: the public ones, and a private one that all of its readers may read.
 * @param readers the slugs of the private channels whose subscribers read the page; undefined for everybody
 */
export function linkedChannels<Access extends Pick<Channel, "access" | "slug">>(
  channels: readonly Access[],
  readers: readonly string[] | undefined,
): Access[] {
  return channels.filter((channel) => !isPrivate(channel) || readers?.every((slug) => slug === channel.slug));
}

/**
 * Returns the articles that a channel shows: a public one none that an exclusive channel selects, a private one all that it
 * selects. @param configured the channels in the configuration
 */
export function shownSelection(
  channel: Pick<Channel, "access" | "select">,
  configured: readonly Pick<Channel, "access" | "exclusive" | "select">[],
): Selection & Pick<ShownSelection, "except"> {
  const { select = {} } = channel;
  const except = isPrivate(channel) ? [] : exclusiveSelections(configured);
  return except.length === 0 ? select : { ...select, except };
}

/**
 * Finds the private channels whose subscribers may read the page of an article.
 * @returns their slugs; undefined when everybody may, since no exclusive channel selects the article
 */
export async function findPageReaders(
  id: string,
  channels: readonly ChannelAccess[],
  selections: Pick<SelectionStore, "matches">,
): Promise<string[] | undefined> {
  if (!channels.some(isExclusive)) return undefined;
  const privateChannels = channels.filter(isPrivate);
  const matches = await selections.matches(
    id,
    privateChannels.map(({ select = {} }) => select),
  );
  const selecting = privateChannels.filter((_, index) => matches[index]);
  return selecting.some(isExclusive) ? selecting.map(({ slug }) => slug) : undefined;
}

/**
 * Wraps stores so that an article which changed after it was selected is left out: it may be withheld now. The next run
 * finds the change.
 */
export function withSelectedRevisions<Stores extends Pick<BuilderStores, "articles" | "selections">>(
  stores: Stores,
): Stores {
  const revisions = new Map<string, number>();
  return {
    ...stores,
    selections: {
      ...stores.selections,
      async select(...query) {
        const selected = await stores.selections.select(...query);
        for (const { id, revision } of selected) revisions.set(id, revision);
        return selected;
      },
    },
    articles: {
      ...stores.articles,
      async findMany(...query) {
        const found = await stores.articles.findMany(...query);
        return found.filter(({ id, _courant }) => revisions.get(id) === _courant.revision);
      },
    },
  };
}
