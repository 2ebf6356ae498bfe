import { Gauge, type Registry } from "prom-client";

/**
 * Articles that do not come in: how many sources fail, and how many files of the inbox were not imported. Both are
 * undefined where they are not known yet.
 */
export type IntakeFailures = { failingSources: number | undefined; failedImports: number | undefined };

/** Registers the metrics of articles that do not come in. @param readFailures is called for each scrape */
export function registerIntakeMetrics(register: Registry, readFailures: () => Promise<IntakeFailures>): void {
  for (const [name, help, member] of [
    ["courant_sources_failing", "Sources whose last poll failed, or that are gone for good", "failingSources"],
    [
      "courant_inbox_failed",
      "Files of the inbox that were not imported whole and still lie in failed",
      "failedImports",
    ],
  ] as const) {
    new Gauge({
      name,
      help,
      registers: [register],
      async collect() {
        const count = (await readFailures())[member];
        if (count === undefined) this.remove();
        else this.set(count);
      },
    });
  }
}
