import type { Facet } from "../channel/terms.ts";

/** A value of a facet, such as one tag, that a channel is made for. */
export type ChannelValue = { value: string; slug: string };

/** Keeps the slugs of channels that are made for values of articles. A slug that was given once never changes. */
export type ChannelValueStore = {
  /**
   * Lists every value of a facet that an article published by `now` has, or that was listed before. A new value gets a
   * slug here; it is spelled as in the newest article that has it.
   * @param now milliseconds since 1970
   */
  list(facet: Facet, now: number): Promise<ChannelValue[]>;
};
