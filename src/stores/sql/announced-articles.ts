import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Article } from "../../article/article.ts";
import { everyArticleTerm } from "../../channel/terms.ts";
import type { ArticleChange } from "../announcements.ts";
import type { Checkpoint } from "../selections.ts";
import { articleOf } from "./article-row.ts";

/** Readers see the article at `:now`: by the same rules by which channels select it (selections.ts). */
const isShown = `articles.published <= :now AND (articles.expires IS NULL OR articles.expires > :now) AND EXISTS (
  SELECT 1 FROM terms WHERE term = :term AND terms.published = articles.published AND terms.article = articles.id)`;

/** The announced state of articles that readers see. */
const saveAnnounced = (from: string) => `
  INSERT INTO announced_articles (article, revision, url, terms)
  SELECT id, articles.revision, body ->> 'url', (SELECT json_group_array(term) FROM terms WHERE terms.article = articles.id)
  FROM ${from}
  ON CONFLICT (article) DO UPDATE SET revision = excluded.revision, url = excluded.url, terms = excluded.terms`;

/**
 * Finds the articles that changed, came due or expired between two checkpoints, and of which readers see another state
 * than the announced one. An article that changed after the second is left for later: its rows hold what is not published.
 * When the clock was set back, an article that is not due any more stays announced.
 */
const findChanged = `
  INSERT INTO changed_articles (article, published, kind)
  SELECT id, published, kind FROM (
    SELECT articles.id, articles.published, CASE
      WHEN ${isShown} THEN CASE
        WHEN before.article IS NULL THEN 'published' WHEN before.revision <> articles.revision THEN 'updated' END
      WHEN before.article IS NOT NULL AND (articles.change > :since OR articles.published <= :now) THEN 'deleted' END AS kind
    FROM articles LEFT JOIN announced_articles AS before ON before.article = articles.id
    WHERE articles.change <= :until AND articles.id IN (
      SELECT id FROM articles WHERE change > :since AND change <= :until
      UNION SELECT article FROM terms WHERE term = :term AND published > :from AND published <= :to
      UNION SELECT id FROM articles WHERE expires > :from AND expires <= :to))
  WHERE kind IS NOT NULL`;

/** Compares what readers see of articles with what was announced. Used within a transaction. */
export function openAnnouncedArticles(database: DatabaseSync) {
  database.exec(
    "CREATE TEMP TABLE IF NOT EXISTS changed_articles (article TEXT PRIMARY KEY, published INTEGER, kind TEXT) STRICT",
  );
  const clearChanged = database.prepare("DELETE FROM changed_articles");
  const find = database.prepare(findChanged);
  const newest = database.prepare(
    `SELECT kind, id, body, modified_due AS due, modified_shown AS shown, expires, before.url AS url,
       before.terms AS former,
       (SELECT json_group_array(term) FROM terms WHERE terms.article = articles.id) AS terms
     FROM changed_articles AS changed JOIN articles ON articles.id = changed.article
     LEFT JOIN announced_articles AS before ON before.article = changed.article
     ORDER BY changed.published DESC, id LIMIT ?`,
  );
  const count = database.prepare("SELECT kind, count(*) AS articles FROM changed_articles GROUP BY kind");
  const drop = database.prepare(
    "DELETE FROM announced_articles WHERE article IN (SELECT article FROM changed_articles WHERE kind = 'deleted')",
  );
  const save = database.prepare(
    saveAnnounced("changed_articles AS changed JOIN articles ON articles.id = changed.article WHERE kind <> 'deleted'"),
  );
  const saveAll = database.prepare(saveAnnounced(`articles WHERE ${isShown}`));
  const clear = database.prepare("DELETE FROM announced_articles");

  return {
    /** Finds what changed, and counts it as announced. @returns the newest `max` changes, and how many others there are */
    take(since: Checkpoint, until: Checkpoint, max: number) {
      clearChanged.run();
      const times = { from: Math.min(since.now, until.now), to: Math.max(since.now, until.now) };
      find.run({ term: everyArticleTerm, since: since.change, until: until.change, now: until.now, ...times });
      const articles = newest
        .all(max)
        .map((row) => changeOf(row, until.now))
        .reverse();
      const others = { published: 0, updated: 0, deleted: 0 };
      for (const { kind, articles } of count.all()) others[kind as ArticleChange["kind"]] = Number(articles);
      for (const { kind } of articles) others[kind] -= 1;
      drop.run();
      save.run();
      clearChanged.run();
      return { articles, others };
    },

    /** Counts everything that readers see as announced. */
    takeAll(now: number): void {
      clear.run();
      saveAll.run({ term: everyArticleTerm, now });
    },

    clear: () => clear.run(),
  };
}

function changeOf(row: Record<string, SQLOutputValue>, now: number): ArticleChange {
  const id = String(row.id);
  const terms: string[] = JSON.parse(String(row.terms));
  const before = {
    url: row.url === null ? undefined : String(row.url),
    terms: row.former === null ? [] : (JSON.parse(String(row.former)) as string[]),
  };
  if (row.kind === "deleted") {
    const isExpired = row.expires !== null && Number(row.expires) <= now;
    const reason = row.body === null ? "deleted" : isExpired ? "expired" : "withdrawn";
    return { kind: "deleted", id, ...before, reason };
  }
  const article: Article = articleOf({ id, body: String(row.body) });
  const isAhead = row.due !== null && Number(row.due) > now;
  const shown = isAhead ? { ...article, date_modified: new Date(Number(row.shown)).toISOString() } : article;
  return row.kind === "updated"
    ? { kind: "updated", article: shown, terms, before }
    : { kind: "published", article: shown, terms };
}
