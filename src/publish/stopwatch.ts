import type { Timings } from "../stores/runs.ts";

/** Runs work and adds its duration in milliseconds to one of the timings, also when the work fails. */
export async function measureTime<T, Kind extends keyof Timings>(
  timings: Pick<Timings, Kind>,
  kind: Kind,
  work: () => Promise<T>,
): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    timings[kind] += performance.now() - started;
  }
}
