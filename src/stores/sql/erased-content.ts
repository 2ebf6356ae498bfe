import type { DatabaseSync } from "node:sqlite";
import { zstdDecompressSync } from "node:zlib";

/** Reads and removes the states of an article that is erased, with what it alone used. Used within a transaction. */
export function openErasedContent(database: DatabaseSync) {
  const exists = database.prepare(
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM drafts WHERE id = :id) OR EXISTS (SELECT 1 FROM revisions WHERE article = :id)",
  );
  const present = database.prepare(
    "SELECT body FROM articles WHERE id = :id AND body IS NOT NULL UNION ALL SELECT body FROM drafts WHERE id = :id",
  );
  const former = database.prepare("SELECT body FROM revisions WHERE article = ?");
  const page = database.prepare("SELECT 1 FROM articles WHERE id = ? AND permalink > 0");
  const terms = database.prepare("SELECT term FROM terms WHERE article = ?");
  const media = database.prepare("SELECT DISTINCT hash FROM media_uses WHERE article = ?");
  const remove = [
    "DELETE FROM drafts WHERE id = ?",
    "DELETE FROM revisions WHERE article = ?",
    "DELETE FROM media_uses WHERE article = ?",
  ].map((sql) => database.prepare(sql));
  const isUsed = database.prepare("SELECT 1 FROM media_uses WHERE hash = ? LIMIT 1");
  const buryMedia = database.prepare(
    `UPDATE media_files SET deleted = coalesce(deleted, :now), names = '[]', facts = '{}', by = '', smaller_bytes = 0,
       smaller = CASE smaller WHEN '[]' THEN '[]' END WHERE hash = :hash`,
  );

  return {
    /** Tells whether there is a draft or a former state. */
    exists: (id: string) => exists.get({ id }) !== undefined,

    hadPage: (id: string) => page.get(id) !== undefined,

    termsOf: (id: string) => terms.all(id).map(({ term }) => String(term)),

    /** The uploaded files that any state of the article links to. */
    mediaOf: (id: string) => media.all(id).map(({ hash }) => String(hash)),

    /** The addresses that any state of the article has or had. */
    addressesOf(id: string): string[] {
      const bodies = [
        ...present.all({ id }).map(({ body }) => String(body)),
        ...former.all(id).map(({ body }) => zstdDecompressSync(body as Uint8Array).toString()),
      ];
      return [...new Set(bodies.flatMap((body) => (JSON.parse(body) as { url?: string }).url ?? []))];
    },

    /** Removes drafts and former states, and what they use. */
    remove(id: string): void {
      for (const each of remove) each.run(id);
    },

    /** Removes what is known of an uploaded file but its hash, unless something uses it. @returns whether it did */
    dropMedia(hash: string, kept: readonly string[], now: number): boolean {
      if (kept.includes(hash) || isUsed.get(hash)) return false;
      return buryMedia.run({ hash, now }).changes > 0;
    },
  };
}
