import { existsSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { t as suite, test } from "tap";
import { copyFromDatabase } from "../../src/stores/copy/from-database.ts";
import { columnsOf } from "../../src/stores/copy/postgres.ts";
import { columnsIn } from "../../src/stores/copy/sqlite.ts";
import { collectionTables } from "../../src/stores/copy/tables.ts";
import { copyToDatabase, prepareDatabase } from "../../src/stores/copy/to-database.ts";
import { connectTo } from "../../src/stores/postgres/connections.ts";
import { migrate } from "../../src/stores/postgres/migrations.ts";
import { nodes } from "../../src/stores/postgres/schema/nodes.ts";
import { openDatabase } from "../../src/stores/sqlite/database.ts";
import { lacksPostgres, startPostgres } from "../postgres.ts";
import { isQuick, slowTest } from "../slow.ts";
import { dumpCollection, fillCollection } from "./filled-collection.ts";

const server = lacksPostgres === false && !isQuick ? startPostgres(suite) : undefined;
const skip = lacksPostgres;
const ignoreProgress = () => {};

async function copyThere(
  file: string,
  url: string,
  onProgress: (done: number, total: number) => void = ignoreProgress,
): Promise<number> {
  await prepareDatabase(url);
  return copyToDatabase(file, url, onProgress);
}

/** A filled collection, in a file. */
function filledFile(folder: string): string {
  const file = join(folder, "courant.sqlite");
  openDatabase(file).close();
  fillCollection(file);
  return file;
}

test("every table of a collection in a file is copied", async (t) => {
  const database = openDatabase(join(t.testdir(), "courant.sqlite"));
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  database.close();
  t.same(collectionTables.map(({ name }) => name).sort(), tables.map(({ name }) => name).sort());
});

slowTest(
  "a database has the tables and columns of a file, and only those of nodes beside them",
  { skip },
  async (t) => {
    const url = await (await server)?.createDatabase();
    const connections = connectTo(String(url), { maxConnections: 1, onError: () => {} });
    await migrate(connections);
    const connection = await connections.connect();
    t.teardown(async () => {
      connection.release();
      await connections.close();
    });
    const file = openDatabase(join(t.testdir(), "courant.sqlite"));
    for (const { name } of collectionTables) {
      t.same((await columnsOf(connection, name)).sort(), columnsIn(file, name).sort(), name);
    }
    file.close();
    const { rows } = await connection.query(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
      [],
      false,
    );
    const known = new Set(collectionTables.map(({ name }) => name));
    const others = rows.map(({ name }) => String(name)).filter((name) => !known.has(name));
    const ofNodes = [...nodes.matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name);
    t.same(others.sort(), [...ofNodes, "schema_version", "words", "words_state", "writers"].sort());
  },
);

slowTest("a collection comes back from a database with every value as it was", { skip }, async (t) => {
  const folder = t.testdir();
  const file = filledFile(folder);
  const before = dumpCollection(file);
  const url = String(await (await server)?.createDatabase());
  const steps: number[] = [];
  const rows = await copyThere(file, url, (done, total) => steps.push(done / total));
  t.equal(steps.at(-1), 1);
  t.same(dumpCollection(file), before, "the source is as it was");
  const back = join(folder, "back.sqlite");
  t.equal(await copyFromDatabase(url, back, { isLast: true, onProgress: ignoreProgress }), rows);
  t.same(dumpCollection(back), before);
  t.notOk(existsSync(`${back}-wal`), "no log is left beside the copy");
});

slowTest("numbers go on after those that were copied, also where the last row has gone", { skip }, async (t) => {
  const url = String(await (await server)?.createDatabase());
  await copyThere(filledFile(t.testdir()), url);
  const client = new pg.Client(url);
  await client.connect();
  t.teardown(() => client.end());
  const add = async (sql: string) => Number(Object.values((await client.query(sql)).rows[0])[0]);
  const job =
    "INSERT INTO jobs (kind, lane, host, message, created, due) VALUES ('', '', '', 'id-1', 1, 1) RETURNING number";
  t.equal(await add(job), 78);
  t.equal(await add("INSERT INTO audit (at, by, action, subject) VALUES (1, '', '', '') RETURNING entry"), 23);
  const article =
    "INSERT INTO articles (id, revision, published, permalink, body) VALUES ('x', 1, 1, 0, '{}') RETURNING rowid";
  t.equal(await add(article), 24);
});

slowTest("a database that is not empty is refused, and stays as it is", { skip }, async (t) => {
  const file = filledFile(t.testdir());
  const url = String(await (await server)?.createDatabase());
  const client = new pg.Client(url);
  await client.connect();
  t.teardown(() => client.end());
  await client.query("CREATE TABLE articles (title TEXT)");
  await t.rejects(copyThere(file, url), {
    code: "COLLECTION_EXISTS",
    message: /is not empty: it has a table articles of another program/,
  });
  await client.query("DROP TABLE articles");
  await copyThere(file, url);
  await t.rejects(copyThere(file, url), {
    code: "COLLECTION_EXISTS",
    message: /is not empty: it has 3 rows in the table articles/,
  });
  await client.query("UPDATE lease SET expires = clock_timestamp() + INTERVAL '1 minute', generation = 1");
  const refusal = { code: "DATA_DIR_IN_USE", message: /a service works with the database 127\.0\.0\.1/ };
  await t.rejects(copyThere(file, url), refusal);
  const back = join(t.testdirName, "back.sqlite");
  await t.rejects(copyFromDatabase(url, back, { isLast: true, onProgress: ignoreProgress }), refusal);
});

slowTest("a value that the database refuses leaves it empty", { skip }, async (t) => {
  const file = filledFile(t.testdir());
  const database = openDatabase(file);
  database.exec("INSERT INTO hubs (url, body) VALUES (char(97, 0, 98), '{}')");
  database.close();
  const url = String(await (await server)?.createDatabase());
  await t.rejects(copyThere(file, url), {
    message: /Nothing was copied, because of the database/,
  });
  const client = new pg.Client(url);
  await client.connect();
  t.teardown(() => client.end());
  t.same((await client.query("SELECT count(*)::int AS n FROM articles")).rows, [{ n: 0 }]);
});
