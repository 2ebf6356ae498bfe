import { Piscina } from "piscina";

/** A thread that takes all articles that changed into the index of words. It starts when it is needed. */
export type IndexThread = {
  run(): Promise<void>;
  /** Ends at once, also in the middle of a batch: the index is then as it was before the batch. */
  close(): Promise<void>;
};

/** How long an idle thread waits before it ends. */
const idleTimeoutMs = 10_000;

/** @param file the file of the collection */
export function startIndexThread(file: string): IndexThread {
  const pool = new Piscina<string, void>({
    filename: new URL("./start-worker.js", import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: idleTimeoutMs,
    atomics: "disabled",
  });
  return {
    run: () => pool.run(file),
    close: () => pool.destroy(),
  };
}
