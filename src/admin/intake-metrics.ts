import type { Registry } from "prom-client";
import { registerGauges } from "./gauges.ts";

/**
 * Articles that do not come in: how many sources fail, and how many files of the inbox were not imported. Both are
 * undefined where they are not known yet.
 */
export type IntakeFailures = { failingSources: number | undefined; failedImports: number | undefined };

/** Registers the metrics of articles that do not come in. @param readFailures is called for each scrape */
export function registerIntakeMetrics(register: Registry, readFailures: () => Promise<IntakeFailures>): void {
  registerGauges(register, [
    {
      name: "courant_sources_failing",
      help: "Sources whose last poll failed, or that are gone for good",
      read: async () => (await readFailures()).failingSources,
    },
    {
      name: "courant_inbox_failed",
      help: "Files of the inbox that were not imported whole and still lie in failed",
      read: async () => (await readFailures()).failedImports,
    },
  ]);
}
