import { Counter, Histogram, type Registry } from "prom-client";
import type { Publisher } from "../publish/publisher.ts";
import { registerGauges } from "./gauges.ts";

const durationBucketsSeconds = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

/** Registers the metrics of regenerations: their number, duration, outcome and times. */
export function registerRunMetrics(
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
    help: "How long it took to make a channel, the pages of the site, or the pages of all articles",
    buckets: durationBucketsSeconds,
    registers,
  });
  const documents = new Counter({
    name: "courant_run_documents_total",
    help: "Documents of regenerations, by outcome",
    labelNames: ["outcome"],
    registers,
  });
  let lastEnd: number | undefined;
  let lastSuccess: number | undefined;
  const seconds = (milliseconds: number | undefined) => milliseconds && milliseconds / 1000;
  registerGauges(register, [
    {
      name: "courant_failing",
      help: "Channels and kinds of pages whose last attempt failed",
      read: () => publisher.openFailures().length,
    },
    {
      name: "courant_last_run_timestamp_seconds",
      help: "When the last regeneration ended",
      read: () => seconds(lastEnd),
    },
    {
      name: "courant_run_last_success_timestamp_seconds",
      help: "When the last regeneration without a failure ended",
      read: () => seconds(lastSuccess),
    },
    {
      name: "courant_next_run_timestamp_seconds",
      help: "When the next scheduled regeneration is",
      read: () => seconds(nextRun()?.getTime()),
    },
  ]);

  publisher.onFinished(({ state, finished, durationMs = 0, made, documents: { changed, unchanged, failed } }) => {
    if (finished !== undefined) lastEnd = Date.parse(finished);
    if (state === "done") lastSuccess = lastEnd;
    runs.inc({ state });
    durations.observe(durationMs / 1000);
    for (const target of made) channels.observe(target.durationMs / 1000);
    documents.inc({ outcome: "changed" }, changed.length);
    documents.inc({ outcome: "unchanged" }, unchanged);
    documents.inc({ outcome: "failed" }, failed.length);
  });
}
