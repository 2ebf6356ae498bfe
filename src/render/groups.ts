import type { Channel } from "../config/schema.ts";

/** Channels under one heading; those of no group have none. */
export type Group = { name: string | undefined; channels: readonly Channel[] };

/** Channels by group: first those of none, then each group where it first appears; within a group in the given order. */
export function groupsOf(channels: readonly Channel[]): readonly Group[] {
  const groups = [...Map.groupBy(channels, ({ group }) => group)].map(([name, members]) => ({
    name,
    channels: members,
  }));
  return [...groups.filter(({ name }) => name === undefined), ...groups.filter(({ name }) => name !== undefined)];
}

/**
 * The channels that a page offers to feed readers by autodiscovery: those of no group, or else of the first. A reader
 * shows them as a list to choose from, which hundreds of channels made from tags and authors would bury.
 */
export function announcedChannels(channels: readonly Channel[]): readonly Channel[] {
  return groupsOf(channels)[0]?.channels ?? [];
}
