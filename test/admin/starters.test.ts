import { test } from "tap";
import { countStarters, markAsStarters, removeStarters, starterSource } from "../../src/admin/starters.ts";
import type { Collection } from "../../src/collection/collection.ts";
import { prepared, testCollection } from "../collection/helpers.ts";

async function withStarters(t: Parameters<typeof testCollection>[0]): Promise<Collection> {
  const { collection } = await testCollection(t);
  await collection.put(
    markAsStarters([prepared({ id: "1", title: "One" }), prepared({ id: "2", title: "Two" })], "a.json"),
  );
  await collection.put(markAsStarters([prepared({ title: "Three" }, "file:b.txt")], "b.txt"));
  await collection.put([prepared({ id: "mine", title: "Mine", _courant: { source: starterSource } })]);
  return collection;
}

test("starter articles are known whatever id they have, and those that say so themselves are none", async (t) => {
  const collection = await withStarters(t);
  t.equal(await countStarters(collection), 3);
  t.match(await removeStarters(collection), { removed: 3, kept: 0 });
  t.same(
    (await collection.list({ limit: 9 })).articles.map(({ id }) => id),
    ["mine"],
  );
  t.same(await removeStarters(collection), { removed: 0, kept: 0, articles: [] });
});

test("an edited one is kept, also when the edit drops its source; one that was deleted is neither", async (t) => {
  const collection = await withStarters(t);
  await collection.put([prepared({ id: "1", title: "One, edited", _courant: { source: starterSource } })]);
  await collection.put([prepared({ title: "Three, edited" }, "file:b.txt")]);
  await collection.remove("2");
  t.equal(await countStarters(collection), 0);
  const { removed, kept, articles } = await removeStarters(collection);
  t.same([removed, kept], [0, 2]);
  t.same(articles.map(({ outcome, title }) => `${outcome} ${title}`).sort(), [
    "kept One, edited",
    "kept Three, edited",
  ]);
});

test("one that is sent again unchanged is not edited; one that was deleted and brought back is one's own", async (t) => {
  const collection = await withStarters(t);
  await collection.put([prepared({ id: "1", title: "One", _courant: { source: starterSource } })]);
  t.equal(await countStarters(collection), 3);
  await collection.remove("2");
  await collection.put([prepared({ id: "2", title: "Two", _courant: { source: starterSource } })], { restore: true });
  t.match(await removeStarters(collection), { removed: 2, kept: 1, articles: [{}, {}, {}] });
  t.equal((await collection.find("2")).state, "present");
});

test("one that is edited while they are removed is kept", async (t) => {
  const collection = await withStarters(t);
  const edited: Pick<Collection, "named" | "remove"> = {
    remove: collection.remove,
    async named(prefix) {
      const articles = await collection.named(prefix);
      await collection.put([prepared({ id: "1", title: "One, edited" })]);
      return articles;
    },
  };
  t.match(await removeStarters(edited), { removed: 2, kept: 1 });
  t.equal((await collection.find("1")).state, "present");
});
