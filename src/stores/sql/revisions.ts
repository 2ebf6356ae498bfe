import type { DatabaseSync } from "node:sqlite";
import { zstdDecompressSync } from "node:zlib";
import type { Article } from "../../article/article.ts";
import type { DraftArticle } from "../../article/draft-article.ts";
import type { RecordLimits } from "../record-limits.ts";
import type { ListedRevision, RevisionStore } from "../revisions.ts";
import { transaction } from "../sqlite/transaction.ts";
import { draftArticleOf } from "./draft-rows.ts";
import { openIdentity } from "./identity.ts";
import { trimRevisions } from "./revision-writer.ts";

type Kind = ListedRevision["kind"];
type RevisionRow = { revision: number; kind: Kind; at: number; by: string | null; current: number };
type BodyRow = RevisionRow & { body: string | Uint8Array; publishAt: number | null; publishError: string | null };

/** The present states and the former ones. `:id` names the article; the columns are those of a row here. */
function statesOf(columns: { present: string; draft: string; former: string }): string {
  return `
    SELECT revision, 'published' AS kind, coalesce(written, milliseconds(body ->> 'date_modified')) AS at,
      written_by AS by, 1 AS current ${columns.present} FROM articles WHERE id = :id AND body IS NOT NULL
    UNION ALL SELECT revision, 'draft', saved, saved_by, 1 ${columns.draft} FROM drafts WHERE id = :id
    UNION ALL SELECT revision, kind, written, written_by, 0 ${columns.former} FROM revisions WHERE article = :id`;
}

const listed = statesOf({ present: "", draft: "", former: "" });
const whole = statesOf({
  present: ", body, NULL AS publishAt, NULL AS publishError",
  draft: ", body, publish_at, publish_error",
  former: ", body, NULL, NULL",
});

/** Reads the states that the writers of articles and drafts keep (revision-writer.ts), and removes old ones. */
export function openRevisions(database: DatabaseSync, limits: () => RecordLimits | undefined): RevisionStore {
  const identity = openIdentity(database);
  const list = database.prepare(`${listed} ORDER BY revision DESC`);
  const find = database.prepare(`SELECT * FROM (${whole}) WHERE revision = :revision`);
  const deletion = database.prepare("SELECT written AS at, written_by AS by FROM articles WHERE id = ?");
  const lastEnd = database.prepare("SELECT max(ended) AS at FROM revisions WHERE article = ?");
  // Only the index is read: a former state stands beside at least one other, or beside none of a deleted article.
  const crowded = database.prepare("SELECT article FROM revisions GROUP BY article HAVING count(*) >= ?");
  const trim = database.prepare(trimRevisions);
  const prune = database.prepare(
    `DELETE FROM revisions WHERE article IN (
       SELECT id FROM (
         SELECT id FROM articles WHERE deleted < :before
         UNION SELECT article FROM revisions WHERE article NOT IN (SELECT id FROM articles)) AS gone
       WHERE id NOT IN (SELECT id FROM drafts)
         AND (SELECT max(ended) FROM revisions WHERE article = gone.id) < :before)`,
  );
  const ownId = (id: string) => identity.byId(id)?.id ?? id;

  return {
    async list(given) {
      const id = ownId(given);
      const revisions = (list.all({ id }) as RevisionRow[]).map(toListed);
      if (revisions.some(({ current }) => current)) return { revisions };
      const row = deletion.get(id) ?? lastEnd.get(id);
      if (row?.at == null) return { revisions };
      const { at, by } = row;
      const deleted = { at: new Date(Number(at)).toISOString(), ...(typeof by === "string" && { by }) };
      return { revisions, deleted };
    },

    async find(given, revision) {
      const id = ownId(given);
      const row = find.get({ id, revision }) as BodyRow | undefined;
      return row && { ...toListed(row), article: articleOf(id, row) };
    },

    async trim() {
      const most = limits()?.revisions;
      if (most === undefined) return 0;
      return transaction(database, () => {
        const articles = crowded.all(most - 1).map(({ article }) => String(article));
        return articles.reduce((sum, article) => sum + Number(trim.run({ article, most }).changes), 0);
      });
    },

    async prune(before) {
      return Number(prune.run({ before }).changes);
    },
  };
}

function toListed({ revision, kind, at, by, current }: RevisionRow): ListedRevision {
  return { revision, kind, at: new Date(at).toISOString(), by: by ?? "unknown", current: current === 1 };
}

function articleOf(id: string, row: BodyRow): Article | DraftArticle {
  const { body } = row;
  const json = typeof body === "string" ? body : zstdDecompressSync(body).toString();
  if (row.kind === "published") return { ...JSON.parse(json), id };
  const { revision, at, by, publishAt, publishError } = row;
  return draftArticleOf({ id, revision, saved: at, savedBy: by ?? "unknown", publishAt, publishError, body: json });
}
