import type { SourceReport } from "./poller.ts";

/** A source whose last poll failed. `failures`: how many polls in a row failed; 0 when the source is gone for good. */
export type FailingSource = { url: string; failures: number; error: string };

/** Finds the sources whose last poll failed, and those that are gone for good; paused ones do not count. Pure. */
export function findFailingSources(
  sources: readonly Pick<SourceReport, "url" | "failures" | "error" | "paused">[],
): FailingSource[] {
  return sources.flatMap(({ url, failures, error, paused = false }) =>
    error === undefined || paused ? [] : [{ url, failures, error }],
  );
}

/** Says that a source fails, why, and what to do. */
export function describeFailingSource({ url, failures, error }: FailingSource): string {
  if (failures === 0) return `The source ${url} is no longer polled: ${error} Remove it from the configuration.`;
  const times = failures === 1 ? "" : `, ${failures} times in a row`;
  return `The source ${url} could not be read${times}: ${error} It is polled again by itself.`;
}
