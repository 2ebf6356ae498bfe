/*
 * The room `media`: facts about the files that articles refer to, such as their type and size. It asks for them over
 * `fetch`, keeps them in the collection, and imports `article` and `http` besides.
 */
import type { MediaFactStore } from "../stores/media-facts.ts";
import { type BatchDeps, probeBatch, probePauseMs, type StopState, waitUnlessStopped } from "./batch.ts";
import { pickBatch } from "./next-probe.ts";

export type MediaWatcher = {
  /** Looks for due files now. */
  checkNow(): void;
  /** Stops asking. Results of files that are being asked for are dropped. */
  stop(): Promise<void>;
};

/** The results of a batch are published together, so that documents do not change for each file. */
const batchLimits = { maxFiles: 100, maxPerHost: 20 };
/** Due files that are read from the collection for one batch. */
const maxDueFiles = 300;
/** The longest time between two looks for due files. */
const maxLookIntervalMs = 60_000;

/**
 * Asks for due files that documents show without all details.
 * @param deps.onChanged called when new facts change documents
 */
export function startMediaWatcher({
  mediaFacts,
  onChanged,
  onError,
  ...batchDeps
}: BatchDeps & {
  mediaFacts: Pick<MediaFactStore, "listDue" | "keep">;
  onChanged: () => void;
  onError: (error: unknown) => void;
}): MediaWatcher {
  const { clock } = batchDeps;
  const { promise, resolve: resolveStop } = Promise.withResolvers<void>();
  const stop: StopState = { isStopped: false, promise };
  let isCheckPending = false;
  let running: Promise<void> | undefined;
  let cancelTimer = () => {};

  /** @returns whether any file was due */
  async function runBatch(): Promise<boolean> {
    const due = await mediaFacts.listDue(clock.now(), maxDueFiles);
    const queues = pickBatch(due, batchLimits);
    if (queues.length === 0 || stop.isStopped) return false;
    const probes = await probeBatch(queues, due, batchDeps, stop);
    if (!stop.isStopped && (await mediaFacts.keep(probes))) onChanged();
    await waitUnlessStopped(clock, probePauseMs, stop);
    return true;
  }

  async function runUntilIdle() {
    do isCheckPending = false;
    while (((await runBatch()) || isCheckPending) && !stop.isStopped);
  }

  function checkNow() {
    isCheckPending = true;
    cancelTimer();
    if (stop.isStopped || running) return;
    running = runUntilIdle()
      .catch(onError)
      .finally(() => {
        running = undefined;
        // A check that was asked for after the last look.
        if (isCheckPending) checkNow();
        else if (!stop.isStopped) cancelTimer = clock.after(maxLookIntervalMs, checkNow);
      });
  }
  checkNow();
  return {
    checkNow,
    async stop() {
      stop.isStopped = true;
      cancelTimer();
      resolveStop();
      await running;
    },
  };
}
