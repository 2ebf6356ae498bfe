import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../src/clock.ts";

export type HandClock = Clock & {
  /** Lets time pass. Each timer calls back at its moment, in order. */
  pass(milliseconds: number): Promise<void>;
  /** Sets the clock, as somebody does, or as a machine that slept. No time passes for timers. */
  set(moment: number): void;
  /** Returns how many timers wait. */
  waiting(): number;
};

/** A clock moved by hand, which can be set like one on the wall while time goes on as before. */
export function handClock(start: number): HandClock {
  let passed = 0;
  let ahead = start;
  const timers = new Set<{ at: number; callback: () => void }>();

  return {
    now: () => passed + ahead,
    async sleep() {},
    after(milliseconds, callback) {
      if (!(milliseconds >= 0)) throw new Error(`nobody waits for ${milliseconds} ms`);
      const timer = { at: passed + milliseconds, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async pass(milliseconds) {
      const end = passed + milliseconds;
      await setImmediate();
      for (;;) {
        const [first] = [...timers].sort((a, b) => a.at - b.at);
        if (!first || first.at > end) break;
        passed = first.at;
        timers.delete(first);
        first.callback();
        await setImmediate();
      }
      passed = end;
    },
    set(moment) {
      ahead = moment - passed;
    },
    waiting: () => timers.size,
  };
}
