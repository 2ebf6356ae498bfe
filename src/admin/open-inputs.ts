import type { Clock } from "../clock.ts";
import type { DraftInput } from "../stores/draft-input.ts";

/** Inputs that come in several requests at the same time. Each may know 100,000 articles. */
const maxOpenInputs = 8;

/** The longest pause between two requests with parts of one input. */
const maxInputPauseMs = 600_000;

export type OpenInputs = {
  /** Returns the input with a key, as the requests before left it; a new one for a key that no request has had. */
  find(key: string, create: () => DraftInput): DraftInput;
};

/** Keeps the inputs whose parts come in requests of their own, so that each part knows the articles of those before it. */
export function createOpenInputs(clock: Pick<Clock, "after">): OpenInputs {
  const open = new Map<string, { input: DraftInput; cancel: () => void }>();

  function close(key: string): void {
    open.get(key)?.cancel();
    open.delete(key);
  }

  return {
    find(key, create) {
      const input = open.get(key)?.input ?? create();
      close(key);
      open.set(key, { input, cancel: clock.after(maxInputPauseMs, () => close(key)) });
      const [oldest] = open.keys();
      if (open.size > maxOpenInputs && oldest !== undefined) close(oldest);
      return input;
    },
  };
}
