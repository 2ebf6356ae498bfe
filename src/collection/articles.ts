import type { DatabaseSync } from "node:sqlite";
import { type Article, permalinkPath } from "../article/article.ts";
import type { PreparedArticle } from "../article/prepare.ts";
import { revise } from "../article/revise.ts";
import { permalinkTerm, termsOf } from "../channel/terms.ts";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import { openChanges } from "./changes.ts";
import type { Collection, PutOptions, PutOutcome } from "./collection.ts";
import { openIdentity, type Row } from "./identity.ts";
import { transaction } from "./migrations.ts";

type Articles = Pick<Collection, "put" | "find" | "named" | "remove" | "articles">;

/** The part of the collection that keeps articles: one row each, its terms and its names. */
export function openArticles(database: DatabaseSync, deps: { clock: Clock; newId: () => string }): Articles {
  const identity = openIdentity(database);
  const changes = openChanges(database);
  const body = database.prepare("SELECT id, body FROM articles WHERE id = ? AND body IS NOT NULL");
  const save = database.prepare(
    `INSERT INTO articles (id, revision, published, earliest, expires, permalink, body, change)
     VALUES (:id, :revision, :published, :published, :expires, :permalink, :body, :change)
     ON CONFLICT (id) DO UPDATE SET revision = :revision, published = :published, earliest = min(earliest, :published),
       expires = :expires, change = :change, deleted = NULL, body = :body,
       permalink = CASE WHEN :permalink OR NOT permalink THEN :permalink ELSE 2 END`,
  );
  const bury = database.prepare(
    `UPDATE articles SET deleted = :now, expires = NULL, permalink = min(permalink * 2, 2), body = NULL, change = :change
     WHERE id = :id`,
  );
  const addTerm = database.prepare("INSERT INTO terms (term, published, article) VALUES (?, ?, ?)");
  const termsBefore = database.prepare("SELECT term FROM terms WHERE article = ?");
  const dropTerms = database.prepare("DELETE FROM terms WHERE article = ?");

  /** Replaces the terms of an article; whoever selects by an old or a new one finds that something changed. */
  function writeTerms(id: string, terms: readonly string[], published: number, change: number): void {
    changes.note(new Set([...termsBefore.all(id).map((row) => String(row.term)), ...terms]), change);
    dropTerms.run(id);
    for (const term of terms) addTerm.run(term, published, id);
  }

  function write(article: Article, hadPage = false): void {
    const { id } = article;
    const { revision, expires } = article._courant;
    const published = Date.parse(article.date_published);
    const terms = termsOf(article);
    const change = changes.next();
    save.run({
      id,
      revision,
      published,
      expires: expires === undefined ? null : Date.parse(expires),
      permalink: terms.includes(permalinkTerm) ? 1 : hadPage ? 2 : 0,
      body: JSON.stringify(article),
      change,
    });
    writeTerms(id, terms, published, change);
  }

  function putOne(prepared: PreparedArticle, options: PutOptions, now: number): PutOutcome {
    const row = identity.identify(prepared);
    if (row && row.deleted !== null && options.restore !== true) throw deletedError(row.id, row.deleted);
    if (options.ifRevision !== undefined) checkRevision(row, options.ifRevision);
    if (row?.body && options.source !== undefined && articleOf(row)._courant.source !== options.source) {
      return { outcome: "unchanged", article: articleOf(row) };
    }
    if (row && prepared.draft._courant?.without_content) checkContent(row);
    if (row && prepared.draft.url !== undefined) identity.checkAddress(prepared.draft.url, row);

    const at = { now, newId: deps.newId };
    const restored = row !== undefined && row.body === null;
    const result = restored
      ? revise(undefined, { ...prepared.draft, id: row.id }, at)
      : revise(row && articleOf(row), prepared.draft, at);
    const { exported: kept } = prepared;
    // A restored article goes on counting, so that nobody takes it for the one that was deleted; an exported one as well.
    const revision = restored ? row.revision + 1 : row === undefined ? kept?.revision : undefined;
    const article = revision === undefined ? result.article : withRevision(result.article, revision);
    if (result.outcome !== "unchanged") write(article, kept?.formerPage);
    identity.remember(prepared, article.id, row === undefined);
    return { outcome: result.outcome, article };
  }

  return {
    async put(drafts, options = {}) {
      const now = deps.clock.now();
      return transaction(database, () =>
        drafts.map((prepared, index): PutOutcome => {
          try {
            // Of several articles without dates the first is the newest, by a millisecond: they keep their order.
            return putOne(prepared, options, now - index);
          } catch (error) {
            // Thrown before anything of this draft was written.
            if (error instanceof CourantError) return { outcome: "rejected", error };
            throw error;
          }
        }),
      );
    },

    async find(id) {
      const row = identity.byId(id);
      if (!row) return { state: "unknown" };
      if (row.deleted !== null) return { state: "deleted", deletedAt: new Date(row.deleted).toISOString() };
      return { state: "present", article: articleOf(row) };
    },

    async named(prefix) {
      return identity.byPrefix(prefix).map(articleOf);
    },

    async remove(id, { ifRevision } = {}) {
      return transaction(database, () => {
        const row = identity.byId(id);
        if (row?.body == null) return false;
        if (ifRevision !== undefined) checkRevision(row, ifRevision);
        const change = changes.next();
        bury.run({ id: row.id, now: deps.clock.now(), change });
        writeTerms(row.id, [], 0, change);
        return true;
      });
    },

    async articles(ids) {
      return ids.flatMap((id) => {
        const row = body.get(id) as Pick<Row, "id" | "body"> | undefined;
        return row === undefined ? [] : [articleOf(row)];
      });
    },
  };
}

/** The article of a row that has one. The row's id is the one that everything refers to. */
export function articleOf({ id, body }: Pick<Row, "id" | "body">): Article {
  return { ...JSON.parse(String(body)), id };
}

function withRevision(article: Article, revision: number): Article {
  return { ...article, _courant: { ...article._courant, revision } };
}

function deletedError(id: string, deleted: number): CourantError {
  return new CourantError(
    "ARTICLE_DELETED",
    `The article ${id} was deleted on ${new Date(deleted).toISOString()}, and an import does not bring it back. ` +
      `PUT /admin${permalinkPath(id)} brings it back.`,
  );
}

/** @throws ARTICLE_INVALID when there is content, which an article that comes without its own would delete */
function checkContent(row: Row): void {
  if (row.body === null) return;
  const { content_html, content_text } = articleOf(row);
  if (content_html === undefined && content_text === undefined) return;
  throw new CourantError(
    "ARTICLE_INVALID",
    `The article ${row.id} comes without its content (_courant.without_content), and the collection has that. ` +
      "Import it from a feed of whole articles.",
  );
}

/** @throws PRECONDITION_FAILED unless the article is at this revision (0: unless there is none) */
function checkRevision(row: Row | undefined, expected: number): void {
  const revision = row?.body == null ? 0 : row.revision;
  if (revision === expected) return;
  const state = row && revision > 0 ? `The article ${row.id} is at revision ${revision}` : "There is no such article";
  throw new CourantError(
    "PRECONDITION_FAILED",
    `${state}, and the change is meant for ${expected === 0 ? "a new article" : `revision ${expected}`}. ` +
      "Read it again, and repeat the change where it is still wanted.",
  );
}
