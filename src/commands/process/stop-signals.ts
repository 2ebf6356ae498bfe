import { once } from "node:events";
import type { Clock } from "../../clock.ts";

/**
 * Signals within this time count as one: a terminal sends SIGINT to npm and to the program that npm runs, and npm passes
 * its own on.
 */
const repeatedSignalMs = 1_000;

/** The time from the first signal to the end of the process, whatever it is doing. */
export const stopTimeoutMs = 4_500;

export type StopListener = {
  /** Aborts when the process is to stop. */
  signal: AbortSignal;
  /** Aborts `signal` as SIGTERM would. */
  stop(): void;
};

/**
 * Listens for SIGTERM and SIGINT.
 * @param deps.signals the process
 * @param deps.onSecondSignal called for another signal while the process stops
 * @param deps.onTimeout called when the process still runs after `stopTimeoutMs`
 */
export function listenForStop(deps: {
  signals: Pick<NodeJS.EventEmitter, "on">;
  clock: Clock;
  onSecondSignal: () => void;
  onTimeout: () => void;
}): StopListener {
  const { signals, clock, onSecondSignal, onTimeout } = deps;
  const controller = new AbortController();
  let isNextSignalSecond = false;

  function stop() {
    if (controller.signal.aborted) return;
    clock.after(repeatedSignalMs, () => {
      isNextSignalSecond = true;
    });
    clock.after(stopTimeoutMs, onTimeout);
    controller.abort();
  }

  for (const name of ["SIGTERM", "SIGINT"]) signals.on(name, () => (isNextSignalSecond ? onSecondSignal() : stop()));
  return { signal: controller.signal, stop };
}

/** Calls back when the signal aborts, or at once if it already has. */
export function onStop(signal: AbortSignal, callback: () => void): void {
  if (signal.aborted) callback();
  else signal.addEventListener("abort", callback);
}

/** @returns the result of a promise, or undefined if the signal aborts first; the promise then goes on unobserved */
export async function resultUnlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const settled = new AbortController();
  const stopped = signal.aborted ? Promise.resolve() : once(signal, "abort", settled).catch(() => {});
  return Promise.race([work, stopped.then(() => undefined)]).finally(() => settled.abort());
}

/** Yields values until there are no more or the signal aborts. */
export async function* iterateUntilStopped<T>(values: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = values[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await resultUnlessStopped(iterator.next(), signal);
      if (!next || next.done) return;
      yield next.value;
    }
  } finally {
    // Without await: an iterator that waits for its next value, such as standard input, does not return until it has one.
    void iterator.return?.();
  }
}
