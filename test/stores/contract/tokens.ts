import { start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const token = { id: "t1", name: "CI", scopes: ["read", "of a later Courant"], limit: 60 };
const hash = "a".repeat(64);

const tokens: StoreContract = {
  async "a token is found by its hash, and listed with it"(t, { stores, clock, reopen }) {
    const expires = start + 5000;
    t.same(await stores.tokens.add({ ...token, expires }, hash), { ...token, created: start, expires });
    clock.set(start + 10_000);
    await stores.tokens.add({ ...token, id: "t0" }, "b".repeat(64));
    await stores.close();
    const again = await reopen();
    t.same(await again.tokens.find(hash), { ...token, created: start, expires }, "although it has expired");
    t.equal(await again.tokens.find("c".repeat(64)), undefined);
    t.equal(await again.tokens.find(""), undefined);
    t.same(await again.tokens.list(), [
      { ...token, created: start, expires, hash },
      { ...token, id: "t0", created: start + 10_000, hash: "b".repeat(64) },
    ]);
  },

  async "two tokens cannot have one hash or one id"(t, { stores }) {
    await stores.tokens.add(token, hash);
    await t.rejects(stores.tokens.add({ ...token, id: "t2" }, hash));
    await t.rejects(stores.tokens.add(token, "b".repeat(64)));
    t.equal((await stores.tokens.list()).length, 1);
  },

  async "a revoked token is gone for good"(t, { stores, reopen }) {
    await stores.tokens.add(token, hash);
    t.equal(await stores.tokens.revoke("t2"), undefined);
    t.same(await stores.tokens.revoke("t1"), { ...token, created: start });
    t.equal(await stores.tokens.revoke("t1"), undefined, "only once");
    await stores.close();
    const again = await reopen();
    t.equal(await again.tokens.find(hash), undefined);
    t.same(await again.tokens.list(), []);
  },

  async "the last use is noted, of a token that is there"(t, { stores }) {
    await stores.tokens.add(token, hash);
    await stores.tokens.noteUse("t1", start + 1);
    await stores.tokens.noteUse("t2", start + 1);
    t.same(await stores.tokens.find(hash), { ...token, created: start, used: start + 1 });
  },
};

/** The contract of TokenStore. */
export function testTokenStore(name: string, open: OpenStores): void {
  testContract(`${name}, tokens`, tokens, open);
}
