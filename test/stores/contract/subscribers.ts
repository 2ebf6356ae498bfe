import type { Subscriber, SubscriberStore } from "../../../src/stores/subscribers.ts";
import { start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const anna = { id: "s1", channel: "inside", name: "Anna" };
const first = { selector: "selector1", hash: "1".repeat(64) };
const second = { selector: "selector2", hash: "2".repeat(64) };
const added: Subscriber = { ...anna, selector: "selector1", created: start };

const sorted = async (store: SubscriberStore) =>
  (await store.credentials()).sort((a, b) => (a.selector < b.selector ? -1 : 1));

const subscribers: StoreContract = {
  async "a subscriber is found, with the hash of a secret"(t, { stores, reopen }) {
    t.same(await stores.subscribers.add(anna, first), added);
    await stores.close();
    const again = await reopen();
    t.same(await again.subscribers.find("s1"), added);
    t.equal(await again.subscribers.find("s2"), undefined);
    t.same(await again.subscribers.credentials(), [{ ...first, channel: "inside", isEnded: false }]);
  },

  async "no two subscribers have one id or one selector"(t, { stores: { subscribers } }) {
    await subscribers.add(anna, first);
    await t.rejects(subscribers.add(anna, second));
    await t.rejects(subscribers.add({ ...anna, id: "s2" }, { ...second, selector: "selector1" }));
    t.same(await subscribers.credentials(), [{ ...first, channel: "inside", isEnded: false }], "and nothing is left");
  },

  async "subscribers are listed in pages, the newest first, also those of one channel"(t, { stores, clock }) {
    const { subscribers } = stores;
    for (const [index, channel] of ["inside", "board", "inside", "inside"].entries()) {
      clock.set(start + (index < 2 ? 0 : index));
      await subscribers.add({ id: `s${index}`, channel, name: "Anna" }, { ...first, selector: `selector${index}` });
    }
    const ids = (page: { subscribers: Subscriber[] }) => page.subscribers.map(({ id }) => id);
    const page = await subscribers.list({ limit: 2 });
    t.same(ids(page), ["s3", "s2"]);
    const last = await subscribers.list({ limit: 2, cursor: page.next });
    t.same([ids(last), last.next], [["s1", "s0"], undefined]);
    t.same(ids(await subscribers.list({ channels: ["inside"], limit: 9 })), ["s3", "s2", "s0"]);
    t.same(ids(await subscribers.list({ channels: ["inside"], limit: 9, cursor: page.next })), ["s0"]);
    t.same(ids(await subscribers.list({ channels: ["board", "inside"], limit: 3 })), ["s3", "s2", "s1"]);
    t.same(ids(await subscribers.list({ channels: ["nothing"], limit: 9 })), []);
    await t.rejects(subscribers.list({ limit: 1, cursor: "none" }), { code: "REQUEST_INVALID" });
  },

  async "another address ends the one before"(t, { stores: { subscribers }, clock }) {
    await subscribers.add(anna, first);
    await subscribers.noteUses([{ selector: "selector1", day: "2026-03-01", networks: 30 }], 20);
    clock.set(start + 5);
    const used = { day: "2026-03-01", networks: 30 };
    t.same(await subscribers.rotate("s1", second), { ...added, selector: "selector2", rotated: start + 5, used });
    t.same(await sorted(subscribers), [
      { ...first, channel: "inside", isEnded: true },
      { ...second, channel: "inside", isEnded: false },
    ]);
    t.equal(await subscribers.rotate("s2", second), undefined);
    await t.rejects(subscribers.rotate("s1", first), "an address that has ended never comes back");
  },

  async "a revoked subscriber stays revoked"(t, { stores, clock, reopen }) {
    await stores.subscribers.add(anna, first);
    clock.set(start + 5);
    t.same(await stores.subscribers.revoke("s1"), { ...added, revoked: start + 5 });
    await stores.close();
    const { subscribers } = await reopen();
    t.equal(await subscribers.revoke("s1"), undefined, "only once");
    t.equal(await subscribers.rotate("s1", second), undefined);
    t.same(await subscribers.find("s1"), { ...added, revoked: start + 5 });
    t.same(await subscribers.credentials(), [{ ...first, channel: "inside", isEnded: true }]);
  },

  async "a purged subscriber leaves nothing but an address that has ended"(t, { stores: { subscribers } }) {
    await subscribers.add(anna, first);
    await subscribers.rotate("s1", second);
    t.match(await subscribers.purge("s1"), { name: "Anna" });
    t.equal(await subscribers.purge("s1"), undefined);
    t.equal(await subscribers.find("s1"), undefined);
    t.same(await subscribers.list({ limit: 9 }), { subscribers: [], next: undefined });
    t.same(await sorted(subscribers), [
      { ...first, channel: "inside", isEnded: true },
      { ...second, channel: "inside", isEnded: true },
    ]);
  },

  async "the highest number of networks of the last day counts"(t, { stores: { subscribers } }) {
    await subscribers.add(anna, first);
    const note = (day: string, networks: number) =>
      subscribers.noteUses([{ selector: "selector1", day, networks }], 20);
    await note("2026-03-01", 2);
    await note("2026-03-01", 1);
    t.same((await subscribers.find("s1"))?.used, { day: "2026-03-01", networks: 2 });
    await note("2026-03-02", 25);
    await note("2026-03-02", 21);
    await note("2026-03-03", 3);
    await note("2026-03-02", 99);
    await subscribers.noteUses([{ selector: "nobody", day: "2026-03-04", networks: 1 }], 20);
    await subscribers.noteUses([], 20);
    t.same(await subscribers.find("s1"), {
      ...added,
      used: { day: "2026-03-03", networks: 3 },
      spread: { day: "2026-03-02", networks: 99 },
    });
    t.match(await subscribers.listSpread("2026-03-02", 9), [{ id: "s1" }]);
    t.same(await subscribers.listSpread("2026-03-03", 9), []);
    await subscribers.revoke("s1");
    t.same(await subscribers.listSpread("2026-03-02", 9), [], "nobody has to look at a revoked one");
  },
};

/** The contract of SubscriberStore. */
export function testSubscriberStore(name: string, open: OpenStores): void {
  testContract(`${name}, subscribers`, subscribers, open);
}
