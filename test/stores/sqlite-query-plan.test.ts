import { DatabaseSync } from "node:sqlite";
import { test } from "tap";
import { changedPages, selectByTerm } from "../../src/stores/sql/selections.ts";
import { changedArticles } from "../../src/stores/sqlite/changed-articles.ts";
import { sqliteDialect } from "../../src/stores/sqlite/engine.ts";
import { openSearchFile } from "../../src/stores/sqlite/search-file.ts";
import { prepared, start, testStores } from "./helpers.ts";

const iso = (time: number) => new Date(time).toISOString();

test("with 5,000 articles a tag is selected through the index, without sorting", async (t) => {
  const { stores, file } = await testStores(t);
  const drafts = Array.from({ length: 5000 }, (_, index) =>
    prepared({ id: `a${index}`, tags: ["all", `t${index % 50}`], date_published: iso(start - index * 1000) }),
  );
  await stores.articles.put(drafts);
  t.same(await (await stores.selections.select({ tags: ["t7"] }, 2, start)).map(({ id }) => id), ["a7", "a57"]);

  const database = new DatabaseSync(file, { readOnly: true });
  t.teardown(() => database.close());
  const plan = database
    .prepare(`EXPLAIN QUERY PLAN ${selectByTerm(sqliteDialect)}`)
    .all({ term: "tag:t7", lists: "[]", now: start, limit: 50 })
    .map((row) => String(row.detail));
  t.match(plan[0], /^SEARCH terms USING PRIMARY KEY \(term=\? AND published>\? AND published<\?\)/);
  t.match(plan[1], /^SEARCH articles USING INDEX sqlite_autoindex_articles_1 \(id=\?\)/);
  t.notMatch(plan.join("\n"), /SCAN (terms|articles|other)|TEMP B-TREE/);
});

test("the index of words reads what changed in the order of the changes, without sorting all of it for each batch", async (t) => {
  const { stores, file } = await testStores(t);
  await stores.articles.put([prepared({ id: "a" })]);
  const searchFile = openSearchFile(file);
  t.teardown(searchFile.close);
  const plan = searchFile.use((database) =>
    database.prepare(`EXPLAIN QUERY PLAN ${changedArticles}`).all({ limit: 1 }),
  );
  const details = plan.map(({ detail }) => String(detail));
  t.match(details[0], /^SEARCH collection\.articles USING INDEX articles_change \(change>\?\)/);
  t.notMatch(details.join("\n"), /TEMP B-TREE/);
});

test("a run reads only the uploaded pictures and the articles that changed", async (t) => {
  const { stores, file } = await testStores(t);
  await stores.articles.put([prepared({ id: "a" })]);
  const database = new DatabaseSync(file, { readOnly: true });
  t.teardown(() => database.close());
  const plan = database
    .prepare(`EXPLAIN QUERY PLAN ${changedPages(sqliteDialect)}`)
    .all({ term: "every", change: 1, now: start, from: start, to: start })
    .map((row) => String(row.detail));
  t.ok(
    plan.some((detail) => detail.startsWith("SEARCH media_files USING COVERING INDEX media_files_change")),
    plan.join("\n"),
  );
  t.notMatch(plan.join("\n"), /SCAN (media_files|media_uses|articles|terms)/);
});
