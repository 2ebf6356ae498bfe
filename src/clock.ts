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

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};
