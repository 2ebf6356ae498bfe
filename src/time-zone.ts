/** The moments at which clocks show a wall time. All numbers are milliseconds; a wall time is written as if it were UTC. */
export type WallTimeMoments = {
  /** One moment for most wall times; two for a time that comes again after the clock is put back. It is never empty. */
  moments: readonly number[];
  /** Every later wall time has only moments at or after this one. */
  earliest: number;
};

export type TimeZone = {
  /** Returns the offset of the zone from UTC at a moment. */
  offsetAt(moment: number): number;
  /**
   * Returns the moments at which clocks show a wall time. A time that is skipped, because the clock is put forward, is
   * read with the offset before the change (RFC 5545 section 3.3.5), so it comes later by as much as the clock moves.
   */
  momentsOf(wall: number): WallTimeMoments;
};

/** No clock was ever put forward or back by more than a day. */
const maxTransitionMs = 86_400_000;

/** @param name the name of an IANA time zone. @throws RangeError when the name is unknown */
export function loadTimeZone(name: string): TimeZone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });

  function offsetAt(moment: number): number {
    const numbers = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => numbers.get(type) ?? 0;
    const time = [part("hour"), part("minute"), part("second")] as const;
    return Date.UTC(part("year"), part("month") - 1, part("day"), ...time) - Math.floor(moment / 1000) * 1000;
  }

  return {
    offsetAt,

    momentsOf(wall) {
      const before = offsetAt(wall - maxTransitionMs);
      const after = offsetAt(wall + maxTransitionMs);
      if (before === after) return { moments: [wall - before], earliest: wall - before };
      const moments = [wall - before, wall - after].filter((moment) => moment + offsetAt(moment) === wall);
      return {
        moments: moments.length > 0 ? moments : [wall - before],
        earliest: wall - Math.max(before, after),
      };
    },
  };
}
