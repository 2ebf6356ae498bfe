import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { test } from "tap";
import { termsOf } from "../../src/channel/terms.ts";
import { systemClock } from "../../src/clock.ts";
import { migrate, migrations } from "../../src/stores/sqlite/migrations.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { keep, start, testStores } from "./helpers.ts";

const deps = { clock: systemClock, newId: () => "urn:uuid:1" };

function inspect<T>(file: string, look: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file);
  try {
    return look(database);
  } finally {
    database.close();
  }
}

test("no acknowledged article is lost when the process is killed", async (t) => {
  const { file, reopen } = await testStores(t);
  for (const kills of [1, 20, 45]) {
    const child = spawn(process.execPath, [join(import.meta.dirname, "put-forever.ts"), file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const acknowledged: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      acknowledged.push(line);
      if (acknowledged.length === kills) child.kill("SIGKILL");
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    t.equal(child.signalCode, "SIGKILL");
    t.ok(acknowledged.length >= kills, `${acknowledged.length} were acknowledged`);
    const stores = await reopen();
    const kept = await stores.articles.findMany(acknowledged);
    t.same(
      kept.map(({ id }) => id),
      acknowledged,
    );
    const { present } = await stores.articles.count();
    t.equal((await stores.selections.select({ tags: ["x"] }, 100_000, Date.parse("9999-01-01"))).length, present);
    await stores.close();
  }
});

test("a draft whose publication is interrupted by a kill is a draft or an article, never both or neither", async (t) => {
  const { file, stores, reopen } = await testStores(t);
  await stores.close();
  for (const kills of [1, 2, 15, 30]) {
    const child = spawn(process.execPath, [join(import.meta.dirname, "publish-forever.ts"), file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      lines.push(line);
      if (lines.length === kills) child.kill("SIGKILL");
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    const opened = await reopen();
    const ids = [...new Set(lines)];
    for (const id of ids) {
      const isDraft = (await opened.drafts.find(id)) !== undefined;
      const isArticle = (await opened.articles.find(id)).state === "present";
      t.not(isDraft, isArticle, id);
      if (lines.filter((line) => line === id).length === 2) t.ok(isArticle, `${id} was acknowledged as published`);
    }
    t.ok(ids.length > 0);
    await opened.close();
  }
});

test("two processes that open a new collection at once both get it", async (t) => {
  const file = join(t.testdir(), "new.db");
  const children = [1, 2].map(() => {
    const script = join(import.meta.dirname, "put-forever.ts");
    return spawn(process.execPath, [script, file], { stdio: ["ignore", "pipe", "pipe"] });
  });
  for (const child of children) {
    const [said] = await Promise.race([once(child.stdout, "data"), once(child.stderr, "data")]);
    t.match(String(said), "article 0");
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }
});

test("an empty file becomes a collection, in WAL mode", async (t) => {
  const file = join(t.testdir({ "courant.db": "" }), "courant.db");
  const stores = await openStores(file, deps);
  t.after(() => stores.close());
  t.same(await stores.articles.count(), { present: 0, deleted: 0 });
  t.equal(
    inspect(file, (database) => database.prepare("PRAGMA journal_mode").get()?.journal_mode),
    "wal",
  );
});

test("migrations are done once, in order, each whole or not at all", (t) => {
  const database = new DatabaseSync(":memory:");
  t.teardown(() => database.close());
  const version = () => database.prepare("PRAGMA user_version").get()?.user_version;
  const steps = ["CREATE TABLE a (x)", "INSERT INTO a VALUES (1)"];
  migrate(database, "file", steps.slice(0, 1));
  t.equal(version(), 1);
  t.throws(() => migrate(database, "file", [...steps, "INSERT INTO a VALUES (2); INSERT INTO nowhere VALUES (1)"]));
  t.equal(version(), 2);
  migrate(database, "file", steps);
  migrate(database, "file", [...steps, "INSERT INTO a VALUES (3)"]);
  t.equal(version(), 3);
  t.same(
    database
      .prepare("SELECT x FROM a")
      .all()
      .map(({ x }) => x),
    [1, 3],
  );
  t.end();
});

test("a collection of an older Courant is copied before its schema changes, and the older one can read the copy", async (t) => {
  const file = join(t.testdir({ "courant.db": "" }), "courant.db");
  const older = migrations.slice(0, -1);
  inspect(file, (database) => {
    migrate(database, file, older);
    database.exec("INSERT INTO channel_values (term, value, slug) VALUES ('t', 'v', 's')");
  });
  await writeFile(`${file}.version-${older.length}.tmp`, "left by a process that was killed");
  const stores = await openStores(file, deps);
  await stores.close();
  const version = (database: DatabaseSync) => Number(database.prepare("PRAGMA user_version").get()?.user_version);
  t.equal(inspect(file, version), migrations.length);
  const copy = `${file}.version-${older.length}`;
  t.equal(inspect(copy, version), older.length);
  t.same(
    inspect(copy, (database) => database.prepare("SELECT slug FROM channel_values").all()[0]?.slug),
    "s",
  );
  inspect(copy, (database) => migrate(database, copy, older));
  inspect(file, (database) => {
    t.throws(() => migrate(database, file, older), /was written by a newer Courant.*restore a backup/s);
  });
  await (await openStores(file, deps)).close();
  t.same(
    (await readdir(dirname(file))).filter((name) => name.includes("version")),
    [basename(copy)],
    "one copy",
  );
});

test("a collection of an older Courant is brought up to date and keeps its articles", async (t) => {
  const { stores } = await testStores(t);
  const article = await keep(stores.articles, { id: "a", tags: ["x"] });
  const file = join(t.testdir(), "older.db");
  inspect(file, (database) => {
    migrate(database, file, migrations.slice(0, 1));
    database
      .prepare("INSERT INTO articles (id, revision, published, permalink, body) VALUES ('a', 1, ?, 1, ?)")
      .run(start, JSON.stringify(article));
    database
      .prepare("INSERT INTO terms (term, published, article) SELECT value, ?, 'a' FROM json_each(?)")
      .run(start, JSON.stringify(termsOf(article)));
  });
  const again = await openStores(file, deps);
  t.teardown(() => again.close());
  t.same(await again.runs.list(10), []);
  t.same(await again.articles.find("a"), { state: "present", article });
  t.same(await again.selections.select({ tags: ["x"] }, 10, start), [{ id: "a", revision: 1, published: start }]);
});

test("the database itself refuses to change an entry of the audit log", async (t) => {
  const { file, stores } = await testStores(t);
  await stores.audit.record({ name: "a" }, "article.deleted", "x");
  inspect(file, (database) => t.throws(() => database.exec("UPDATE audit SET by = 'b'"), /never change/));
  t.match(await stores.audit.list({ limit: 1 }), { entries: [{ by: "a" }] });
});

test("a collection of a newer Courant is refused and left as it is", async (t) => {
  const { file, stores } = await testStores(t);
  await stores.close();
  inspect(file, (database) => database.exec("PRAGMA user_version = 999"));
  const before = await readFile(file);
  await t.rejects(openStores(file, deps), {
    code: "COLLECTION_UNREADABLE",
    message: /newer Courant.* version 999/,
  });
  t.same(await readFile(file), before);
});

test("a file that is no collection is refused by name and left as it is", async (t) => {
  const text = "This is not a database, whatever its name says.\n".repeat(100);
  const file = join(t.testdir({ "courant.db": text }), "courant.db");
  await t.rejects(openStores(file, deps), { code: "COLLECTION_UNREADABLE", message: /is damaged, or is not/ });
  await t.rejects(openStores(file, deps), { message: file });
  t.equal(await readFile(file, "utf8"), text);
  const nowhere = join(file, "no", "such", "directory.db");
  await t.rejects(openStores(nowhere, deps), {
    code: "COLLECTION_UNREADABLE",
    message: /that its directory exists/,
  });
});

test("a check finds damage inside the file, and nothing in a sound one", async (t) => {
  for (const from of [8192, 40_960]) {
    await t.test(`from byte ${from}`, async (t) => {
      const { file, stores, reopen } = await testStores(t);
      for (let index = 0; index < 100; index++) {
        await keep(stores.articles, { id: `a${index}`, tags: ["x"], title: "x".repeat(500) });
      }
      t.same(await stores.check(), []);
      await stores.close();
      // Without the schema nothing can be opened: its pages are left as they are.
      const pages = inspect(file, (database) =>
        database.prepare("SELECT pageno FROM dbstat WHERE name <> 'sqlite_schema' AND pageno > ?").all(from / 4096),
      );
      const handle = await open(file, "r+");
      for (const { pageno } of pages) {
        await handle.write(Buffer.alloc(4096, 0x5a), 0, 4096, (Number(pageno) - 1) * 4096);
      }
      await handle.close();
      const damaged = await reopen();
      const findings = await damaged.check();
      t.not(findings.length, 0);
      t.notOk(findings.includes("ok"));
    });
  }
});

test("an article whose id SQLite could not keep as it was could not be published", async (t) => {
  const { stores } = await testStores(t);
  await keep(stores.articles, { url: "http://x/\ud800", title: "a" });
  const [selected] = await stores.selections.select({}, 10, start);
  const [article] = await stores.articles.findMany([selected?.id ?? ""]);
  t.equal(article?.id, "http://x/\ufffd");
  t.match(await stores.articles.find(selected?.id ?? ""), { article: { id: selected?.id } });
});
