import { exclusiveSelections, isPrivate } from "../channel/access.ts";
import { isSelected, isWithheld } from "../channel/terms.ts";
import type { Channel } from "../config/schema.ts";
import type { ArticleChange } from "../stores/announcements.ts";
import type { Webhook } from "../stores/webhooks.ts";

/** An event says at most so many channels. */
export const maxChannels = 100;

export type AnnouncedChannels = readonly Pick<Channel, "slug" | "select" | "access" | "exclusive">[];

/** Tells whether a webhook is told of a channel. It is told of a private one only if it names it. */
export function hearsOf(
  { channels: wanted }: Pick<Webhook, "channels">,
  { slug, isPrivate }: { slug: string; isPrivate: boolean },
): boolean {
  return wanted === undefined ? !isPrivate : wanted.includes(slug);
}

/**
 * Returns a change as a webhook sees it, and the slugs of the channels of the article of which it may know. An article that
 * moves into an exclusive channel is withdrawn for those who do not hear of the channel, and published for them when it moves
 * out.
 * @returns undefined when the webhook sees no change
 */
export function changeFor(
  webhook: Pick<Webhook, "channels">,
  change: ArticleChange,
  channels: AnnouncedChannels,
): { change: ArticleChange; slugs: string[] } | undefined {
  const now = slugsFor(webhook, change.terms, channels);
  if (change.kind !== "updated") return now && { change, slugs: now };
  const { url, terms } = change.before;
  if (now) return { change: canSee(webhook, terms, channels) ? change : { ...change, kind: "published" }, slugs: now };
  const before = slugsFor(webhook, terms, channels);
  if (!before || canSee(webhook, change.terms, channels)) return undefined;
  return { change: { kind: "deleted", id: change.article.id, url, terms, reason: "withdrawn" }, slugs: before };
}

/** Tells whether a webhook may see an article: everybody may, or it names a private channel that selects the article. */
function canSee(
  { channels: wanted = [] }: Pick<Webhook, "channels">,
  terms: readonly string[],
  all: AnnouncedChannels,
) {
  if (!isWithheld(terms, exclusiveSelections(all))) return true;
  return all.some(
    (channel) => isPrivate(channel) && wanted.includes(channel.slug) && isSelected(terms, channel.select),
  );
}

/** @returns the slugs of the channels that a webhook is told; undefined when it is not told of the article */
function slugsFor(
  webhook: Pick<Webhook, "channels">,
  terms: readonly string[],
  channels: AnnouncedChannels,
): string[] | undefined {
  if (!canSee(webhook, terms, channels)) return undefined;
  const isHidden = isWithheld(terms, exclusiveSelections(channels));
  const selecting = channels.filter((channel) => isSelected(terms, channel.select));
  const told = selecting.filter((channel) => {
    const access = { slug: channel.slug, isPrivate: isPrivate(channel) };
    return access.isPrivate ? hearsOf(webhook, access) : !isHidden;
  });
  const slugs = told.map(({ slug }) => slug);
  const { channels: wanted } = webhook;
  return wanted === undefined || slugs.some((slug) => wanted.includes(slug)) ? slugs : undefined;
}
