import { test } from "tap";
import { countStarters, markAsStarters, removeStarters, starterSource } from "../../src/admin/starters.ts";
import type { ArticleStore } from "../../src/stores/articles.ts";
import { prepared, testStores } from "../stores/helpers.ts";

async function withStarters(t: Parameters<typeof testStores>[0]): Promise<ArticleStore> {
  const { articles } = (await testStores(t)).stores;
  await articles.put(
    markAsStarters([prepared({ id: "1", title: "One" }), prepared({ id: "2", title: "Two" })], "a.json"),
  );
  await articles.put(markAsStarters([prepared({ title: "Three" }, "file:b.txt")], "b.txt"));
  await articles.put([prepared({ id: "mine", title: "Mine", _courant: { source: starterSource } })]);
  return articles;
}

test("starter articles are known whatever id they have, and those that say so themselves are none", async (t) => {
  const store = await withStarters(t);
  t.equal(await countStarters(store), 3);
  t.match(await removeStarters(store, "admin"), { removed: 3, kept: 0 });
  t.same(
    (await store.list({ limit: 9 })).articles.map(({ id }) => id),
    ["mine"],
  );
  t.same(await removeStarters(store, "admin"), { removed: 0, kept: 0, articles: [] });
});

test("an edited one is kept, also when the edit drops its source; one that was deleted is neither", async (t) => {
  const store = await withStarters(t);
  await store.put([prepared({ id: "1", title: "One, edited", _courant: { source: starterSource } })]);
  await store.put([prepared({ title: "Three, edited" }, "file:b.txt")]);
  await store.remove("2");
  t.equal(await countStarters(store), 0);
  const { removed, kept, articles } = await removeStarters(store, "admin");
  t.same([removed, kept], [0, 2]);
  t.same(articles.map(({ outcome, title }) => `${outcome} ${title}`).sort(), [
    "kept One, edited",
    "kept Three, edited",
  ]);
});

test("one that is sent again unchanged is not edited; one that was deleted and brought back is one's own", async (t) => {
  const store = await withStarters(t);
  await store.put([prepared({ id: "1", title: "One", _courant: { source: starterSource } })]);
  t.equal(await countStarters(store), 3);
  await store.remove("2");
  await store.put([prepared({ id: "2", title: "Two", _courant: { source: starterSource } })], { restore: true });
  t.match(await removeStarters(store, "admin"), { removed: 2, kept: 1, articles: [{}, {}, {}] });
  t.equal((await store.find("2")).state, "present");
});

test("one that is edited while they are removed is kept", async (t) => {
  const store = await withStarters(t);
  const edited: Pick<ArticleStore, "findByNamePrefix" | "remove"> = {
    remove: store.remove,
    async findByNamePrefix(prefix) {
      const articles = await store.findByNamePrefix(prefix);
      await store.put([prepared({ id: "1", title: "One, edited" })]);
      return articles;
    },
  };
  t.match(await removeStarters(edited, "admin"), { removed: 2, kept: 1 });
  t.equal((await store.find("1")).state, "present");
});
