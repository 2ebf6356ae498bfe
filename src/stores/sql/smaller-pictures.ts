import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { SmallerPicture } from "../../article/smaller-pictures.ts";
import type { SmallerPictureStore } from "../smaller-pictures.ts";
import { openChanges } from "./changes.ts";

/** Reads the column `smaller` of an uploaded file. */
export function parseSmaller(column: SQLOutputValue | undefined): SmallerPicture[] {
  return typeof column === "string" ? JSON.parse(column) : [];
}

/** Notes changes of uploaded files in what is built from them. Each is used within a transaction of `changes`. */
export function openPictureChanges(database: DatabaseSync, changes: ReturnType<typeof openChanges>) {
  const termsWith = database.prepare(
    `SELECT DISTINCT term FROM terms WHERE article IN
       (SELECT article FROM media_uses WHERE hash = ? AND owner = 'article')`,
  );
  const number = database.prepare("UPDATE media_files SET change = :change WHERE hash = :hash");
  // Those that cannot be made are not made when the picture comes back either.
  const drop = database.prepare(
    `UPDATE media_files SET smaller = iif(smaller = '[]', '[]', NULL), smaller_bytes = 0, smaller_tries = 0 WHERE hash = ?`,
  );

  /** Counts every selection and page with an article that uses a file as changed. @returns whether there is one */
  function note(hash: string): boolean {
    const change = changes.next();
    const terms = termsWith.all(hash).map(({ term }) => String(term));
    changes.note(terms, change);
    number.run({ hash, change });
    return terms.length > 0;
  }

  return {
    note,

    /** Forgets the smaller versions of a picture. */
    drop(hash: string): void {
      drop.run(hash);
      note(hash);
    },
  };
}

/** Opens the store of smaller versions, which are columns of the uploaded files. */
export function openSmallerPictures(database: DatabaseSync): SmallerPictureStore {
  const changes = openChanges(database);
  const pictureChanges = openPictureChanges(database, changes);
  const next = database.prepare(
    `SELECT hash, names ->> 0 AS name, smaller_tries AS tries FROM media_files
     WHERE smaller IS NULL AND deleted IS NULL ORDER BY uploaded DESC, hash DESC LIMIT 1`,
  );
  const countTry = database.prepare("UPDATE media_files SET smaller_tries = smaller_tries + 1 WHERE hash = ?");
  const save = database.prepare(
    `UPDATE media_files SET smaller = :smaller, smaller_bytes = :bytes, smaller_tries = 0
     WHERE hash = :hash AND deleted IS NULL`,
  );
  const find = database.prepare(
    `SELECT hash, facts ->> 'width' AS width, smaller FROM media_files
     WHERE hash IN (SELECT value FROM json_each(?)) AND deleted IS NULL AND smaller <> '[]'`,
  );
  const total = database.prepare(
    `SELECT coalesce(sum(json_array_length(smaller)), 0) AS count, coalesce(sum(smaller_bytes), 0) AS bytes,
       count(*) FILTER (WHERE smaller IS NULL) AS waiting
     FROM media_files WHERE deleted IS NULL`,
  );

  return {
    async next() {
      const row = next.get();
      return row && { hash: String(row.hash), name: String(row.name), tries: Number(row.tries) };
    },

    async countTry(hash) {
      countTry.run(hash);
    },

    async keep(hash, smaller) {
      return changes.transaction(() => {
        const bytes = smaller.reduce((sum, each) => sum + each.bytes, 0);
        const { changes: kept } = save.run({ hash, bytes, smaller: JSON.stringify(smaller) });
        return kept > 0 && smaller.length > 0 && pictureChanges.note(hash);
      });
    },

    async forget(hashes) {
      changes.transaction(() => hashes.forEach(pictureChanges.drop));
    },

    async find(hashes) {
      if (hashes.length === 0) return new Map();
      const rows = find.all(JSON.stringify(hashes));
      return new Map(
        rows.map((row) => [String(row.hash), { width: Number(row.width), smaller: parseSmaller(row.smaller) }]),
      );
    },

    async total() {
      const { count, bytes, waiting } = total.get() ?? {};
      return { count: Number(count), bytes: Number(bytes), waiting: Number(waiting) };
    },
  };
}
