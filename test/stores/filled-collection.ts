import { DatabaseSync } from "node:sqlite";
import { collectionTables } from "../../src/stores/copy/tables.ts";

/** Values that a careless copy would change: the ends of the range, bytes that are no text, and text of all kinds. */
const integers = [0n, 1n, -62_135_596_800_000n, 9_007_199_254_740_993n];
const texts = ["", "plain", "“ä” \\ ' \" %s $1 \u{1F600}", "line\nline\ttab", '{"a":"\\u0000"}'];
const bytes = [new Uint8Array(), new Uint8Array([0, 1, 255, 92, 39])];

/** Rows that the rules of their tables ask for. */
const special: Readonly<Record<string, (index: number) => Record<string, unknown>>> = {
  articles: (index) => (index === 1 ? { deleted: 5n, body: null } : { deleted: null, body: `{"title":"${index}"}` }),
  announced: () => ({ only: 1n }),
  jobs: (index) => (index === 1 ? { state: "done", due: null } : { state: "waiting", due: 7n }),
  kept_answers: (index) => (index === 1 ? { body: null, omitted: "size" } : { omitted: null }),
};

/** How many rows each table gets, where it is not one. */
const rowsPerTable = 3;

/**
 * Writes rows with all kinds of values into every table of a collection in a file.
 * Numbers are not those of a new collection: a row that had the highest has gone.
 */
export function fillCollection(file: string): void {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA foreign_keys = OFF");
  for (const { name, numbered } of collectionTables) {
    if (name === "collection") continue;
    const columns = database.prepare("SELECT name, type, pk FROM pragma_table_info(?)").all(name);
    for (let index = 0; index < (name === "announced" ? 1 : rowsPerTable); index++) {
      const row: Record<string, unknown> = {};
      if (numbered === "rowid") row.rowid = BigInt(index * 10 + 3);
      for (const [position, { name: column, type, pk }] of columns.entries()) {
        row[String(column)] = valueFor(String(type), index + position, { isKey: Number(pk) > 0, index });
      }
      for (const column of ["article", "message", "slug", "token", "id", "selector", "hash"]) {
        if (column in row && name !== "tokens") row[column] = `${column}-${index}`;
      }
      if (name === "terms" || name === "names" || name === "listed" || name === "source_articles")
        row.article = `id-${index}`;
      if (name === "jobs") row.message = `id-${index}`;
      Object.assign(row, special[name]?.(index));
      const names = Object.keys(row);
      database
        .prepare(`INSERT INTO "${name}" (${names.map((each) => `"${each}"`)}) VALUES (${names.map(() => "?")})`)
        .run(...(Object.values(row) as (string | bigint | null | Uint8Array)[]));
    }
  }
  database.exec("UPDATE sqlite_sequence SET seq = 77 WHERE name = 'jobs'");
  const broken = database.prepare("PRAGMA foreign_key_check").all();
  database.close();
  if (broken.length > 0) throw new Error(`rows point nowhere: ${JSON.stringify(broken)}`);
}

function valueFor(type: string, seed: number, { isKey, index }: { isKey: boolean; index: number }) {
  if (type === "INTEGER") return isKey ? BigInt(index * 10 + 2) : integers[seed % integers.length];
  if (type === "BLOB") return bytes[seed % bytes.length];
  const text = texts[seed % texts.length] ?? "";
  return isKey ? `${text}${index}-${seed}` : `${text} ${index}`;
}

/** Returns all rows of a collection, by their tables; numbers that are given next stand beside them. */
export function dumpCollection(file: string): Record<string, unknown> {
  const database = new DatabaseSync(file, { readOnly: true });
  const dump: Record<string, unknown> = {};
  for (const { name, numbered } of collectionTables) {
    const rows = database.prepare(`SELECT ${numbered === "rowid" ? "rowid, " : ""}* FROM "${name}"`);
    rows.setReadBigInts(true);
    dump[name] = rows
      .all()
      .map((row) => JSON.stringify(Object.values(row), plain))
      .sort();
  }
  dump.numbers = database
    .prepare("SELECT name, seq FROM sqlite_sequence ORDER BY name")
    .all()
    .map((row) => ({ ...row }));
  database.close();
  return dump;
}

const plain = (_key: string, value: unknown) =>
  typeof value === "bigint" ? `${value}n` : value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
