import { mayHaveSmaller } from "../../article/smaller-pictures.ts";
import type { MediaFileStore, MediaPlace, UploadFacts, UsedMediaFile } from "../media-files.ts";
import { openChanges } from "./changes.ts";
import { decodeCursor, encodeCursor, isTimePosition } from "./cursor.ts";
import { createStore, type Engine, query, type Row, type Work } from "./engine.ts";
import { openMediaUses } from "./media-uses.ts";
import { openPictureChanges, parseSmaller } from "./smaller-pictures.ts";

/** Uses that are listed for one file. */
const maxListedUses = 100;

/** Opens the store of uploaded files: a row for each, and one for each thing that uses it. */
export function openMediaFiles(engine: Engine): MediaFileStore {
  const { dialect } = engine;
  const changes = openChanges();
  const uses = openMediaUses();
  const pictureChanges = openPictureChanges(changes);
  const find = query("SELECT * FROM media_files WHERE hash = ?");
  const findFacts = query(`SELECT hash, facts FROM media_files WHERE ${dialect.isIn("hash", "?")} AND deleted IS NULL`);
  const save = query(
    `INSERT INTO media_files (hash, bytes, facts, names, uploaded, by, smaller)
     VALUES (:hash, :bytes, :facts, :names, :uploaded, :by, :smaller)
     ON CONFLICT (hash) DO UPDATE SET bytes = :bytes, facts = :facts, names = :names, uploaded = :uploaded, by = :by,
       deleted = NULL`,
  );
  const list = query(
    `SELECT * FROM media_files
     WHERE deleted IS NULL AND (uploaded, hash) < (:uploaded, :hash)
       AND (CAST(:used AS BIGINT) IS NULL OR CAST(:used AS BIGINT) = CASE WHEN ${dialect.isIn("hash", ":pinned")}
         OR EXISTS (SELECT 1 FROM media_uses WHERE media_uses.hash = media_files.hash) THEN 1 ELSE 0 END)
     ORDER BY uploaded DESC, hash DESC LIMIT :limit`,
  );
  const bury = query("UPDATE media_files SET deleted = :now WHERE hash = :hash AND deleted IS NULL");
  const total = query(
    "SELECT count(*) AS files, coalesce(sum(bytes + smaller_bytes), 0) AS bytes FROM media_files WHERE deleted IS NULL",
  );
  const places = query("SELECT hash, names, bytes, smaller, deleted FROM media_files ORDER BY hash");

  function* withUses(row: Row): Work<UsedMediaFile> {
    return {
      hash: String(row.hash),
      names: JSON.parse(String(row.names)),
      facts: JSON.parse(String(row.facts)),
      uploaded: Number(row.uploaded),
      by: String(row.by),
      smaller: parseSmaller(row.smaller),
      uses: yield* uses.usesOf(String(row.hash), maxListedUses),
    };
  }

  return createStore<MediaFileStore>(engine, {
    add: ({ name, hash, facts, uploaded, by }) =>
      changes.atomically(function* () {
        const row = yield* find.get(hash);
        const isNew = row === undefined || row.deleted !== null;
        const names: string[] = row === undefined ? [] : JSON.parse(String(row.names));
        if (!names.includes(name)) names.push(name);
        const file = isNew
          ? { hash, facts, uploaded, by, names: [name], smaller: [] }
          : { ...(yield* withUses(row)), names };
        yield* save.run({
          hash,
          bytes: file.facts.bytes,
          facts: JSON.stringify(file.facts),
          names: JSON.stringify(file.names),
          uploaded: file.uploaded,
          by: file.by,
          smaller: mayHaveSmaller(file.facts) ? null : "[]",
        });
        if (isNew) yield* pictureChanges.note(hash);
        return { isNew, file: { ...file, uses: yield* uses.usesOf(hash, maxListedUses) } };
      }),

    *find(hash) {
      const row = yield* find.get(hash);
      if (row === undefined) return { state: "unknown" };
      if (row.deleted !== null) return { state: "deleted", deletedAt: Number(row.deleted) };
      return { state: "present", file: yield* withUses(row) };
    },

    *findFacts(hashes) {
      if (hashes.length === 0) return new Map();
      const rows = yield* findFacts.all(JSON.stringify(hashes));
      return new Map(rows.map(({ hash, facts }) => [String(hash), JSON.parse(String(facts)) as UploadFacts]));
    },

    *list({ limit, cursor, isUsed, pinned }) {
      const used = isUsed === undefined ? null : Number(isUsed);
      // No hash comes after this one.
      const first: [number, string] = [Number.MAX_SAFE_INTEGER, "g"];
      const [uploaded, hash] = cursor === undefined ? first : decodeCursor(isTimePosition, cursor);
      const rows = yield* list.all({ uploaded, hash, used, pinned: JSON.stringify(pinned), limit: limit + 1 });
      const files: UsedMediaFile[] = [];
      for (const row of rows.slice(0, limit)) files.push(yield* withUses(row));
      const last = files.at(-1);
      return { files, next: rows.length > limit && last ? encodeCursor([last.uploaded, last.hash]) : undefined };
    },

    remove: (hash, { onlyUnused, now }) =>
      changes.atomically(function* () {
        if (onlyUnused && (yield* uses.isUsed(hash))) return false;
        const isRemoved = (yield* bury.run({ hash, now })) > 0;
        if (isRemoved) yield* pictureChanges.drop(hash);
        return isRemoved;
      }),

    *total() {
      const row = yield* total.get();
      return { files: Number(row?.files), bytes: Number(row?.bytes) };
    },

    *places() {
      const rows = yield* places.all();
      return rows.map(({ hash, names, bytes, smaller, deleted }): MediaPlace => {
        const isDeleted = deleted !== null;
        return {
          hash: String(hash),
          names: isDeleted ? [] : JSON.parse(String(names)),
          bytes: Number(bytes),
          smaller: parseSmaller(smaller),
          isDeleted,
        };
      });
    },
  });
}
