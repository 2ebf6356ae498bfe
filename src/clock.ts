/** Where the time comes from. Passed in everywhere, so that nothing reads a hidden clock. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /**
   * Calls back once, after a while that neither a clock that is set nor a machine that sleeps makes shorter or longer
   * by itself. Does not keep the process alive.
   * @returns what calls it off
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
