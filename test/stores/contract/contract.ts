import { type Test, test } from "tap";
import type { Stores } from "../../../src/stores/stores.ts";
import { slowTest } from "../../slow.ts";
import type { handClock } from "../helpers.ts";

/** The stores of a collection that was empty at first, and the clock they tell the time by, which stands at `start`. */
export type OpenedStores = {
  stores: Stores;
  clock: ReturnType<typeof handClock>;
  /** Opens the same collection once more, as another process or the next start does. */
  reopen(): Promise<Stores>;
};

/** Opens an empty collection of an implementation, and closes it after the test; ids are urn:uuid:1, 2, … */
export type OpenStores = (t: Test) => Promise<OpenedStores>;

/** Says how tests of an implementation are declared: `test`, or `slowTest` for one that is slow by its nature. */
const declare = new WeakMap<OpenStores, typeof test>();

/** Makes all tests that open stores in a way slow ones. */
export function markSlow(open: OpenStores): OpenStores {
  declare.set(open, slowTest);
  return open;
}

/** The promises that a database cannot keep for a reason of its own, by their titles. */
const exceptions = new WeakMap<OpenStores, Readonly<Record<string, string>>>();

/** Leaves promises out that a way of opening stores cannot keep. @param reasons why, by the title of each */
export function exceptFor(open: OpenStores, reasons: Readonly<Record<string, string>>): OpenStores {
  exceptions.set(open, reasons);
  return open;
}

/** The contract of a store: tests by their names, each with an empty collection of its own. */
export type StoreContract = Record<string, (t: Test, opened: OpenedStores) => Promise<unknown>>;

/** Tests an implementation against a contract. @param name names the implementation and the store */
export function testContract(name: string, contract: StoreContract, open: OpenStores): void {
  for (const [title, check] of Object.entries(contract)) {
    const skip = exceptions.get(open)?.[title] ?? false;
    (declare.get(open) ?? test)(`${name}: ${title}`, { skip }, async (t) => check(t, await open(t)));
  }
}
