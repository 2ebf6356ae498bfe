import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { mayHaveSmaller } from "../../article/smaller-pictures.ts";
import type { MediaFileStore, MediaPlace, UploadFacts, UsedMediaFile } from "../media-files.ts";
import { openChanges } from "./changes.ts";
import { decodeCursor, encodeCursor, isTimePosition } from "./cursor.ts";
import { openMediaUses } from "./media-uses.ts";
import { openPictureChanges, parseSmaller } from "./smaller-pictures.ts";

/** Uses that are listed for one file. */
const maxListedUses = 100;

type Row = Record<string, SQLOutputValue>;

/** Opens the store of uploaded files: a row for each, and one for each thing that uses it. */
export function openMediaFiles(database: DatabaseSync): MediaFileStore {
  const changes = openChanges(database);
  const uses = openMediaUses(database);
  const pictureChanges = openPictureChanges(database, changes);
  const find = database.prepare("SELECT * FROM media_files WHERE hash = ?");
  const findFacts = database.prepare(
    "SELECT hash, facts FROM media_files WHERE hash IN (SELECT value FROM json_each(?)) AND deleted IS NULL",
  );
  const save = database.prepare(
    `INSERT INTO media_files (hash, bytes, facts, names, uploaded, by, smaller)
     VALUES (:hash, :bytes, :facts, :names, :uploaded, :by, :smaller)
     ON CONFLICT (hash) DO UPDATE SET bytes = :bytes, facts = :facts, names = :names, uploaded = :uploaded, by = :by,
       deleted = NULL`,
  );
  const list = database.prepare(
    `SELECT * FROM media_files
     WHERE deleted IS NULL AND (uploaded, hash) < (:uploaded, :hash)
       AND (:used IS NULL OR :used = (hash IN (SELECT value FROM json_each(:pinned))
         OR EXISTS (SELECT 1 FROM media_uses WHERE media_uses.hash = media_files.hash)))
     ORDER BY uploaded DESC, hash DESC LIMIT :limit`,
  );
  const bury = database.prepare("UPDATE media_files SET deleted = :now WHERE hash = :hash AND deleted IS NULL");
  const total = database.prepare(
    "SELECT count(*) AS files, coalesce(sum(bytes + smaller_bytes), 0) AS bytes FROM media_files WHERE deleted IS NULL",
  );
  const places = database.prepare("SELECT hash, names, bytes, smaller, deleted FROM media_files ORDER BY hash");

  const withUses = (row: Row): UsedMediaFile => ({
    hash: String(row.hash),
    names: JSON.parse(String(row.names)),
    facts: JSON.parse(String(row.facts)),
    uploaded: Number(row.uploaded),
    by: String(row.by),
    smaller: parseSmaller(row.smaller),
    uses: uses.usesOf(String(row.hash), maxListedUses),
  });

  return {
    async add({ name, hash, facts, uploaded, by }) {
      return changes.transaction(() => {
        const row = find.get(hash);
        const isNew = row === undefined || row.deleted !== null;
        const names: string[] = row === undefined ? [] : JSON.parse(String(row.names));
        if (!names.includes(name)) names.push(name);
        const file = isNew ? { hash, facts, uploaded, by, names: [name], smaller: [] } : { ...withUses(row), names };
        save.run({
          hash,
          bytes: file.facts.bytes,
          facts: JSON.stringify(file.facts),
          names: JSON.stringify(file.names),
          uploaded: file.uploaded,
          by: file.by,
          smaller: mayHaveSmaller(file.facts) ? null : "[]",
        });
        if (isNew) pictureChanges.note(hash);
        return { isNew, file: { ...file, uses: uses.usesOf(hash, maxListedUses) } };
      });
    },

    async find(hash) {
      const row = find.get(hash);
      if (row === undefined) return { state: "unknown" };
      if (row.deleted !== null) return { state: "deleted", deletedAt: Number(row.deleted) };
      return { state: "present", file: withUses(row) };
    },

    async findFacts(hashes) {
      if (hashes.length === 0) return new Map();
      const rows = findFacts.all(JSON.stringify(hashes));
      return new Map(rows.map(({ hash, facts }) => [String(hash), JSON.parse(String(facts)) as UploadFacts]));
    },

    async list({ limit, cursor, isUsed, pinned }) {
      const used = isUsed === undefined ? null : Number(isUsed);
      // No hash comes after this one.
      const first: [number, string] = [Number.MAX_SAFE_INTEGER, "g"];
      const [uploaded, hash] = cursor === undefined ? first : decodeCursor(isTimePosition, cursor);
      const rows = list.all({ uploaded, hash, used, pinned: JSON.stringify(pinned), limit: limit + 1 });
      const files = rows.slice(0, limit).map(withUses);
      const last = files.at(-1);
      return { files, next: rows.length > limit && last ? encodeCursor([last.uploaded, last.hash]) : undefined };
    },

    async remove(hash, { onlyUnused, now }) {
      return changes.transaction(() => {
        if (onlyUnused && uses.isUsed(hash)) return false;
        const isRemoved = bury.run({ hash, now }).changes > 0;
        if (isRemoved) pictureChanges.drop(hash);
        return isRemoved;
      });
    },

    async total() {
      const row = total.get();
      return { files: Number(row?.files), bytes: Number(row?.bytes) };
    },

    async places() {
      return places.all().map(({ hash, names, bytes, smaller, deleted }): MediaPlace => {
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
  };
}
