import { exclusiveSelections, isExclusive } from "../channel/access.ts";
import type { Channel } from "../config/schema.ts";
import type { SelectionStore } from "../stores/selections.ts";

type ChannelAccess = Pick<Channel, "slug" | "access" | "exclusive" | "select">;

/**
 * Counts the articles that a channel withdraws from the public: those that it selects, and that readers could see without it.
 * @param configured the channels in the configuration, with or without this one
 * @param now in milliseconds since 1970
 * @returns undefined when it is not known, since the channel selects by a search that no channel has yet
 */
export async function countWithdrawn(
  channel: ChannelAccess,
  configured: readonly ChannelAccess[],
  { selections, now }: { selections: Pick<SelectionStore, "select">; now: number },
): Promise<number | undefined> {
  if (!isExclusive(channel)) return 0;
  const { select = {} } = channel;
  const isKnown = select.search === undefined || configured.some((each) => each.select?.search === select.search);
  if (!isKnown) return undefined;
  const except = exclusiveSelections(configured.filter(({ slug }) => slug !== channel.slug));
  return (await selections.select({ ...select, except }, Number.MAX_SAFE_INTEGER, now)).length;
}
