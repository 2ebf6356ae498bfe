import { zstdDecompressSync } from "node:zlib";
import { query, type Work } from "./engine.ts";

/** Reads and removes the states of an article that is erased, with what it alone used. Used within a transaction. */
export function openErasedContent() {
  const exists = query(
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM drafts WHERE id = :id) OR EXISTS (SELECT 1 FROM revisions WHERE article = :id)",
  );
  const present = query(
    "SELECT body FROM articles WHERE id = :id AND body IS NOT NULL UNION ALL SELECT body FROM drafts WHERE id = :id",
  );
  const former = query("SELECT body FROM revisions WHERE article = ?");
  const page = query("SELECT 1 FROM articles WHERE id = ? AND permalink > 0");
  const terms = query("SELECT term FROM terms WHERE article = ?");
  const media = query("SELECT DISTINCT hash FROM media_uses WHERE article = ?");
  const remove = [
    "DELETE FROM drafts WHERE id = ?",
    "DELETE FROM revisions WHERE article = ?",
    "DELETE FROM media_uses WHERE article = ?",
  ].map((sql) => query(sql));
  const isUsed = query("SELECT 1 FROM media_uses WHERE hash = ? LIMIT 1");
  const buryMedia = query(
    `UPDATE media_files SET deleted = coalesce(deleted, :now), names = '[]', facts = '{}', by = '', smaller_bytes = 0,
       smaller = CASE smaller WHEN '[]' THEN '[]' END WHERE hash = :hash`,
  );

  return {
    /** Tells whether there is a draft or a former state. */
    *exists(id: string): Work<boolean> {
      return (yield* exists.get({ id })) !== undefined;
    },

    *hadPage(id: string): Work<boolean> {
      return (yield* page.get(id)) !== undefined;
    },

    *termsOf(id: string): Work<string[]> {
      return (yield* terms.all(id)).map(({ term }) => String(term));
    },

    /** The uploaded files that any state of the article links to. */
    *mediaOf(id: string): Work<string[]> {
      return (yield* media.all(id)).map(({ hash }) => String(hash));
    },

    /** The addresses that any state of the article has or had. */
    *addressesOf(id: string): Work<string[]> {
      const bodies = [
        ...(yield* present.all({ id })).map(({ body }) => String(body)),
        ...(yield* former.all(id)).map(({ body }) => zstdDecompressSync(body as Uint8Array).toString()),
      ];
      return [...new Set(bodies.flatMap((body) => (JSON.parse(body) as { url?: string }).url ?? []))];
    },

    /** Removes drafts and former states, and what they use. */
    *remove(id: string): Work<void> {
      for (const each of remove) yield* each.run(id);
    },

    /** Removes what is known of an uploaded file but its hash, unless something uses it. @returns whether it did */
    *dropMedia(hash: string, kept: readonly string[], now: number): Work<boolean> {
      if (kept.includes(hash) || (yield* isUsed.get(hash))) return false;
      return (yield* buryMedia.run({ hash, now })) > 0;
    },
  };
}
