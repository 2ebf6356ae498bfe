import type { Subscriber } from "../stores/subscribers.ts";
import type { SubscriberView } from "./openapi/schemas/subscriber.ts";

/**
 * From so many networks (/24 of IPv4, /48 of IPv6) on one day, an address is flagged. A person with a phone, a computer at
 * home and one at work uses three to eight; an aggregator that fetches for somebody may use as many again.
 */
export const flaggedNetworks = 20;

/** How long a flag stays after the last such day. */
const flagMs = 30 * 86_400_000;

/** Returns a subscriber as the API shows it. @param now milliseconds since 1970 */
export function subscriberToJson(subscriber: Subscriber, now: number): SubscriberView {
  const { id, channel, name, selector, created, rotated, revoked, used, spread } = subscriber;
  const isFlagged = spread !== undefined && Date.parse(spread.day) + flagMs > now;
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
