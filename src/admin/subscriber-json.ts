import type { Subscriber } from "../stores/subscribers.ts";
import type { SubscriberView } from "./openapi/schemas/subscriber.ts";

/**
 * From so many networks (/24 of IPv4, /48 of IPv6) on one day, an address is flagged. A person with a phone, a computer at
 * home and one at work uses three to eight; an aggregator that fetches for somebody may use as many again.
 */
export const flaggedNetworks = 20;

/** How long a flag stays after the last such day. */
const flagMs = 30 * 86_400_000;

/** Returns the first day (UTC, YYYY-MM-DD) of which a flag still stands. @param now milliseconds since 1970 */
export function firstFlaggedDay(now: number): string {
  return new Date(now - flagMs).toISOString().slice(0, 10);
}

/** Says what is suspicious about a flagged subscriber, without the name, which only admins may see. */
export function describeFlagged({ channel, spread }: Pick<Subscriber, "channel" | "spread">): string {
  return (
    `An address of the private channel “${channel}” was used from ${spread?.networks} networks on ${spread?.day}: somebody may have ` +
    "passed it on. If so, replace or revoke it (“courant subscriber rotate”, “courant subscriber revoke”)."
  );
}

/** Returns a subscriber as the API shows it. @param now milliseconds since 1970 */
export function subscriberToJson(subscriber: Subscriber, now: number): SubscriberView {
  const { id, channel, name, selector, created, rotated, revoked, used, spread } = subscriber;
  const isFlagged = spread !== undefined && spread.day >= firstFlaggedDay(now);
  return {
    id,
    channel,
    name,
    username: selector,
    created: new Date(created).toISOString(),
    ...(rotated !== undefined && { rotated: new Date(rotated).toISOString() }),
    ...(revoked !== undefined && { revoked: new Date(revoked).toISOString() }),
    ...(used && { used }),
    ...(isFlagged && { flagged: spread }),
  };
}
