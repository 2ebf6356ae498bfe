/** The source of the time. It is an argument everywhere, so that no code reads a hidden clock. */
export type Clock = {
  /** Returns the time in milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /**
   * Calls back once after a delay. The delay does not change when the clock is set, and it does not count the time that the
   * machine sleeps. The timer does not keep the process alive.
   * @returns a function that cancels the timer
   */
  after(milliseconds: number, callback: () => void): () => void;
};

/** Calls back again and again, with a pause before each call. @returns a function that ends it */
export function repeat(clock: Pick<Clock, "after">, pauseMs: number, callback: () => void): () => void {
  let cancel = () => {};
  const schedule = () => {
    cancel = clock.after(pauseMs, () => {
      callback();
      schedule();
    });
  };
  schedule();
  return () => cancel();
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};
