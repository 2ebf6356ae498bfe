import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** A server that is polled, and the ETag that it answers 304 to. */
export type PollTarget = { port: number; path: string; etag: string };

/** Times in milliseconds. `lost`: polls that were not answered 304. */
export type PollSummary = { polls: number; lost: number; p50: number; p99: number; longest: number };

/** Starts to poll servers side by side. @param rate polls a second of each */
export function startPolling(targets: PollTarget[], rate: number) {
  const worker = new Worker(new URL("./poll-work.ts", import.meta.url), {
    workerData: { targets, rate, connections: 32 },
  });
  return {
    /** Returns what was measured since the last report, in the order of the targets. */
    async report(): Promise<PollSummary[]> {
      const answer = once(worker, "message");
      worker.postMessage("report");
      const [summaries] = await answer;
      return summaries as PollSummary[];
    },
    stop: () => worker.terminate(),
  };
}
