import { isMainThread } from "node:worker_threads";

/*
 * Loaded into the service by NODE_OPTIONS, in each of its threads: SIGUSR2 collects the garbage of all threads, so that
 * memory shows what is held. Only the main thread of a process receives signals.
 */

const collects = new BroadcastChannel("collect");
collects.onmessage = () => globalThis.gc?.();
collects.unref();

if (isMainThread) {
  process.on("SIGUSR2", () => {
    globalThis.gc?.();
    collects.postMessage(undefined);
  });
}
