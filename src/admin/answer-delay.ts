import type { Clock } from "../clock.ts";

export type AnswerDelayOptions = {
  clock: Clock;
  /** After this time without a wrong token the delay begins anew. */
  quietMs: number;
  /** How many answers are held back at once, since each holds a connection and memory. */
  maxHeld?: number;
};

const maxDelayMs = 1_000;

/**
 * Creates a function that holds an answer back, each longer than the one before: 1 ms, 2 ms, 4 ms, up to a second.
 * @returns a function that resolves to true when the delay is over, or to false at once when too many answers are held back
 */
export function createAnswerDelay({ clock, quietMs, maxHeld = 16 }: AnswerDelayOptions): () => Promise<boolean> {
  let delayMs = 0;
  let lastAt = 0;
  let heldCount = 0;

  return async function holdBack() {
    const now = clock.now();
    const isQuiet = now < lastAt || now - lastAt >= quietMs;
    delayMs = isQuiet ? 1 : Math.min(maxDelayMs, delayMs * 2);
    lastAt = now;
    if (heldCount >= maxHeld) return false;
    heldCount += 1;
    await clock.sleep(delayMs);
    heldCount -= 1;
    return true;
  };
}
