import { conditionsOf, everyArticleTerm, monthOfTerm, monthTermRange, permalinkTerm } from "../../channel/terms.ts";
import type { ArticlePosition, PageState, SelectedArticle, SelectionStore } from "../selections.ts";
import { permalinkStates } from "./article-row.ts";
import type { Dialect } from "./dialect.ts";
import { createStore, type Engine, query, type Work } from "./engine.ts";
import { openSearchTerms } from "./search-terms.ts";
import { openSelectionChanges } from "./selection-changes.ts";
import { exceptionsOf, isExcepted, meetsLists, selectionQuery } from "./selection-conditions.ts";
import { openWithheldMedia } from "./withheld-media.ts";

/**
 * Articles with one term, newest first: read in the order of the key, without sorting, until the limit or the position
 * `:after`, `:afterId` is reached. @param conditions that they meet as well
 */
export const selectByTerm = (dialect: Dialect, conditions = meetsLists(dialect)) => `
  SELECT articles.id, articles.revision, articles.published
  FROM terms ${dialect.join} articles ON articles.id = terms.article
  WHERE terms.term = :term AND terms.published <= :now AND (articles.expires IS NULL OR articles.expires > :now)
    AND terms.published >= :after AND (terms.published > :after OR terms.article < :afterId)
    AND ${conditions}
  ORDER BY terms.published DESC, terms.article LIMIT :limit`;

/** The earliest publication of articles that changed, and of those that came due or expired between two moments. */
const earliestChanged = `
  SELECT min(earliest) AS earliest FROM (
    SELECT min(earliest) AS earliest FROM articles WHERE change > :change
    UNION ALL SELECT min(published) FROM terms WHERE term = :term AND published > :from AND published <= :to
    UNION ALL SELECT min(earliest) FROM articles WHERE expires > :from AND expires <= :to) AS changed`;

/**
 * Pages of articles that changed, or whose uploaded pictures did, and of those that came due, expired or got a date_modified
 * between two moments. The condition of the index of changed files comes before the one with a parameter: else SQLite
 * compares them, and prepares the statement anew each time.
 */
export const changedPages = (dialect: Dialect) => `
  SELECT id, revision, CASE WHEN permalink > 1 THEN 'former'
      WHEN published <= :now AND (expires IS NULL OR expires > :now) THEN 'shown' ELSE 'hidden' END AS state,
    CASE WHEN permalink = 2 THEN ${dialect.member("body", "url")} END AS url,
    CASE WHEN permalink = ${permalinkStates.secret} OR ${isExcepted(dialect)} THEN 1 ELSE 0 END AS withheld
  FROM articles WHERE permalink > 0 AND id IN (
    SELECT id FROM articles ${dialect.by("articles_pages")} WHERE change > :change AND permalink > 0
    UNION SELECT article FROM media_files ${dialect.join} media_uses USING (hash)
      WHERE media_files.change > 0 AND media_files.change > :change AND owner = 'article'
    UNION SELECT article FROM terms WHERE term = :term AND published > :from AND published <= :to
    UNION SELECT id FROM articles WHERE expires > :from AND expires <= :to
    UNION SELECT id FROM articles WHERE modified_due > :from AND modified_due <= :to)
  ORDER BY published DESC, id`;

const meetsOne = (dialect: Dialect) =>
  `SELECT 1 FROM articles WHERE id = :id AND deleted IS NULL AND ${meetsLists(dialect)}`;

/** Each term of a month once: the index is entered for each anew, since it has a row for every article. */
const monthTerms = `
  WITH RECURSIVE months (term) AS (
    SELECT min(term) FROM terms WHERE term >= :from AND term < :before
    UNION ALL SELECT (SELECT min(term) FROM terms WHERE term > months.term AND term < :before) FROM months
      WHERE months.term IS NOT NULL)
  SELECT term FROM months WHERE term IS NOT NULL`;

/** The calls that no other file opens. */
type SelectionReads = Omit<
  SelectionStore,
  "noteFound" | "keepSearches" | "withheldMedia" | "isMediaPublic" | "changeNumber" | "changes" | "nextChangeTime"
>;

/** Reads the index of terms, so that no call sorts, or reads more articles than its result needs. */
export function openSelections(engine: Engine): SelectionStore {
  const { dialect } = engine;
  const byTerm = selectionQuery(dialect, (conditions) => selectByTerm(dialect, conditions));
  const earliest = query(earliestChanged);
  const pages = query(changedPages(dialect));
  const months = query(monthTerms);
  const meets = query(meetsOne(dialect));
  const terms = query("SELECT term FROM changes WHERE change > ?");

  function* select(
    [[terms = [], ...rest], except]: [conditions: string[][], except: string],
    limit: number,
    now: number,
    after?: ArticlePosition,
  ): Work<SelectedArticle[]> {
    const from = after ? { after: after.published, afterId: after.id } : noPosition;
    const given = { lists: JSON.stringify(rest), except, now, limit, ...from };
    const found: SelectedArticle[][] = [];
    for (const term of terms) found.push((yield* byTerm(given).all({ term, ...given })) as SelectedArticle[]);
    return newest(found, limit);
  }

  return {
    ...openSearchTerms(engine),
    ...openSelectionChanges(engine),
    ...openWithheldMedia(engine),
    ...createStore<SelectionReads>(engine, {
      *changedTerms(since) {
        const rows = yield* terms.all(since);
        return new Set(rows.map(({ term }) => String(term)));
      },

      select: (selection, limit, now, after) =>
        select([conditionsOf(selection), exceptionsOf(selection.except)], limit, now, after),

      *matches(id, selections) {
        const answers: boolean[] = [];
        for (const selection of selections) {
          const lists = JSON.stringify(conditionsOf(selection));
          answers.push((yield* meets.get({ id, lists, except: "[]" })) !== undefined);
        }
        return answers;
      },

      *earliestChangedTime(since, now) {
        const row = yield* earliest.get({ term: everyArticleTerm, change: since.change, ...between(since.now, now) });
        return typeof row?.earliest === "number" ? row.earliest : undefined;
      },

      *changedPages(since, now, exclusive) {
        const moments = { now, ...between(since.now, now) };
        const except = exceptionsOf(exclusive);
        const rows = yield* pages.all({ term: permalinkTerm, change: since.change, except, ...moments });
        return rows.map(({ id, revision, state, url, withheld }) => ({
          id: String(id),
          revision: Number(revision),
          state: state as PageState["state"],
          url: url === null ? undefined : String(url),
          isWithheld: withheld === 1,
        }));
      },

      *pageMonths() {
        const rows = yield* months.all(monthTermRange);
        return rows.map(({ term }) => monthOfTerm(String(term)));
      },

      *shownPages(selection, now) {
        const conditions = [...conditionsOf(selection), [permalinkTerm]];
        const pages = yield* select([conditions, exceptionsOf(selection.except)], Number.MAX_SAFE_INTEGER, now);
        return pages.map(({ id, revision }) => ({ id, revision, state: "shown", url: undefined, isWithheld: false }));
      },
    }),
  };
}

/** The position that every article stands before. */
export const noPosition = { after: Number.MIN_SAFE_INTEGER, afterId: "" };

/** The two moments in order: the clock may have been set back. */
const between = (one: number, other: number) => ({ from: Math.min(one, other), to: Math.max(one, other) });

/** The newest of several lists, each article once, in the database's order: newest first, ties by the bytes of the id. */
function newest(lists: SelectedArticle[][], limit: number): SelectedArticle[] {
  const rows = lists.length === 1 ? lists.flat() : [...new Map(lists.flat().map((row) => [row.id, row])).values()];
  if (lists.length > 1) {
    rows.sort((a, b) => b.published - a.published || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
  }
  return rows.slice(0, limit).map(({ id, revision, published }) => ({ id, revision, published }));
}
