import { test } from "tap";

/** Whether only quick tests run, as with `npm test`. With `npm run test:all` all tests run. */
export const isQuick = process.env.TESTS === "quick";

/** A test that is slow by its nature, for example with many kills, every combination or thousands of articles. */
export const slowTest: typeof test = isQuick ? ((() => Promise.resolve()) as unknown as typeof test) : test;

/** Returns the `test` for one of many cases that show the same: the first case is quick, the others are slow. */
export const testOfCase = (index: number) => (index === 0 ? test : slowTest);
