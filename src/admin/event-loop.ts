import { monitorEventLoopDelay } from "node:perf_hooks";
import { Gauge, type Registry } from "prom-client";

/** Milliseconds between samples. */
const sampleIntervalMs = 10;

/**
 * How long the event loop was held up at most since the metrics were last read. prom-client's own numbers
 * (`nodejs_eventloop_lag_…`) are the time between two samples: they never fall below 10 milliseconds.
 * @returns what stops the measurement
 */
export function measureEventLoop(register: Registry): () => void {
  const intervals = monitorEventLoopDelay({ resolution: sampleIntervalMs });
  intervals.enable();
  new Gauge({
    name: "courant_event_loop_delay_max_seconds",
    help: "How long the event loop was held up at most since the last scrape",
    registers: [register],
    collect() {
      this.set(Math.max(0, intervals.max / 1e9 - sampleIntervalMs / 1000));
      intervals.reset();
    },
  });
  return () => void intervals.disable();
}
