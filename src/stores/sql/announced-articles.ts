import type { Article } from "../../article/article.ts";
import { everyArticleTerm } from "../../channel/terms.ts";
import type { ArticleChange } from "../announcements.ts";
import type { Checkpoint } from "../selections.ts";
import { articleOf } from "./article-row.ts";
import type { Dialect } from "./dialect.ts";
import { type Engine, query, type Row, type Work } from "./engine.ts";

/** Readers see the article at `:now`: by the same rules by which channels select it (selections.ts). */
const isShown = `articles.published <= :now AND (articles.expires IS NULL OR articles.expires > :now) AND EXISTS (
  SELECT 1 FROM terms WHERE term = :term AND terms.published = articles.published AND terms.article = articles.id)`;

/** The terms of an article, as a JSON array. */
const termsOf = (dialect: Dialect) => `(SELECT ${dialect.array("term")} FROM terms WHERE terms.article = articles.id)`;

/** The announced state of articles that readers see. */
const saveAnnounced = (dialect: Dialect, condition: string) => `
  INSERT INTO announced_articles (article, revision, url, terms)
  SELECT id, articles.revision, ${dialect.member("body", "url")}, ${termsOf(dialect)} FROM articles WHERE ${condition}
  ON CONFLICT (article) DO UPDATE SET revision = excluded.revision, url = excluded.url, terms = excluded.terms`;

/**
 * Finds the articles that changed, came due or expired between two checkpoints, and of which readers see another state
 * than the announced one; the newest come first. An article that changed after the second is left for later: its rows hold
 * what is not published. When the clock was set back, an article that is not due any more stays announced.
 */
const findChanged = `
  SELECT id, kind FROM (
    SELECT articles.id, articles.published, CASE
      WHEN ${isShown} THEN CASE
        WHEN before.article IS NULL THEN 'published' WHEN before.revision <> articles.revision THEN 'updated' END
      WHEN before.article IS NOT NULL AND (articles.change > :since OR articles.published <= :now) THEN 'deleted' END AS kind
    FROM articles LEFT JOIN announced_articles AS before ON before.article = articles.id
    WHERE articles.change <= :until AND articles.id IN (
      SELECT id FROM articles WHERE change > :since AND change <= :until
      UNION SELECT article FROM terms WHERE term = :term AND published > :from AND published <= :to
      UNION SELECT id FROM articles WHERE expires > :from AND expires <= :to)
  ) AS changed WHERE kind IS NOT NULL ORDER BY published DESC, id`;

type FoundChange = { id: string; kind: ArticleChange["kind"] };

/** Compares what readers see of articles with what was announced. Used within a transaction. */
export function openAnnouncedArticles({ dialect }: Pick<Engine, "dialect">) {
  const find = query(findChanged);
  const read = query(
    `SELECT id, body, modified_due AS due, modified_shown AS shown, expires, before.url AS url, before.terms AS former,
       ${termsOf(dialect)} AS terms
     FROM articles LEFT JOIN announced_articles AS before ON before.article = articles.id
     WHERE ${dialect.isIn("id", ":ids")}`,
  );
  const drop = query(`DELETE FROM announced_articles WHERE ${dialect.isIn("article", "?")}`);
  const save = query(saveAnnounced(dialect, dialect.isIn("id", "?")));
  const saveAll = query(saveAnnounced(dialect, isShown));
  const clear = query("DELETE FROM announced_articles");

  /** Reads changes in their order, with the rows that say more about them. */
  function* readChanges(found: readonly FoundChange[], now: number): Work<ArticleChange[]> {
    const rows = yield* read.all({ ids: JSON.stringify(found.map(({ id }) => id)) });
    const rowOf = new Map(rows.map((row) => [row.id, row]));
    return found.flatMap(({ id, kind }) => {
      const row = rowOf.get(id);
      return row === undefined ? [] : [changeOf(kind, row, now)];
    });
  }

  return {
    /** Finds what changed, and counts it as announced. @returns the newest `max` changes, and how many others there are */
    *take(since: Checkpoint, until: Checkpoint, max: number) {
      const times = { from: Math.min(since.now, until.now), to: Math.max(since.now, until.now) };
      const changes = { since: since.change, until: until.change };
      const found = (yield* find.all({
        term: everyArticleTerm,
        now: until.now,
        ...changes,
        ...times,
      })) as FoundChange[];
      const others = { published: 0, updated: 0, deleted: 0 };
      if (found.length === 0) return { articles: [], others };

      const articles = yield* readChanges(found.slice(0, max).reverse(), until.now);
      for (const { kind } of found.slice(max)) others[kind] += 1;
      const idsOf = (isDeleted: boolean) =>
        JSON.stringify(found.filter(({ kind }) => (kind === "deleted") === isDeleted).map(({ id }) => id));
      yield* drop.run(idsOf(true));
      yield* save.run(idsOf(false));
      return { articles, others };
    },

    /** Counts everything that readers see as announced. */
    *takeAll(now: number): Work<void> {
      yield* clear.run();
      yield* saveAll.run({ term: everyArticleTerm, now });
    },

    clear: () => clear.run(),
  };
}

function changeOf(kind: ArticleChange["kind"], row: Row, now: number): ArticleChange {
  const id = String(row.id);
  const before = {
    url: row.url === null ? undefined : String(row.url),
    terms: row.former === null ? [] : (JSON.parse(String(row.former)) as string[]),
  };
  if (kind === "deleted") {
    const isExpired = row.expires !== null && Number(row.expires) <= now;
    const reason = row.body === null ? "deleted" : isExpired ? "expired" : "withdrawn";
    return { kind, id, ...before, reason };
  }
  const article: Article = articleOf({ id, body: String(row.body) });
  const isAhead = row.due !== null && Number(row.due) > now;
  const shown = isAhead ? { ...article, date_modified: new Date(Number(row.shown)).toISOString() } : article;
  const terms: string[] = JSON.parse(String(row.terms));
  return kind === "updated" ? { kind, article: shown, terms, before } : { kind, article: shown, terms };
}
