import { emptyArchiveChain } from "../../../src/channel/archives.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const chain = {
  definition: "d",
  archives: [{ number: 3, articles: 2, digest: "a", bytes: "b" }],
  last: 4,
};

const archives: StoreContract = {
  async "the archives of a channel are those that were kept last, also after a restart"(t, { stores, reopen }) {
    t.same(await stores.archives.find("news"), emptyArchiveChain);
    await stores.archives.keep("news", { ...chain, last: 3 });
    await stores.archives.keep("news", chain);
    t.same(await stores.archives.find("news"), chain);
    t.same(await stores.archives.find("tech"), emptyArchiveChain, "each channel has its own");
    await stores.close();
    t.same(await (await reopen()).archives.find("news"), chain);
  },
};

/** The contract of ArchiveStore. */
export function testArchiveStore(name: string, open: OpenStores): void {
  testContract(`${name}, archives`, archives, open);
}
