import { monitorEventLoopDelay } from "node:perf_hooks";
import { Gauge, type Registry } from "prom-client";

const sampleIntervalMs = 10;

/**
 * Measures the longest delay of the event loop since the last scrape. prom-client's own numbers (`nodejs_eventloop_lag_…`)
 * include the time between two samples, so they never fall below 10 milliseconds.
 * @returns a function that stops the measurement
 */
export function measureEventLoop(register: Registry): () => void {
  const intervals = monitorEventLoopDelay({ resolution: sampleIntervalMs });
  intervals.enable();
  new Gauge({
    name: "courant_event_loop_delay_max_seconds",
    help: "The longest delay of the event loop since the last scrape",
    registers: [register],
    collect() {
      this.set(Math.max(0, intervals.max / 1e9 - sampleIntervalMs / 1000));
      intervals.reset();
    },
  });
  return () => {
    intervals.disable();
  };
}
