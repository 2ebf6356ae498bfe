import type { Clock } from "../../clock.ts";
import type { SubscriptionStore } from "../../stores/subscriptions.ts";

/** How many subscriptions there may be, and how many requests may wait for their verification. */
export const roomLimits = { inAll: 100_000, perHost: 25_000, waiting: 20_000 };

/** Counting takes longer than anything else that a request needs, so a count is used for a second. */
const countedMs = 1_000;
const maxHosts = 1_000;

/** Creates a function that tells whether there is room for another subscription whose callback has a host. */
export function createRoomCheck(
  subscriptions: Pick<SubscriptionStore, "count">,
  clock: Pick<Clock, "now">,
): (host: string) => Promise<boolean> {
  const known = new Map<string, { at: number; hasRoom: boolean }>();
  return async function hasRoom(host) {
    const now = clock.now();
    const last = known.get(host);
    if (last && now >= last.at && now - last.at < countedMs) return last.hasRoom;
    const { inAll, atHost } = await subscriptions.count(host);
    const counted = { at: now, hasRoom: inAll < roomLimits.inAll && atHost < roomLimits.perHost };
    if (known.size >= maxHosts) known.clear();
    known.set(host, counted);
    return counted.hasRoom;
  };
}
