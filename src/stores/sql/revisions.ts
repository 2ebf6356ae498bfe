import { zstdDecompressSync } from "node:zlib";
import type { RecordLimits } from "../record-limits.ts";
import type { ListedRevision, RevisionStore } from "../revisions.ts";
import { articleOf } from "./article-row.ts";
import type { Dialect } from "./dialect.ts";
import { type DraftRow, draftArticleOf, openDraftRows } from "./draft-rows.ts";
import { atomically, createStore, type Engine, query, type Work } from "./engine.ts";
import { openIdentity } from "./identity.ts";
import { trimRevisions } from "./revision-writer.ts";

/** `written`: unknown for articles that an early Courant wrote; `modified` is their date then, RFC 3339. */
type RevisionRow = Pick<ListedRevision, "revision" | "kind"> & {
  written: number | null;
  modified: string | null;
  by: string | null;
  current: number;
};

/** The columns of a row here, in the tables of articles, of drafts and of former states. */
const columnsOf = ({ member }: Dialect) => ({
  published: `revision, 'published' AS kind, written, written_by AS by, 1 AS current,
    CASE WHEN written IS NULL THEN ${member("body", "date_modified")} END AS modified`,
  draft: "revision, 'draft' AS kind, saved AS written, saved_by AS by, 1 AS current, NULL AS modified",
  former: "revision, kind, written, written_by AS by, 0 AS current, NULL AS modified",
});

/** Reads the states that the writers of articles and drafts keep (revision-writer.ts), and removes old ones. */
export function openRevisions(engine: Engine, limits: () => RecordLimits | undefined): RevisionStore {
  const { dialect } = engine;
  const columns = columnsOf(dialect);
  const identity = openIdentity(engine);
  const draftRows = openDraftRows();
  const list = query(
    `SELECT ${columns.published} FROM articles WHERE id = :id AND body IS NOT NULL
     UNION ALL SELECT ${columns.draft} FROM drafts WHERE id = :id
     UNION ALL SELECT ${columns.former} FROM revisions WHERE article = :id
     ORDER BY revision DESC`,
  );
  const published = query(
    `SELECT ${columns.published}, body FROM articles WHERE id = :id AND revision = :revision AND body IS NOT NULL`,
  );
  const former = query(`SELECT ${columns.former}, body FROM revisions WHERE article = :id AND revision = :revision`);
  const deletion = query("SELECT written AS at, written_by AS by FROM articles WHERE id = ?");
  const lastEnd = query("SELECT max(ended) AS at FROM revisions WHERE article = ?");
  // Only the index is read: a former state stands beside at least one other, or beside none of a deleted article.
  const crowded = query("SELECT article FROM revisions GROUP BY article HAVING count(*) >= ?");
  const trim = query(trimRevisions(dialect));
  const prune = query(
    `DELETE FROM revisions WHERE article IN (
       SELECT id FROM (
         SELECT id FROM articles WHERE deleted < :before
         UNION SELECT article FROM revisions
           WHERE NOT EXISTS (SELECT 1 FROM articles WHERE articles.id = revisions.article)) AS gone
       WHERE NOT EXISTS (SELECT 1 FROM drafts WHERE drafts.id = gone.id)
         AND (SELECT max(ended) FROM revisions WHERE article = gone.id) < :before)`,
  );

  function* ownId(id: string): Work<string> {
    return (yield* identity.byId(id))?.id ?? id;
  }

  return createStore<RevisionStore>(engine, {
    *list(given) {
      const id = yield* ownId(given);
      const revisions = ((yield* list.all({ id })) as RevisionRow[]).map(toListed);
      if (revisions.some(({ current }) => current)) return { revisions };
      const row = (yield* deletion.get(id)) ?? (yield* lastEnd.get(id));
      if (row?.at == null) return { revisions };
      const { at, by } = row;
      const deleted = { at: new Date(Number(at)).toISOString(), ...(typeof by === "string" && { by }) };
      return { revisions, deleted };
    },

    // In this order, so that a state is found that becomes a former one meanwhile.
    *find(given, revision) {
      const id = yield* ownId(given);
      const present = (yield* published.get({ id, revision })) as (RevisionRow & { body: string }) | undefined;
      if (present) return { ...toListed(present), article: articleOf({ id, body: present.body }) };
      const draft = yield* draftRows.byId(id);
      if (draft?.revision === revision) return { ...toListed(stateOf(draft)), article: draftArticleOf(draft) };
      const row = (yield* former.get({ id, revision })) as (RevisionRow & { body: Uint8Array }) | undefined;
      if (!row) return undefined;
      const body = zstdDecompressSync(row.body).toString();
      const article = row.kind === "published" ? articleOf({ id, body }) : draftArticleOf(formerDraft(id, row, body));
      return { ...toListed(row), article };
    },

    *trim() {
      const most = limits()?.revisions;
      if (most === undefined) return 0;
      return yield* atomically(function* () {
        let removed = 0;
        for (const { article } of yield* crowded.all(most - 1)) {
          removed += yield* trim.run({ article: String(article), most });
        }
        return removed;
      });
    },

    prune: (before) => prune.run({ before }),
  });
}

function toListed({ revision, kind, written, modified, by, current }: RevisionRow): ListedRevision {
  const at = new Date(written ?? String(modified)).toISOString();
  return { revision, kind, at, by: by ?? "unknown", current: current === 1 };
}

/** The state of a draft that is there now. */
function stateOf({ revision, saved, savedBy }: DraftRow): RevisionRow {
  return { revision, kind: "draft", written: saved, modified: null, by: savedBy, current: 1 };
}

/** The row that a former draft had. */
function formerDraft(id: string, { revision, written, by }: RevisionRow, body: string): DraftRow {
  const saved = { saved: Number(written), savedBy: by ?? "unknown" };
  return { id, revision, ...saved, publishAt: null, publishError: null, body };
}
