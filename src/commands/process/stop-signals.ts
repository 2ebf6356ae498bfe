import { once } from "node:events";
import type { Clock } from "../../clock.ts";

/** Milliseconds in which signals are one: a terminal sends SIGINT to npm and to what npm runs, and npm passes it on. */
const sameSignalMs = 1_000;

/** Milliseconds from the first signal to the end of the process, whatever goes on. */
export const stopTimeoutMs = 4_500;

export type Stopping = {
  /** Aborted when the process is to stop. */
  signal: AbortSignal;
  /** Says so without a signal of the system. */
  stop(): void;
};

/**
 * Listens for SIGTERM and SIGINT.
 * @param deps.signals the process
 * @param deps.onImpatience called when somebody sends another signal while the process stops
 * @param deps.onTimeout called when `stopTimeoutMs` have passed and the process is still there
 */
export function listenForStop(deps: {
  signals: Pick<NodeJS.EventEmitter, "on">;
  clock: Clock;
  onImpatience: () => void;
  onTimeout: () => void;
}): Stopping {
  const { signals, clock, onImpatience, onTimeout } = deps;
  const stopping = new AbortController();
  let isAnother = false;

  function stop() {
    if (stopping.signal.aborted) return;
    clock.after(sameSignalMs, () => {
      isAnother = true;
    });
    clock.after(stopTimeoutMs, onTimeout);
    stopping.abort();
  }

  for (const name of ["SIGTERM", "SIGINT"]) signals.on(name, () => (isAnother ? onImpatience() : stop()));
  return { signal: stopping.signal, stop };
}

/** Calls back when the signal is aborted; at once, when it was aborted before. */
export function whenStopped(signal: AbortSignal, callback: () => void): void {
  if (signal.aborted) callback();
  else signal.addEventListener("abort", callback);
}

/** @returns what a promise comes to; undefined when the signal is aborted before, and nobody waits for it any longer */
export async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const settled = new AbortController();
  const stopped = signal.aborted ? Promise.resolve() : once(signal, "abort", settled).catch(() => {});
  return Promise.race([work, stopped.then(() => undefined)]).finally(() => settled.abort());
}

/** The parts of something, as long as the signal is not aborted. */
export async function* untilStopped<T>(parts: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = parts[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unlessStopped(iterator.next(), signal);
      if (!next || next.done) return;
      yield next.value;
    }
  } finally {
    // What waits for its next part, such as standard input, is not waited for.
    void iterator.return?.();
  }
}
