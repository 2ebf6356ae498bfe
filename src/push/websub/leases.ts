/** How long subscriptions last, in seconds: at least, at most, and when the subscriber does not say. */
export const leaseSeconds = { min: 300, max: 2_592_000, usual: 864_000 };

/** Returns how long a subscription lasts. @param asked in seconds */
export function leaseFor(asked: number | undefined): number {
  if (asked === undefined) return leaseSeconds.usual;
  return Math.min(leaseSeconds.max, Math.max(leaseSeconds.min, asked));
}
