import type { NewJob } from "../../../src/stores/jobs.ts";
import type { PurgeState } from "../../../src/stores/purges.ts";
import { start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const jobFor = (target: string): NewJob => ({
  kind: "purge",
  lane: `purge ${target}`,
  host: "cache.example",
  message: { id: `purge ${target}`, type: "purge", body: "", created: start },
  due: start,
  alone: "replaces",
});

const request = { now: start, leaseUntil: start + 60_000, exceptHosts: [], roomOf: () => 9, limit: 100 };

const purges: StoreContract = {
  async "what changed is kept with a job for each target that has something pending"(t, { stores, reopen }) {
    const add = (state: PurgeState): PurgeState =>
      state.target === "b" ? { ...state, told: "1" } : { ...state, told: "1", pending: [...state.pending, "/x"] };
    await stores.purges.announce(["a", "b", "c"], add, jobFor);
    await stores.purges.announce(["a", "b"], add, jobFor);
    const taken = await stores.jobs.takeAlone(request);
    t.same(taken.map(({ lane }) => lane).sort(), ["purge a", "purge c"], "one job for two changes");
    await stores.purges.announce(["a", "b"], (state) => state, jobFor);
    t.same(await stores.jobs.takeAlone(request), [], "nothing changed");
    await stores.close();
    const again = await reopen();
    t.same(await again.purges.list(), [
      { target: "a", pending: ["/x", "/x"], failures: 0, told: "1" },
      { target: "b", pending: [], failures: 0, told: "1" },
    ]);
    t.equal(await again.purges.find("c"), undefined);
    await again.purges.update("a", (state) => ({ ...state, pending: "everything", failures: 2 }));
    t.match(await again.purges.find("a"), { pending: "everything", failures: 2 });
  },
};

/** The contract of PurgeStore. */
export function testPurgeStore(name: string, open: OpenStores): void {
  testContract(`${name}, purges`, purges, open);
}
