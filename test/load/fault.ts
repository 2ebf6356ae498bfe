import type { Target } from "./service.ts";

/** The outcome of a fault. */
export type Outcome = {
  /** How many clients, connections or requests. */
  tried: number;
  /** The reactions of the service, and how often each came. */
  did: Record<string, number>;
  /** The violated expectations, one sentence each. */
  broken: string[];
};

/** Something bad that clients do to a service, with what it must do about it. */
export type Fault = { name: string; run(target: Target): Promise<Outcome> };

/** How often each word comes. */
export function counts(words: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const word of words) found[word] = (found[word] ?? 0) + 1;
  return found;
}
