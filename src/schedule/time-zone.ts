/** What a wall clock's time means. All numbers are milliseconds; a wall time counts like a moment, as if it were UTC. */
export type WallTimeMoments = {
  /** Once for most; twice for what the clock shows again after it was put back; never none. */
  moments: readonly number[];
  /** No wall time after this one means an earlier moment. */
  earliest: number;
};

export type TimeZone = {
  /** How far the zone's clocks are ahead of UTC at a moment. */
  offsetAt(moment: number): number;
  /**
   * When clocks show a time. A time that is skipped, because the clock is put forward, is read with the offset before
   * (RFC 5545 section 3.3.5): it comes as much later as the clock is put forward.
   */
  momentsOf(wall: number): WallTimeMoments;
};

/** No clock was ever put forward or back by more than a day. */
const maxTransitionMs = 86_400_000;

/** @param name an IANA time zone. @throws RangeError when there is none of that name */
export function loadTimeZone(name: string): TimeZone {
  const format = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone: name, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
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
