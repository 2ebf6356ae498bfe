import { createHash } from "node:crypto";
import type { SharedChanges, SharedCommit, SharedDocumentStore, SharedHead } from "../nodes.ts";
import { atomically, createStore, type Engine, query, type Work } from "../sql/engine.ts";

/** Opens the store of the published state: a row for each document, and one for the bytes of each coding. */
export function openSharedDocuments(engine: Engine): SharedDocumentStore {
  const { dialect } = engine;
  const present = query(`SELECT hash, unused FROM document_bytes WHERE hash IN (${dialect.texts(":hashes")})`);
  // Bytes that were to be removed are in use again, so their row is locked until the commit that uses them.
  const keep = query(
    `UPDATE document_bytes SET unused = NULL WHERE hash IN (${dialect.texts(":hashes")}) AND unused IS NOT NULL`,
  );
  const put = query(
    "INSERT INTO document_bytes (hash, bytes) VALUES (:hash, :bytes) ON CONFLICT (hash) DO UPDATE SET unused = NULL",
  );
  const read = query(`SELECT hash, bytes FROM document_bytes WHERE hash IN (${dialect.texts(":hashes")})`);
  const raise = query("UPDATE published SET number = number + 1, committed = clock_timestamp() RETURNING number, body");
  const setHead = query("UPDATE published SET body = ?");
  const save = query(
    `INSERT INTO documents (path, number, entry, removed)
     SELECT value ->> 'path', CAST(:number AS BIGINT), value ->> 'entry',
       CASE WHEN value ->> 'entry' IS NULL THEN clock_timestamp() END
     FROM json_array_elements(CAST(:entries AS json)) AS entries (value)
     ON CONFLICT (path) DO UPDATE SET number = excluded.number, entry = excluded.entry, removed = excluded.removed`,
  );
  const retire = query(
    `UPDATE document_bytes SET unused = clock_timestamp() WHERE hash IN (${dialect.texts(":hashes")})`,
  );
  const saveKeys = query(
    `INSERT INTO document_keys (name, key) SELECT name, key FROM json_each_text(CAST(:keys AS json)) AS keys (name, key)
     ON CONFLICT (name) DO UPDATE SET key = excluded.key`,
  );
  const dropKeys = query(`DELETE FROM document_keys WHERE name NOT IN (${dialect.texts(":names")})`);
  const readHead = query(
    `SELECT number, body, coalesce(extract(epoch FROM clock_timestamp() - committed) * 1000, 0) AS age FROM published`,
  );
  const changed = query("SELECT path, entry FROM documents WHERE number > ? ORDER BY path");
  const keys = query("SELECT name, key FROM document_keys");
  const longAgo = "clock_timestamp() - CAST(:age AS BIGINT) * INTERVAL '1 millisecond'";
  const dropBytes = query(`DELETE FROM document_bytes WHERE unused < ${longAgo}`);
  const dropRemoved = query(`DELETE FROM documents WHERE removed < ${longAgo}`);
  const saveReport = query("UPDATE published SET report = ?");
  const readReport = query("SELECT report FROM published");

  function* write(commit: SharedCommit): Work<number> {
    const row = yield* raise.get();
    const number = Number(row?.number);
    // A run may build a document and remove it in the end, such as an archive that finds no room.
    const entries = new Map<string, { path: string; entry?: string }>();
    for (const entry of commit.entries) entries.set(entry.path, entry);
    for (const path of commit.removed) entries.set(path, { path });
    if (entries.size > 0) yield* save.run({ number, entries: JSON.stringify([...entries.values()]) });
    yield* retire.run({ hashes: JSON.stringify(commit.unused) });
    const known = Object.entries(commit.keys).map(([name, key]) => [name, JSON.stringify(key)]);
    yield* saveKeys.run({ keys: JSON.stringify(Object.fromEntries(known)) });
    if (commit.keptKeys) yield* dropKeys.run({ names: JSON.stringify(commit.keptKeys) });
    if (commit.head) yield* setHead.run(JSON.stringify(commit.head));
    return number;
  }

  return createStore<SharedDocumentStore>(engine, {
    *findMissing(hashes) {
      const given = { hashes: JSON.stringify(hashes) };
      let rows = yield* present.all(given);
      if (rows.some(({ unused }) => unused !== null)) {
        yield* keep.run(given);
        rows = yield* present.all(given);
      }
      const known = new Set(rows.map(({ hash }) => String(hash)));
      return new Set(hashes.filter((hash) => !known.has(hash)));
    },

    putBytes: (all) => atomically(() => put.runEach(all.map(({ hash, bytes }) => [{ hash, bytes }]))),

    *readBytes(hashes) {
      const intact = new Map<string, Buffer>();
      if (hashes.length === 0) return intact;
      for (const { hash, bytes } of yield* read.all({ hashes: JSON.stringify(hashes) })) {
        if (!(bytes instanceof Uint8Array)) continue;
        const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
        if (createHash("sha256").update(body).digest("hex") === hash) intact.set(hash, body);
      }
      return intact;
    },

    commit: (commit) => atomically(() => write(commit)),

    *readChanges(since): Work<SharedChanges> {
      const head = yield* readHead.get();
      const rows = yield* changed.all(since);
      const given: Partial<SharedHead> = JSON.parse(String(head?.body));
      return {
        number: Number(head?.number),
        head: { gone: [], moved: {}, ...given },
        entries: rows.map(({ path, entry }) => ({
          path: String(path),
          entry: entry === null ? undefined : String(entry),
        })),
        ageMs: Number(head?.age),
      };
    },

    *readKeys() {
      const rows = yield* keys.all();
      return Object.fromEntries(rows.map(({ name, key }) => [String(name), JSON.parse(String(key))]));
    },

    *prune(olderThanMs) {
      yield* dropBytes.run({ age: olderThanMs });
      yield* dropRemoved.run({ age: olderThanMs });
    },

    *report(report) {
      yield* saveReport.run(report);
    },

    *readReport() {
      const report = (yield* readReport.get())?.report;
      return typeof report === "string" ? report : undefined;
    },
  });
}
