import type { PublishedChanges } from "../stores/announcements.ts";
import type { Webhook } from "../stores/webhooks.ts";
import { hearsOf, maxChannels } from "./audience-of-change.ts";
import type { EventContext, PushedEvent } from "./events.ts";

/** The mark before the path of a private document among those that are announced, as no public path begins. */
const privatePrefix = "/private";

/** Returns the path by which changes of a document are announced. */
export function announcedPath({
  path,
  privateTo,
}: {
  path: string;
  privateTo?: readonly string[] | undefined;
}): string {
  return privateTo === undefined ? path : privatePrefix + path;
}

type ChangedChannel = { slug: string; urls: Record<string, string>; removed?: true };

type FoundChannel = { told: ChangedChannel; isPrivate: boolean };

/** Returns the event of the documents that changed. A webhook is told of a private channel only if it names it. */
export function documentEvents(
  { changed, removed }: Pick<PublishedChanges, "changed" | "removed">,
  { baseUrl }: Pick<EventContext, "baseUrl">,
): PushedEvent[] {
  const channels = new Map<string, FoundChannel>();
  for (const announced of changed) {
    const found = parsePath(announced);
    if (!found) continue;
    const { key, slug, format, path, isPrivate } = found;
    const channel: FoundChannel = channels.get(key) ?? { told: { slug, urls: {} }, isPrivate };
    channel.told.urls[format] = baseUrl + path;
    channels.set(key, channel);
  }
  for (const announced of removed) {
    const found = parsePath(announced);
    if (!found || channels.has(found.key)) continue;
    channels.set(found.key, { told: { slug: found.slug, urls: {}, removed: true }, isPrivate: found.isPrivate });
  }
  if (channels.size === 0) return [];
  const type = "documents.changed";
  const dataFor = (webhook: Webhook) => {
    const told = [...channels.values()]
      .filter(({ told: { slug }, isPrivate }) => hearsOf(webhook, { slug, isPrivate }))
      .map((channel) => channel.told);
    if (told.length === 0 || !webhook.events.includes(type)) return undefined;
    const others = told.length - maxChannels;
    return { channels: told.slice(0, maxChannels), ...(others > 0 && { others }) };
  };
  return [{ type, dataFor }];
}

function parsePath(announced: string) {
  const isPrivate = announced.startsWith(`${privatePrefix}/`);
  const path = isPrivate ? announced.slice(privatePrefix.length) : announced;
  const [key, slug, format] = /^\/feeds\/([^/]+)\.([a-z]+)$/.exec(path) ?? [];
  if (key === undefined || slug === undefined || format === undefined) return undefined;
  return { key: `${isPrivate ? privatePrefix : ""}${slug}`, slug, format, path, isPrivate };
}
