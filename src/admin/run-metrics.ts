import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Publisher } from "../publish/publisher.ts";

/** Seconds. */
const durationBucketsSeconds = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

/** Metrics of regenerations: how many, how long, with what outcome, and when. */
export function countRuns(
  register: Registry,
  {
    publisher,
    nextRun,
  }: { publisher: Pick<Publisher, "onFinished" | "openFailures">; nextRun: () => Date | undefined },
): void {
  const registers = [register];
  const runs = new Counter({ name: "courant_runs_total", help: "Regenerations", labelNames: ["state"], registers });
  const durations = new Histogram({
    name: "courant_run_duration_seconds",
    help: "How long regenerations took",
    buckets: durationBucketsSeconds,
    registers,
  });
  const channels = new Histogram({
    name: "courant_channel_duration_seconds",
    help: "How long it took to make a channel, the pages of the site, or those of all articles",
    buckets: durationBucketsSeconds,
    registers,
  });
  const documents = new Counter({
    name: "courant_run_documents_total",
    help: "What became of documents in regenerations",
    labelNames: ["outcome"],
    registers,
  });
  new Gauge({
    name: "courant_failing",
    help: "How many channels and kinds of pages failed last and have not been made since",
    registers,
    collect() {
      this.set(publisher.openFailures().length);
    },
  });

  let last: number | undefined;
  let lastSuccess: number | undefined;
  for (const [name, help, moment] of [
    ["courant_last_run_timestamp_seconds", "When the last regeneration ended", () => last],
    ["courant_run_last_success_timestamp_seconds", "When the last one ended without a failure", () => lastSuccess],
    ["courant_next_run_timestamp_seconds", "When the next scheduled one is", () => nextRun()?.getTime()],
  ] as const) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const milliseconds = moment();
        if (milliseconds === undefined) this.remove();
        else this.set(milliseconds / 1000);
      },
    });
  }

  publisher.onFinished(({ state, finished, durationMs = 0, made, documents: { changed, unchanged, failed } }) => {
    if (finished !== undefined) last = Date.parse(finished);
    if (state === "done") lastSuccess = last;
    runs.inc({ state });
    durations.observe(durationMs / 1000);
    for (const each of made) channels.observe(each.durationMs / 1000);
    documents.inc({ outcome: "changed" }, changed.length);
    documents.inc({ outcome: "unchanged" }, unchanged);
    documents.inc({ outcome: "failed" }, failed.length);
  });
}
