import type { Facet } from "../channel/terms.ts";
import type { Selection } from "../config/schema.ts";

/** A value of a facet, such as one tag, that a channel is made for. */
export type ChannelValue = { value: string; slug: string };

/**
 * `atLeast`: how many articles a value needs to get a channel; `atMost`: how many values may have one; `except`: the
 * selections whose articles do not count, since exclusive channels have them.
 */
export type ChannelBounds = { atLeast: number; atMost: number; except?: readonly Selection[] | undefined };

/** The values that have a channel, and how many others have enough articles but found no room. */
export type ChannelValueList = { values: ChannelValue[]; refused: number };

/** Finds the channels of values, for what only reads them. */
export type ChannelSlugStore = {
  /** Finds the slug of the channel that a value has now; undefined when it has none. */
  findSlug(facet: Facet, value: string): Promise<string | undefined>;
};

/** Keeps the slugs of channels that are made for values of articles. A slug that was given once never changes. */
export type ChannelValueStore = {
  /**
   * Lists the values of a facet that have a channel. A value keeps its channel while an article has it, and afterwards
   * until another value needs the place; it loses it at once when only articles that do not count have it. A new value gets a channel when enough articles published by `now` have it and
   * there is room: the value of the most articles first, then the one whose first article is the oldest. It gets a slug
   * here, and is spelled as in the newest article that has it.
   * @param now milliseconds since 1970
   */
  list(facet: Facet, now: number, bounds: ChannelBounds): Promise<ChannelValueList>;

  /** Finds the value whose channel has a slug now; undefined when there is none. */
  find(slug: string): Promise<{ facet: Facet; value: string } | undefined>;
};
