import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../src/clock.ts";

export type HandClock = Clock & {
  /** Time passes: whoever waits for it is called back at its moment, in order. */
  pass(milliseconds: number): Promise<void>;
  /** Somebody sets the clock, or the machine slept: no time passes for those who wait. */
  set(moment: number): void;
  /** How many wait to be called back. */
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
