import fc from "fast-check";

/**
 * Property tests try the same values each time by default, so that a run fails for a change and not by chance.
 * `SEED` names other ones, or `random`; `RUNS` is how many times as many are tried, a twentieth where only quick tests run.
 * This is loaded before every file.
 */
const { SEED, RUNS, TESTS } = process.env;
const times = Number(RUNS || (TESTS === "quick" ? 0.05 : 1));
fc.configureGlobal({ numRuns: runs(100), ...(SEED !== "random" && { seed: Number(SEED || 1) }) });

/** Returns how often a property is tried that would be tried so many times. */
export function runs(number: number): number {
  return Math.ceil(number * times);
}
