import type { Target } from "./service.ts";

/** What came of a fault. */
export type Outcome = {
  /** How many clients, connections or requests. */
  tried: number;
  /** What the service did, and how often. */
  did: Record<string, number>;
  /** What should have been otherwise, one sentence each. */
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
