import { setTimeout as sleep } from "node:timers/promises";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { Client, request } from "undici";
import { feed } from "./service.ts";

/** The observations of a good reader since the last call of `take`. Waits are in milliseconds. */
export type Probes = { asked: number; failed: number; longest: number };

/** Milliseconds: an answer that comes later counts as none, and so often a request is made. */
const patience = 10_000;
const pause = 5;

/** A well-behaved reader that asks all the time, in a thread of its own, so that only the service makes it wait. */
export function startProber(url: string) {
  const worker = new Worker(new URL(import.meta.url), { workerData: url });
  return {
    /** Returns the observations since the last call. */
    async take(): Promise<Probes> {
      const { promise, resolve } = Promise.withResolvers<Probes>();
      worker.once("message", resolve);
      worker.postMessage("take");
      return promise;
    },
    stop: () => worker.terminate(),
  };
}

/** Asks for a feed in turn: whole, whether it changed, and on a new connection. */
async function probe(url: string): Promise<never> {
  const client = new Client(url, { headersTimeout: patience, bodyTimeout: patience });
  const nothing: Probes = { asked: 0, failed: 0, longest: 0 };
  let seen = { ...nothing };
  let etag = "";
  parentPort?.on("message", () => {
    parentPort?.postMessage(seen);
    seen = { ...nothing };
  });
  const asks = [
    () => client.request({ path: feed, method: "GET", headers: { "accept-encoding": "gzip" } }),
    () => client.request({ path: feed, method: "GET", headers: { "accept-encoding": "gzip", "if-none-match": etag } }),
    () => request(url + feed, { reset: true, signal: AbortSignal.timeout(patience) }),
  ];
  for (let turn = 0; ; turn = (turn + 1) % asks.length) {
    const start = performance.now();
    try {
      const answer = await asks[turn]?.();
      await answer?.body.arrayBuffer();
      if (answer?.statusCode !== (turn === 1 ? 304 : 200)) seen.failed += 1;
      else etag = turn === 0 ? String(answer.headers.etag) : etag;
    } catch {
      seen.failed += 1;
    }
    seen.asked += 1;
    seen.longest = Math.max(seen.longest, performance.now() - start);
    await sleep(pause);
  }
}

if (!isMainThread) void probe(workerData);
