import { zstdCompressSync } from "node:zlib";
import type { RecordLimits } from "../record-limits.ts";
import { openAbsentKeys } from "./absent-keys.ts";
import { type ArticleRow, articleOf } from "./article-row.ts";
import type { Dialect } from "./dialect.ts";
import type { DraftRow } from "./draft-rows.ts";
import { type Engine, query, type Work } from "./engine.ts";
import { openMediaUses } from "./media-uses.ts";

type PresentRow = { revision: number; written: number | null; by: string | null };

/** Removes the oldest former states of an article (`:article`) that has more than `:most` states. */
export function trimRevisions({ greater }: Dialect): string {
  const kept = `CAST(:most AS BIGINT) - (SELECT count(body) FROM articles WHERE id = :article)
    - (SELECT count(*) FROM drafts WHERE id = :article)`;
  return `DELETE FROM revisions WHERE article = :article AND revision <= (
    SELECT revision FROM revisions WHERE article = :article ORDER BY revision DESC LIMIT 1 OFFSET ${greater("0", kept)})`;
}

/** Keeps states of articles and drafts that something else replaces. Used within a transaction. */
export function openRevisionWriter({ dialect }: Pick<Engine, "dialect">, limits: () => RecordLimits | undefined) {
  const mediaUses = openMediaUses();
  const last = query(
    `SELECT (SELECT max(revision) FROM revisions WHERE article = :id) AS former,
       (SELECT revision FROM drafts WHERE id = :id) AS draft`,
  );
  const present = query("SELECT revision, written, written_by AS by FROM articles WHERE id = ?");
  const add = query(
    `INSERT INTO revisions (article, revision, kind, written, written_by, ended, body)
     VALUES (:article, :revision, :kind, :written, :by, :ended, :body)`,
  );
  const trim = query(trimRevisions(dialect));
  const trimOfWriter = query(
    `DELETE FROM revisions WHERE article = :article AND written_by = :by AND revision <= (
       SELECT revision FROM revisions WHERE article = :article AND written_by = :by
       ORDER BY revision DESC LIMIT 1 OFFSET :kept)`,
  );

  const unused = openAbsentKeys(
    { dialect },
    `NOT EXISTS (SELECT 1 FROM revisions WHERE article = given.value)
       AND NOT EXISTS (SELECT 1 FROM drafts WHERE id = given.value)`,
  );

  function* keepLimits(article: string, source?: string): Work<void> {
    const limit = limits();
    if (!limit) return;
    if (source !== undefined) yield* trimOfWriter.runEach([[{ article, by: source, kept: limit.sourceRevisions - 1 }]]);
    yield* trim.runEach([[{ article, most: limit.revisions }]]);
  }

  return {
    /** Looks up all at once the ids for which a transaction will ask for numbers. It calls `forget` before it ends. */
    lookAhead: unused.lookUp,

    forget: unused.forget,

    /** The next number of an article whose row has the given one, 0 without a row. */
    *next(id: string, revision: number): Work<number> {
      // Only the first one: the state that it numbers may be kept before the next.
      if (unused.take(id)) return revision + 1;
      const row = yield* last.get({ id });
      return Math.max(revision, Number(row?.former ?? 0), Number(row?.draft ?? 0)) + 1;
    },

    /** Keeps the published version, which is replaced or deleted now. @param source the source that replaces it */
    *keepArticle(row: ArticleRow, now: number, source?: string): Work<void> {
      const { id } = row;
      const json = String(row.body);
      const { revision, written, by } = (yield* present.get(id)) as PresentRow;
      const state = { article: id, revision, by, ended: now, body: zstdCompressSync(json) };
      // An early Courant did not keep when it wrote an article.
      yield* add.runEach([
        [{ ...state, kind: "published", written: written ?? Date.parse(articleOf(row).date_modified) }],
      ]);
      yield* mediaUses.note({ in: "revision", article: id, revision }, json);
      yield* keepLimits(id, source);
    },

    /** Keeps a draft, which is replaced, published or deleted now. */
    *keepDraft({ id, revision, saved, savedBy, body }: DraftRow, now: number): Work<void> {
      const state = { article: id, revision, written: saved, by: savedBy, ended: now };
      yield* add.runEach([[{ ...state, kind: "draft", body: zstdCompressSync(body) }]]);
      yield* mediaUses.note({ in: "revision", article: id, revision }, body);
      yield* keepLimits(id);
    },
  };
}
