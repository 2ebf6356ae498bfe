import type { Channel, Selection } from "../config/schema.ts";

type ChannelAccess = Pick<Channel, "access" | "exclusive" | "select">;

/** Tells whether only subscribers may read a channel. */
export function isPrivate({ access }: Pick<Channel, "access">): boolean {
  return access === "private";
}

/** Tells whether the articles of a channel stand nowhere in public. */
export function isExclusive(channel: ChannelAccess): boolean {
  return isPrivate(channel) && (channel.exclusive ?? channel.select !== undefined);
}

/** Returns the selections of the channels whose articles stand nowhere in public. */
export function exclusiveSelections(channels: readonly ChannelAccess[]): Selection[] {
  return channels.filter(isExclusive).map(({ select = {} }) => select);
}
