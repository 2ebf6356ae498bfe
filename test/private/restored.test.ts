import { join } from "node:path";
import { type Test, test } from "tap";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { keepSubscribers } from "../../src/stores/sqlite/restored-subscribers.ts";
import type { Stores } from "../../src/stores/stores.ts";
import type { SubscriberStore } from "../../src/stores/subscribers.ts";
import { handClock } from "../stores/helpers.ts";

const credential = (number: number) => ({ selector: `selector${number}`, hash: String(number).repeat(64) });

/** Opens a collection for a moment. */
async function within<Result>(file: string, work: (subscribers: SubscriberStore) => Promise<Result>): Promise<Result> {
  const stores: Stores = await openStores(file, { clock: handClock(), newId: () => "urn:x:1" });
  try {
    return await work(stores.subscribers);
  } finally {
    await stores.close();
  }
}

const add = (subscribers: SubscriberStore, number: number) =>
  subscribers.add({ id: `s${number}`, channel: "inside", name: `Name ${number}` }, credential(number));

/** Makes a collection, a backup of it, and further changes; then lets the backup take its place. */
async function restore(
  t: Test,
  before: (subscribers: SubscriberStore) => Promise<unknown>,
  after: (subscribers: SubscriberStore) => Promise<unknown>,
  which: "older" | "newer" = "older",
) {
  const [backup, former] = [join(t.testdir(), "backup.sqlite"), join(t.testdir(), "former.sqlite")];
  for (const file of [backup, former]) await within(file, before);
  await within(which === "older" ? former : backup, after);
  keepSubscribers(backup, former);
  return within(backup, async (subscribers) => ({
    subscribers: (await subscribers.list({ limit: 99 })).subscribers,
    ended: Object.fromEntries((await subscribers.credentials()).map(({ selector, isEnded }) => [selector, isEnded])),
  }));
}

for (const which of ["older", "newer"] as const) {
  test(`with an ${which === "older" ? "older" : "even newer"} backup, what was revoked, rotated or purged in one of the two does not come back`, async (t) => {
    const { subscribers, ended } = await restore(
      t,
      async (store) => {
        for (const number of [1, 2, 3, 4]) await add(store, number);
      },
      async (store) => {
        await store.revoke("s1");
        await store.rotate("s2", credential(6));
        await store.purge("s3");
        await add(store, 5);
      },
      which,
    );
    t.same(ended, {
      selector1: true,
      selector2: true,
      selector3: true,
      selector4: false,
      selector5: false,
      selector6: false,
    });
    t.same(
      Object.fromEntries(subscribers.map(({ id, selector, revoked }) => [id, [selector, revoked !== undefined]])),
      {
        s1: ["selector1", true],
        s2: ["selector6", false],
        s4: ["selector4", false],
        s5: ["selector5", false],
      },
    );
    t.notMatch(JSON.stringify(subscribers), "Name 3");
  });
}

test("over an empty, a missing or a damaged collection, the addresses of the backup work", async (t) => {
  const file = join(t.testdir({ damaged: "no database" }), "backup.sqlite");
  await within(file, (store) => add(store, 1));
  const empty = join(t.testdirName, "empty.sqlite");
  await within(empty, async () => undefined);
  for (const former of [empty, join(t.testdirName, "missing"), join(t.testdirName, "damaged")]) {
    keepSubscribers(file, former);
    t.match(await within(file, (store) => store.credentials()), [{ ...credential(1), isEnded: false }]);
  }
});
