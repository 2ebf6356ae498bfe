import { start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const hash = "a".repeat(64);
const other = "b".repeat(64);
const session = { tokenHash: "c".repeat(64), created: start, used: start };

const sessions: StoreContract = {
  async "a session is found by its hash, until it is removed"(t, { stores, reopen }) {
    await stores.sessions.add(hash, session);
    await stores.close();
    const again = await reopen();
    t.same(await again.sessions.find(hash), session);
    t.equal(await again.sessions.find(other), undefined);
    await again.sessions.remove(other);
    t.same(await again.sessions.find(hash), session);
    await again.sessions.remove(hash);
    t.equal(await again.sessions.find(hash), undefined);
  },

  async "its last use is noted"(t, { stores }) {
    await stores.sessions.add(hash, session);
    await stores.sessions.noteUse(hash, start + 1);
    await stores.sessions.noteUse(other, start + 1);
    t.same(await stores.sessions.find(hash), { ...session, used: start + 1 });
    t.equal(await stores.sessions.find(other), undefined, "a session that ended does not come back");
  },

  async "all sessions of a token are removed together"(t, { stores }) {
    await stores.sessions.add(hash, session);
    await stores.sessions.add(other, session);
    await stores.sessions.add("d".repeat(64), { ...session, tokenHash: "e".repeat(64) });
    t.equal(await stores.sessions.removeOf(session.tokenHash), 2);
    t.equal(await stores.sessions.removeOf(session.tokenHash), 0);
    t.equal(await stores.sessions.find(other), undefined);
    t.ok(await stores.sessions.find("d".repeat(64)));
  },

  async "old sessions are removed: those that began early, and those that were not used"(t, { stores }) {
    await stores.sessions.add(hash, { ...session, created: start, used: start + 50 });
    await stores.sessions.add(other, { ...session, created: start + 10, used: start + 20 });
    await stores.sessions.removeOld({ created: start, used: start + 20 });
    t.ok(await stores.sessions.find(hash));
    t.ok(await stores.sessions.find(other));
    await stores.sessions.removeOld({ created: start + 1, used: start });
    t.equal(await stores.sessions.find(hash), undefined);
    await stores.sessions.removeOld({ created: start, used: start + 21 });
    t.equal(await stores.sessions.find(other), undefined);
  },
};

/** The contract of SessionStore. */
export function testSessionStore(name: string, open: OpenStores): void {
  testContract(`${name}, sessions`, sessions, open);
}
