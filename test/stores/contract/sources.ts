import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const [one, two] = ["https://a.example/feed", "https://b.example/feed"];

const sources: StoreContract = {
  async "the state of a source is the one that was kept last, also after a restart"(t, { stores, reopen }) {
    t.same(await stores.sources.states(), new Map());
    await stores.sources.keep(one, { failures: 1 });
    await stores.sources.keep(two, { failures: 0 });
    await stores.sources.keep(one, { failures: 2, error: "it answered 500" });
    await stores.close();
    t.same(
      await (await reopen()).sources.states(),
      new Map<string, object>([
        [one, { failures: 2, error: "it answered 500" }],
        [two, { failures: 0 }],
      ]),
    );
  },
};

/** The contract of SourceStore. */
export function testSourceStore(name: string, open: OpenStores): void {
  testContract(`${name}, sources`, sources, open);
}
