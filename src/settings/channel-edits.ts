import { CourantError } from "../errors.ts";
import { type Entry, type FileContent, listOf, movedOf, patchEntry, requireEntry } from "./content.ts";

/* Changes of channels in the content of a configuration file. They edit the content that they are given. */

/** Adds a channel. One that was retired or moved away begins again at its slug. @throws REQUEST_INVALID */
export function addChannel(content: FileContent, channel: unknown): void {
  const entry = requireEntry(channel);
  listOf(content, "channels").push(entry);
  freeSlug(content, entry.slug);
}

/**
 * Changes a channel by a JSON Merge Patch. Another slug moves it.
 * @throws CHANNEL_NOT_FOUND, REQUEST_INVALID
 */
export function changeChannel(content: FileContent, slug: string, patch: unknown): void {
  const channels = listOf(content, "channels");
  const index = findChannel(channels, slug);
  const changed = patchEntry(channels[index] ?? {}, patch);
  channels[index] = changed;
  if (typeof changed.slug === "string" && changed.slug !== slug) noteMove(content, slug, changed.slug);
}

/**
 * Retires a channel: its addresses are answered 410 from now on, and so are the slugs that moved to it. Paths of other
 * programs that led to it lead nowhere any more.
 * @throws CHANNEL_NOT_FOUND
 */
export function retireChannel(content: FileContent, slug: string): void {
  const channels = listOf(content, "channels");
  channels.splice(findChannel(channels, slug), 1);
  const retired = listOf(content, "retired");
  retired.push(slug);
  for (const old of slugsMovedTo(content, slug)) {
    delete movedOf(content)[old];
    if (!old.startsWith("/")) retired.push(old);
  }
}

/** Redirects the old slug to the new one, and everything that was redirected to the old one. */
function noteMove(content: FileContent, from: string, to: string): void {
  freeSlug(content, to);
  const moved = movedOf(content);
  for (const old of slugsMovedTo(content, from)) moved[old] = to;
  moved[from] = to;
}

/** Lets a slug be that of a channel again. */
function freeSlug(content: FileContent, slug: unknown): void {
  if (typeof slug !== "string") return;
  const { retired } = content;
  if (Array.isArray(retired) && retired.includes(slug)) content.retired = retired.filter((each) => each !== slug);
  if (content.moved && Object.hasOwn(movedOf(content), slug)) delete movedOf(content)[slug];
}

function slugsMovedTo(content: FileContent, slug: string): string[] {
  if (!content.moved) return [];
  return Object.entries(movedOf(content)).flatMap(([old, target]) => (target === slug ? [old] : []));
}

function findChannel(channels: readonly Entry[], slug: string): number {
  const index = channels.findIndex((channel) => channel.slug === slug);
  if (index !== -1) return index;
  throw channelNotFound(slug);
}

export function channelNotFound(slug: string): CourantError {
  return new CourantError(
    "CHANNEL_NOT_FOUND",
    `There is no channel “${slug}” in the configuration. GET /admin/channels and “courant channel list” list all.`,
  );
}
