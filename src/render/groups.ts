import type { Channel } from "../config/schema.ts";

/** Channels under one heading. The channels without a group have no heading. */
export type ChannelGroup = { name: string | undefined; channels: readonly Channel[] };

/**
 * Groups channels: first the channels without a group, then the groups in the order of their first channels. Channels in a
 * group keep their order.
 */
export function groupsOf(channels: readonly Channel[]): readonly ChannelGroup[] {
  const groups = [...Map.groupBy(channels, ({ group }) => group)].map(([name, members]) => ({
    name,
    channels: members,
  }));
  return [...groups.filter(({ name }) => name === undefined), ...groups.filter(({ name }) => name !== undefined)];
}

/**
 * Returns the channels that a page offers for autodiscovery: those without a group, or else those of the first group. Feed
 * readers show them as a list, in which hundreds of channels made from tags and authors would hide the others.
 */
export function announcedChannels(channels: readonly Channel[]): readonly Channel[] {
  return groupsOf(channels)[0]?.channels ?? [];
}
