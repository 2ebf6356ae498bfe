import { test } from "tap";

/** Whether only the tests run that take little time, as with `npm test`. Otherwise all do, as with `npm run test:all`. */
export const isQuick = process.env.TESTS === "quick";

/** A test that is slow by its nature, such as one of many kills, of every combination, or with thousands of articles. */
export const slowTest: typeof test = isQuick ? ((() => Promise.resolve()) as unknown as typeof test) : test;

/** For one of many cases that show the same: the first is always tried, the others are slow. */
export const testOfCase = (index: number) => (index === 0 ? test : slowTest);
