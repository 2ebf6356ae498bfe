import type { Clock } from "../clock.ts";
import type { DueFile, MediaFactStore, MediaProbe } from "../stores/media-facts.ts";
import { nextProbe, pickBatch, postponeHost } from "./next-probe.ts";
import type { ProbeResult } from "./probe.ts";

export type MediaWatcher = {
  /** Something may be due. */
  look(): void;
  /** Nothing is asked after that, and nothing that is under way is kept. */
  stop(): Promise<void>;
};

/** What is found out together is published together, so that documents do not change for each file. */
const batchSize = { files: 100, ofHost: 20 };
const concurrentHosts = 4;
/** How many files that are due are looked at. */
const maxDueFiles = 300;
/** Milliseconds between two files of one host. */
const pauseMs = 1000;
/** Milliseconds after which no further file is asked, so that what was found out is published. */
const maxBatchMs = 30_000;
/** Milliseconds between looks, at most. */
const maxWaitMs = 60_000;

/**
 * Asks for files that documents show and do not describe, when they are due: those of one host one after another, with a
 * pause, and of four hosts at once. The others of a host that does not answer wait with the one that was asked.
 * @param deps.changed called when documents are to be made with what was found out
 */
export function startMediaWatcher(deps: {
  mediaFacts: Pick<MediaFactStore, "listDue" | "keep">;
  ask: (url: string) => Promise<ProbeResult>;
  clock: Clock;
  random: () => number;
  changed: () => void;
  onFailure: (asked: MediaProbe) => void;
  onError: (error: unknown) => void;
}): MediaWatcher {
  const { mediaFacts, ask, clock, random, changed, onFailure, onError } = deps;
  const stopped = Promise.withResolvers<void>();
  let isStopped = false;
  let isWanted = false;
  let working: Promise<void> | undefined;
  let cancel = () => {};

  const wait = (milliseconds: number) =>
    Promise.race([new Promise<void>((resolve) => void clock.after(milliseconds, resolve)), stopped.promise]);

  /** @param due all files that are due, for those that wait because their host does not answer */
  async function askHost(files: readonly DueFile[], due: readonly DueFile[], end: number): Promise<MediaProbe[]> {
    const results: MediaProbe[] = [];
    for (const file of files) {
      if (results.length > 0) await wait(pauseMs);
      if (isStopped || clock.now() > end) break;
      const asked = await Promise.race([ask(file.url), stopped.promise]);
      if (isStopped || !asked) break;
      const result = nextProbe(file, asked, { now: clock.now(), random: random() });
      results.push(result);
      if (asked.outcome !== "found") onFailure(result);
      if (asked.outcome === "failed" && asked.isBusy) return [...postponeHost(due, result, clock.now()), ...results];
    }
    return results;
  }

  /** @returns whether there was something to ask */
  async function go(): Promise<boolean> {
    const due = await mediaFacts.listDue(clock.now(), maxDueFiles);
    const queues = pickBatch(due, batchSize);
    if (queues.length === 0 || isStopped) return false;
    const end = clock.now() + maxBatchMs;
    const results: MediaProbe[] = [];
    const hosts = queues.values();
    const work = async () => {
      for (const files of hosts) results.push(...(await askHost(files, due, end)));
    };
    await Promise.all(Array.from({ length: concurrentHosts }, work));
    if (!isStopped && (await mediaFacts.keep(results))) changed();
    await wait(pauseMs);
    return true;
  }

  async function work() {
    do isWanted = false;
    while (((await go()) || isWanted) && !isStopped);
  }

  function look() {
    isWanted = true;
    cancel();
    if (isStopped || working) return;
    working = work()
      .catch(onError)
      .finally(() => {
        working = undefined;
        if (!isStopped) cancel = clock.after(maxWaitMs, look);
      });
  }
  look();
  return {
    look,
    async stop() {
      isStopped = true;
      cancel();
      stopped.resolve();
      await working;
    },
  };
}
