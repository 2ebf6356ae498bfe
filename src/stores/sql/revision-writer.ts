import type { DatabaseSync } from "node:sqlite";
import { zstdCompressSync } from "node:zlib";
import type { RecordLimits } from "../record-limits.ts";
import type { ArticleRow } from "./article-row.ts";
import type { DraftRow } from "./draft-rows.ts";
import { openMediaUses } from "./media-uses.ts";

type PresentRow = { revision: number; written: number; by: string | null };

/** Removes the oldest former states of an article (`:article`) that has more than `:most` states. */
export const trimRevisions = `
  DELETE FROM revisions WHERE article = :article AND revision <= (
    SELECT revision FROM revisions WHERE article = :article ORDER BY revision DESC LIMIT 1 OFFSET :most - (
      SELECT count(body) FROM articles WHERE id = :article) - (SELECT count(*) FROM drafts WHERE id = :article))`;

/** Keeps states of articles and drafts that something else replaces. Used within a transaction. */
export function openRevisionWriter(database: DatabaseSync, limits: () => RecordLimits | undefined) {
  const mediaUses = openMediaUses(database);
  const last = database.prepare(
    `SELECT max(revision) AS revision FROM (
       SELECT max(revision) AS revision FROM revisions WHERE article = :id
       UNION ALL SELECT revision FROM drafts WHERE id = :id)`,
  );
  const present = database.prepare(
    `SELECT revision, coalesce(written, milliseconds(body ->> 'date_modified')) AS written, written_by AS by
     FROM articles WHERE id = ?`,
  );
  const add = database.prepare(
    `INSERT INTO revisions (article, revision, kind, written, written_by, ended, body)
     VALUES (:article, :revision, :kind, :written, :by, :ended, :body)`,
  );
  const trim = database.prepare(trimRevisions);
  const trimOfWriter = database.prepare(
    `DELETE FROM revisions WHERE article = :article AND written_by = :by AND revision <= (
       SELECT revision FROM revisions WHERE article = :article AND written_by = :by
       ORDER BY revision DESC LIMIT 1 OFFSET :most - 1)`,
  );

  function keepLimits(article: string, source?: string): void {
    const limit = limits();
    if (!limit) return;
    if (source !== undefined) trimOfWriter.run({ article, by: source, most: limit.sourceRevisions });
    trim.run({ article, most: limit.revisions });
  }

  return {
    /** The next number of an article whose row has the given one, 0 without a row. */
    next: (id: string, revision: number) => Math.max(revision, Number(last.get({ id })?.revision ?? 0)) + 1,

    /** Keeps the published version, which is replaced or deleted now. @param source the source that replaces it */
    keepArticle({ id, body: json }: ArticleRow, now: number, source?: string): void {
      const { revision, written, by } = present.get(id) as PresentRow;
      const body = zstdCompressSync(String(json));
      add.run({ article: id, revision, kind: "published", written, by, ended: now, body });
      mediaUses.note({ in: "revision", article: id, revision }, String(json));
      keepLimits(id, source);
    },

    /** Keeps a draft, which is replaced, published or deleted now. */
    keepDraft({ id, revision, saved, savedBy, body }: DraftRow, now: number): void {
      const state = { article: id, revision, written: saved, by: savedBy, ended: now };
      add.run({ ...state, kind: "draft", body: zstdCompressSync(body) });
      mediaUses.note({ in: "revision", article: id, revision }, body);
      keepLimits(id);
    },
  };
}
