import fc from "fast-check";

/**
 * What property tests try: by default the same values each time, so that a run fails for a change and not by chance.
 * `SEED` names other ones, or `random`; `RUNS` is how many times as many are tried, a quarter where only quick tests run.
 * This is loaded before every file.
 */
const { SEED, RUNS, TESTS } = process.env;
const times = Number(RUNS || (TESTS === "quick" ? 0.25 : 1));
fc.configureGlobal({ numRuns: runs(100), ...(SEED !== "random" && { seed: Number(SEED || 1) }) });

/** How often a property is tried that is not tried 100 times. */
export function runs(number: number): number {
  return Math.ceil(number * times);
}
