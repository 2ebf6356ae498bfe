import type { DatabaseSync } from "node:sqlite";
import type { DraftArticle } from "../../article/draft-article.ts";
import type { PreparedArticle } from "../../article/prepare.ts";
import type { Clock } from "../../clock.ts";
import { CourantError } from "../../errors.ts";
import type { AcceptedOutcome } from "../articles.ts";
import type { DraftOutcome, DraftPutOptions, DraftStore } from "../drafts.ts";
import { maxPageLength } from "../page-length.ts";
import { checkDraftRevision, checkPresence } from "./article-checks.ts";
import type { ArticleRow } from "./article-row.ts";
import { decodeCursor, encodeCursor, isTimePosition } from "./cursor.ts";
import { type DraftRow, draftArticleOf, draftColumns, draftOf } from "./draft-rows.ts";
import type { ArticlePutter } from "./put-article.ts";

/** One row for each article that has a draft. @param putter publishes, in the same transaction */
export function openDrafts(
  database: DatabaseSync,
  putter: ArticlePutter,
  { clock, newId }: { clock: Clock; newId: () => string },
): DraftStore {
  const { identity, erasedNames, revisions, draftRows, transaction } = putter;
  const after = database.prepare(
    `SELECT ${draftColumns} FROM drafts WHERE saved <= :saved AND (saved < :saved OR id > :id)
     ORDER BY saved DESC, id LIMIT :limit`,
  );
  const scheduledAfter = database.prepare(
    `SELECT ${draftColumns} FROM drafts WHERE publish_at >= :time AND (publish_at > :time OR id > :id)
     ORDER BY publish_at, id LIMIT :limit`,
  );
  const present = database.prepare("SELECT 1 FROM drafts WHERE id = ?");
  const due = database.prepare(
    `SELECT ${draftColumns} FROM drafts WHERE publish_at <= ? AND publish_error IS NULL ORDER BY publish_at, id`,
  );
  const next = database.prepare("SELECT min(publish_at) AS time FROM drafts WHERE publish_error IS NULL");
  const fail = database.prepare("UPDATE drafts SET publish_error = :error WHERE id = :id AND revision = :revision");

  const rowFor = (id: string) => draftRows.byId(identity.byId(id)?.id ?? id) ?? draftRows.byId(id);

  /** The article whose draft this is, the draft it has, and the id of both. */
  function recognise(prepared: PreparedArticle): { article?: ArticleRow; row?: DraftRow | undefined; id: string } {
    const { row: article } = identity.identify(prepared);
    if (article) return { article, row: draftRows.byId(article.id), id: article.id };
    const { id, url } = prepared.draft;
    const row = id !== undefined ? draftRows.byId(id) : url !== undefined ? draftRows.byUrl(url) : undefined;
    return { row, id: row?.id ?? id ?? url ?? newId() };
  }

  function putOne(prepared: PreparedArticle, options: DraftPutOptions): DraftOutcome {
    const { by, publishAt = null, restore = false, unpublishedOnly = false, ifRevision } = options;
    const { article, row, id } = recognise(prepared);
    erasedNames.check(prepared, article?.body != null || row !== undefined);
    const isBeside = article?.body != null;
    if (article && !restore) checkPresence(article);
    if (ifRevision !== undefined) checkDraftRevision(row, ifRevision);
    if (isBeside && unpublishedOnly) throw publishedError(id);
    const { id: _, ...draft } = prepared.draft;
    if (row && row.publishError === null && row.publishAt === publishAt && row.body === JSON.stringify(draft)) {
      return { outcome: "unchanged", draft: draftArticleOf(row), isBeside };
    }
    const saved = clock.now();
    const revision = revisions.next(id, article?.revision ?? 0);
    if (row) revisions.keepDraft(row, saved);
    draftRows.save({ id, revision, saved, savedBy: by, publishAt }, draft);
    const kept = { id, revision, saved, savedBy: by, publishAt, publishError: null, body: JSON.stringify(draft) };
    const before = row && draftArticleOf(row);
    return { outcome: row ? "updated" : "created", draft: draftArticleOf(kept), before, isBeside };
  }

  function publishRow(row: DraftRow, by: string, now: number): AcceptedOutcome {
    const { id } = row;
    const prepared = { draft: { ...draftOf(row), id }, names: [] };
    const { row: owner } = identity.identify(prepared);
    if (owner && owner.id !== id) throw takenAddressError(row, owner);
    putter.retireDraft(row, now);
    return putter.put(prepared, { by, restore: true }, now);
  }

  return {
    async put(prepared, options) {
      return transaction(() => putOne(prepared, options));
    },

    async find(id) {
      const row = rowFor(id);
      return row && draftArticleOf(row);
    },

    async list({ limit, cursor, isScheduled = false }) {
      const first: [number, string] = [isScheduled ? 0 : Number.MAX_SAFE_INTEGER, ""];
      const [time, id] = cursor === undefined ? first : decodeCursor(isTimePosition, cursor);
      // One more than asked for tells whether there is a next page.
      const position = { id, limit: limit + 1 };
      const found = isScheduled
        ? scheduledAfter.iterate({ time, ...position })
        : after.iterate({ saved: time, ...position });
      const drafts: DraftArticle[] = [];
      let last: DraftRow | undefined;
      let length = 0;
      for (const row of found as Iterable<DraftRow>) {
        if (last && (drafts.length === limit || length >= maxPageLength)) {
          return { drafts, next: encodeCursor([(isScheduled ? last.publishAt : last.saved) ?? 0, last.id]) };
        }
        drafts.push(draftArticleOf(row));
        length += row.body.length;
        last = row;
      }
      return { drafts, next: undefined };
    },

    async findAmong(ids) {
      return ids.filter((id) => present.get(id) !== undefined);
    },

    async remove(id, { ifRevision }) {
      return transaction(() => {
        const row = rowFor(id);
        if (ifRevision !== undefined) checkDraftRevision(row, ifRevision);
        if (row) putter.retireDraft(row, clock.now());
        return row !== undefined;
      });
    },

    async publish(id, { by, ifRevision }) {
      return transaction(() => {
        const row = rowFor(id);
        if (ifRevision !== undefined) checkDraftRevision(row, ifRevision);
        return row && publishRow(row, by, clock.now());
      });
    },

    async publishDue(now) {
      const published: AcceptedOutcome[] = [];
      for (const row of due.all(now) as DraftRow[]) {
        try {
          published.push(transaction(() => publishRow(row, row.savedBy, row.publishAt ?? now)));
        } catch (error) {
          if (!(error instanceof CourantError)) throw error;
          fail.run({ id: row.id, revision: row.revision, error: error.message });
        }
      }
      return published;
    },

    async nextPublishTime() {
      const time = next.get()?.time;
      return typeof time === "number" ? time : undefined;
    },
  };
}

function publishedError(id: string): CourantError {
  return new CourantError(
    "ARTICLE_CONFLICT",
    `The article ${id} is published, and a draft never withdraws it. PUT /admin/articles/{id}/draft keeps a draft ` +
      "beside it; DELETE /admin/articles/{id} withdraws it.",
  );
}

function takenAddressError({ id }: DraftRow, owner: ArticleRow): CourantError {
  return new CourantError(
    "ARTICLE_CONFLICT",
    `The draft ${id} cannot be published: its address is, or was, that of the article ${owner.id}. Give the draft ` +
      "another address, and publish it again.",
  );
}
