import { test } from "tap";
import { systemClock } from "../../src/clock.ts";
import { copyCollection, inspectCollection } from "../../src/stores/sqlite/backup.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { keep, prepared, start, testStores } from "./helpers.ts";

test("a backup holds drafts, their times and all revisions, and they can be restored from it", async (t) => {
  const { file, stores } = await testStores(t);
  await keep(stores.articles, { id: "a", title: "One" });
  await keep(stores.articles, { id: "a", title: "Two" });
  await stores.drafts.put(prepared({ id: "a", title: "Three" }), { by: "ann", publishAt: start + 1000 });
  await stores.drafts.put(prepared({ id: "new", title: "New" }), { by: "bob" });
  await keep(stores.articles, { id: "gone", title: "Gone" });
  await stores.articles.remove("gone", { by: "cleo" });
  const copy = `${file}.backup`;
  await copyCollection(file, copy, () => undefined);
  t.same(inspectCollection(copy), { articles: 1, deleted: 1 });

  const restored = await openStores(copy, { clock: systemClock, newId: () => "urn:uuid:1" });
  t.after(() => restored.close());
  t.same(await restored.drafts.list({ limit: 9 }), await stores.drafts.list({ limit: 9 }));
  t.equal(await restored.drafts.nextPublishTime(), start + 1000);
  for (const id of ["a", "new", "gone"]) {
    const list = await stores.revisions.list(id);
    t.same(await restored.revisions.list(id), list, id);
    for (const { revision } of list.revisions) {
      t.same(
        await restored.revisions.find(id, revision),
        await stores.revisions.find(id, revision),
        `${id} ${revision}`,
      );
    }
  }
  t.equal((await restored.drafts.publishDue(start + 1000)).length, 1);
  t.match(await restored.articles.find("a"), { article: { title: "Three", _courant: { revision: 4 } } });
});
