import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "tap";
import { createDraftInput } from "../../src/stores/draft-input.ts";
import { migrate, migrations } from "../../src/stores/sqlite/migrations.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { handClock, prepared, start } from "./helpers.ts";

/** How many steps the schema had whose names kept every address to the letter. */
const oldVersion = migrations.findIndex((step) => step.includes("spelled_names"));

/** Writes a collection as it was then. @param articles ids with their names */
function writeOldCollection(file: string, articles: Record<string, string[]>): void {
  const database = new DatabaseSync(file);
  migrate(database, file, migrations.slice(0, oldVersion));
  const published = "2026-01-01T00:00:00.000Z";
  for (const [id, names] of Object.entries(articles)) {
    const body = {
      id,
      title: id,
      date_published: published,
      date_modified: "2031-01-01T00:00:00.000Z",
      _courant: { revision: 1 },
    };
    database
      .prepare("INSERT INTO articles (id, revision, published, earliest, permalink, body) VALUES (?, 1, ?, 0, 0, ?)")
      .run(id, Date.parse(published), JSON.stringify(body));
    for (const name of names) database.prepare("INSERT INTO names (name, article) VALUES (?, ?)").run(name, id);
  }
  database.close();
}

test("a collection of an older Courant recognises its articles in other spellings, and claims no later date", async (t) => {
  const file = join(t.testdir(), "c.sqlite");
  writeOldCollection(file, {
    "http://X.example/%7ea": ["url:http://X.example/%7ea"],
    guid: ["id:guid", "url:http://x.example/b"],
    "urn:uuid:1": ["file:a.txt", "headline:x"],
  });
  const stores = await openStores(file, { clock: handClock(), newId: () => "urn:uuid:new" });
  t.teardown(stores.close);
  const drafts = [
    { url: "https://x.example/~a", title: "1" },
    { id: "HTTPS://x.example:443/~a", title: "1" },
    { url: "https://x.example/b", title: "2" },
  ];
  for (const [index, id] of ["http://X.example/%7ea", "http://X.example/%7ea", "guid"].entries()) {
    const [outcome] = await stores.articles.put([prepared(drafts[index] ?? {})], { input: createDraftInput("feed") });
    t.match(outcome, { article: { id } }, JSON.stringify(drafts[index]));
  }
  t.match(await stores.articles.findMany(["urn:uuid:1"], start), [{ date_modified: "2026-01-01T00:00:00.000Z" }]);
  t.match(await stores.articles.find("urn:uuid:1"), { article: { date_modified: "2031-01-01T00:00:00.000Z" } });
  t.match(await stores.articles.find("urn:uuid:new"), { state: "unknown" });
});
