import { monitorEventLoopDelay } from "node:perf_hooks";

const sampleIntervalMs = 10;

/**
 * Measures how long the event loop of this thread is held up. The delay that Node reports includes the time between two
 * samples, so it never falls below `sampleIntervalMs`; here that time is left out.
 */
export function measureEventLoop(): { takeMaxSeconds(): number; stop(): void } {
  const intervals = monitorEventLoopDelay({ resolution: sampleIntervalMs });
  intervals.enable();
  return {
    /** Returns the longest delay since the last call. */
    takeMaxSeconds() {
      const seconds = Math.max(0, intervals.max / 1e9 - sampleIntervalMs / 1000);
      intervals.reset();
      return seconds;
    },
    stop: () => void intervals.disable(),
  };
}
