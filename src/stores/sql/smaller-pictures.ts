import type { SmallerPicture } from "../../article/smaller-pictures.ts";
import type { SmallerPictureStore } from "../smaller-pictures.ts";
import { openChanges } from "./changes.ts";
import { createStore, type Engine, query, type SqlValue, type Work } from "./engine.ts";

/** Reads the column `smaller` of an uploaded file. */
export function parseSmaller(column: SqlValue | undefined): SmallerPicture[] {
  return typeof column === "string" ? JSON.parse(column) : [];
}

/** Notes changes of uploaded files in what is built from them. Each is used within a transaction of `changes`. */
export function openPictureChanges(changes: ReturnType<typeof openChanges>) {
  const termsWith = query(
    `SELECT DISTINCT term FROM terms WHERE article IN
       (SELECT article FROM media_uses WHERE hash = ? AND owner = 'article')`,
  );
  const number = query("UPDATE media_files SET change = :change WHERE hash = :hash");
  // Those that cannot be made are not made when the picture comes back either.
  const drop = query(
    `UPDATE media_files SET smaller = CASE WHEN smaller = '[]' THEN '[]' END, smaller_bytes = 0, smaller_tries = 0
     WHERE hash = ?`,
  );

  /** Counts every selection and page with an article that uses a file as changed. @returns whether there is one */
  function* note(hash: string): Work<boolean> {
    const change = yield* changes.next();
    const terms = (yield* termsWith.all(hash)).map(({ term }) => String(term));
    changes.note(terms, change);
    yield* number.run({ hash, change });
    return terms.length > 0;
  }

  return {
    note,

    /** Forgets the smaller versions of a picture. */
    *drop(hash: string): Work<void> {
      yield* drop.run(hash);
      yield* note(hash);
    },
  };
}

/** Opens the store of smaller versions, which are columns of the uploaded files. */
export function openSmallerPictures(engine: Engine): SmallerPictureStore {
  const { dialect } = engine;
  const changes = openChanges();
  const pictureChanges = openPictureChanges(changes);
  const next = query(
    `SELECT hash, names, smaller_tries AS tries FROM media_files
     WHERE smaller IS NULL AND deleted IS NULL ORDER BY uploaded DESC, hash DESC LIMIT 1`,
  );
  const countTry = query("UPDATE media_files SET smaller_tries = smaller_tries + 1 WHERE hash = ?");
  const save = query(
    `UPDATE media_files SET smaller = :smaller, smaller_bytes = :bytes, smaller_tries = 0
     WHERE hash = :hash AND deleted IS NULL`,
  );
  const find = query(
    `SELECT hash, ${dialect.member("facts", "width")} AS width, smaller FROM media_files
     WHERE ${dialect.isIn("hash", "?")} AND deleted IS NULL AND smaller <> '[]'`,
  );
  const total = query(
    `SELECT coalesce(sum(${dialect.lengthOf("smaller")}), 0) AS count, coalesce(sum(smaller_bytes), 0) AS bytes,
       count(*) FILTER (WHERE smaller IS NULL) AS waiting
     FROM media_files WHERE deleted IS NULL`,
  );

  return createStore<SmallerPictureStore>(engine, {
    *next() {
      const row = yield* next.get();
      if (row === undefined) return undefined;
      const [name]: string[] = JSON.parse(String(row.names));
      return { hash: String(row.hash), name: String(name), tries: Number(row.tries) };
    },

    *countTry(hash) {
      yield* countTry.run(hash);
    },

    keep: (hash, smaller) =>
      changes.atomically(function* () {
        const bytes = smaller.reduce((sum, each) => sum + each.bytes, 0);
        const kept = yield* save.run({ hash, bytes, smaller: JSON.stringify(smaller) });
        return kept > 0 && smaller.length > 0 && (yield* pictureChanges.note(hash));
      }),

    forget: (hashes) =>
      changes.atomically(function* () {
        for (const hash of hashes) yield* pictureChanges.drop(hash);
      }),

    *find(hashes) {
      if (hashes.length === 0) return new Map();
      const rows = yield* find.all(JSON.stringify(hashes));
      return new Map(
        rows.map((row) => [String(row.hash), { width: Number(row.width), smaller: parseSmaller(row.smaller) }]),
      );
    },

    *total() {
      const { count, bytes, waiting } = (yield* total.get()) ?? {};
      return { count: Number(count), bytes: Number(bytes), waiting: Number(waiting) };
    },
  });
}
