import type { DraftArticle } from "../../article/draft-article.ts";
import type { PreparedArticle } from "../../article/prepare.ts";
import type { Clock } from "../../clock.ts";
import { CourantError } from "../../errors.ts";
import type { AcceptedOutcome } from "../articles.ts";
import type { DraftOutcome, DraftPutOptions, DraftStore } from "../drafts.ts";
import { maxPageLength } from "../page-length.ts";
import { checkDraftRevision, checkKeys, checkPresence } from "./article-checks.ts";
import type { ArticleRow } from "./article-row.ts";
import { decodeCursor, encodeCursor, isTimePosition, type TimePosition } from "./cursor.ts";
import { type DraftRow, draftArticleOf, draftColumns, draftOf } from "./draft-rows.ts";
import { createStore, type Engine, query, type Work } from "./engine.ts";
import type { ArticlePutter } from "./put-article.ts";

/** Rows that a list reads at once: a page is full after a few very long ones. */
const maxRowsRead = 50;

/** One row for each article that has a draft. @param putter publishes, in the same transaction */
export function openDrafts(
  engine: Engine,
  putter: ArticlePutter,
  { clock, newId }: { clock: Clock; newId: () => string },
): DraftStore {
  const { identity, erasedNames, revisions, draftRows, atomically } = putter;
  const after = query(
    `SELECT ${draftColumns} FROM drafts WHERE saved <= :time AND (saved < :time OR id > :id)
     ORDER BY saved DESC, id LIMIT :count`,
  );
  const scheduledAfter = query(
    `SELECT ${draftColumns} FROM drafts WHERE publish_at >= :time AND (publish_at > :time OR id > :id)
     ORDER BY publish_at, id LIMIT :count`,
  );
  const present = query(`SELECT id FROM drafts WHERE ${engine.dialect.isIn("id", ":ids")}`);
  const due = query(
    `SELECT ${draftColumns} FROM drafts WHERE publish_at <= ? AND publish_error IS NULL ORDER BY publish_at, id`,
  );
  const next = query("SELECT min(publish_at) AS time FROM drafts WHERE publish_error IS NULL");
  const fail = query("UPDATE drafts SET publish_error = :error WHERE id = :id AND revision = :revision");

  function* rowFor(id: string): Work<DraftRow | undefined> {
    const article = yield* identity.byId(id);
    return (yield* draftRows.byId(article?.id ?? id)) ?? (yield* draftRows.byId(id));
  }

  /** The article whose draft this is, the draft it has, and the id of both. */
  function* recognise(
    prepared: PreparedArticle,
  ): Work<{ article?: ArticleRow; row?: DraftRow | undefined; id: string }> {
    const { row: article } = yield* identity.identify(prepared);
    if (article) return { article, row: yield* draftRows.byId(article.id), id: article.id };
    const { id, url } = prepared.draft;
    const row =
      id !== undefined ? yield* draftRows.byId(id) : url !== undefined ? yield* draftRows.byUrl(url) : undefined;
    return { row, id: row?.id ?? id ?? url ?? newId() };
  }

  function* putOne(prepared: PreparedArticle, options: DraftPutOptions): Work<DraftOutcome> {
    const { by, publishAt = null, restore = false, unpublishedOnly = false, ifRevision } = options;
    checkKeys(prepared, engine.dialect.maxKeyBytes);
    const { article, row, id } = yield* recognise(prepared);
    if (yield* erasedNames.isAny()) yield* erasedNames.check(prepared, article?.body != null || row !== undefined);
    const isBeside = article?.body != null;
    if (article && !restore) checkPresence(article);
    if (ifRevision !== undefined) checkDraftRevision(row, ifRevision);
    if (isBeside && unpublishedOnly) throw publishedError(id);
    const { id: _, ...draft } = prepared.draft;
    if (row && row.publishError === null && row.publishAt === publishAt && row.body === JSON.stringify(draft)) {
      return { outcome: "unchanged", draft: draftArticleOf(row), isBeside };
    }
    const saved = clock.now();
    const revision = yield* revisions.next(id, article?.revision ?? 0);
    if (row) yield* revisions.keepDraft(row, saved);
    yield* draftRows.save({ id, revision, saved, savedBy: by, publishAt }, draft);
    const kept = { id, revision, saved, savedBy: by, publishAt, publishError: null, body: JSON.stringify(draft) };
    const before = row && draftArticleOf(row);
    return { outcome: row ? "updated" : "created", draft: draftArticleOf(kept), before, isBeside };
  }

  function* publishRow(row: DraftRow, by: string, now: number): Work<AcceptedOutcome> {
    const { id } = row;
    const prepared = { draft: { ...draftOf(row), id }, names: [] };
    const { row: owner } = yield* identity.identify(prepared);
    if (owner && owner.id !== id) throw takenAddressError(row, owner);
    yield* putter.retireDraft(row, now);
    const mayBeErased = yield* erasedNames.isAny();
    return yield* putter.put(prepared, { by, restore: true }, { now, mayBeErased });
  }

  /** Publishes a draft whose time has come, unless it changed since it was read. */
  function* publishDraft({ id, revision }: DraftRow, now: number): Work<AcceptedOutcome | undefined> {
    const row = yield* draftRows.byId(id);
    return row?.revision === revision ? yield* publishRow(row, row.savedBy, row.publishAt ?? now) : undefined;
  }

  return createStore<DraftStore>(engine, {
    put: (prepared, options) => atomically(() => putOne(prepared, options)),

    *find(id) {
      const row = yield* rowFor(id);
      return row && draftArticleOf(row);
    },

    *list({ limit, cursor, isScheduled = false }) {
      const first: TimePosition = [isScheduled ? 0 : Number.MAX_SAFE_INTEGER, ""];
      let [time, id] = cursor === undefined ? first : decodeCursor(isTimePosition, cursor);
      const read = isScheduled ? scheduledAfter : after;
      const count = Math.min(limit + 1, maxRowsRead);
      const drafts: DraftArticle[] = [];
      let length = 0;
      for (;;) {
        const rows = (yield* read.all({ time, id, count })) as DraftRow[];
        for (const row of rows) {
          // One more than asked for tells whether there is a next page.
          if (drafts.length === limit || length >= maxPageLength) return { drafts, next: encodeCursor([time, id]) };
          drafts.push(draftArticleOf(row));
          length += row.body.length;
          time = (isScheduled ? row.publishAt : row.saved) ?? 0;
          id = row.id;
        }
        if (rows.length < count) return { drafts, next: undefined };
      }
    },

    *findAmong(ids) {
      const found = yield* present.all({ ids: JSON.stringify(ids) });
      const known = new Set(found.map(({ id }) => id));
      return ids.filter((id) => known.has(id));
    },

    remove: (id, { ifRevision }) =>
      atomically(function* () {
        const row = yield* rowFor(id);
        if (ifRevision !== undefined) checkDraftRevision(row, ifRevision);
        if (row) yield* putter.retireDraft(row, clock.now());
        return row !== undefined;
      }),

    publish: (id, { by, ifRevision }) =>
      atomically(function* () {
        const row = yield* rowFor(id);
        if (ifRevision !== undefined) checkDraftRevision(row, ifRevision);
        return row && (yield* publishRow(row, by, clock.now()));
      }),

    *publishDue(now) {
      const published: AcceptedOutcome[] = [];
      for (const row of (yield* due.all(now)) as DraftRow[]) {
        try {
          const outcome = yield* atomically(() => publishDraft(row, now));
          if (outcome) published.push(outcome);
        } catch (error) {
          if (!(error instanceof CourantError)) throw error;
          yield* fail.run({ id: row.id, revision: row.revision, error: error.message });
        }
      }
      return published;
    },

    *nextPublishTime() {
      const time = (yield* next.get())?.time;
      return typeof time === "number" ? time : undefined;
    },
  });
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
