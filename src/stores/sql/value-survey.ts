import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { everyArticleTerm, type Facet } from "../../channel/terms.ts";
import { isExcepted } from "./selections.ts";

/** The next terms in a range, each once: the index is asked for the next higher term, again and again. */
const nextTerms = `
  WITH RECURSIVE found (term) AS (
    SELECT min(term) FROM terms WHERE term > :start AND term < :end
    UNION ALL
    SELECT (SELECT min(term) FROM terms WHERE term > found.term AND term < :end) FROM found WHERE found.term IS NOT NULL)
  SELECT term FROM found WHERE term IS NOT NULL LIMIT :limit`;

/** The terms of articles that were written or removed since a change, and that came due or expired between two moments. */
const changedTermsSince = `
  SELECT term FROM changes WHERE change > :change AND term > :start AND term < :end
  UNION SELECT term FROM terms INDEXED BY terms_article WHERE term > :start AND term < :end AND article IN (
    SELECT article FROM terms WHERE term = '${everyArticleTerm}' AND published > :from AND published <= :to
    UNION SELECT id FROM articles WHERE expires > :from AND expires <= :to)`;

/** Counts the articles that a term shows at a moment, the newest first and at most `:limit` of them. */
const articlesOfTerm = `
  SELECT count(*) AS articles, min(published) AS oldest FROM (
    SELECT terms.published FROM terms CROSS JOIN articles ON articles.id = terms.article
    WHERE terms.term = :term AND terms.published <= :now AND (articles.expires IS NULL OR articles.expires > :now)
      AND NOT ${isExcepted}
    ORDER BY terms.published DESC LIMIT :limit)`;

const noLimit = -1;

/** Terms that are looked at together. Between two batches, other work gets its turn. */
const termsPerBatch = 200;

/**
 * The values of a facet at a moment: those that wait for a channel, channels without an article that counts, and those among
 * them with other articles.
 */
export type ValueSurvey = {
  waiting: ReadonlySet<string>;
  empty: ReadonlySet<string>;
  withheld: ReadonlySet<string>;
};

/** Which articles count: shown at the moment `now`, and not excepted (selections.ts); and how many a value needs. */
export type CountRules = { now: number; atLeast: number; except: string };

/** A survey that is kept for the next one. `channels` is the number of channels at its end. */
type SavedSurvey = CountRules & {
  change: number;
  channels: number;
  waiting: Set<string>;
  empty: Set<string>;
  withheld: Set<string>;
};

export type TermRange = { start: string; end: string };

/** The range of a facet's terms. The character after the colon ends what begins with it. */
export function rangeOf(facet: Facet): TermRange {
  return { start: `${facet}:`, end: `${facet};` };
}

/**
 * Finds the values that wait for a channel, and the channels without an article. After the first survey of a facet, a
 * survey looks only at values whose articles changed, came due or expired since.
 */
export function openValueSurvey(database: DatabaseSync) {
  const { allTerms, changedTerms, countChannels } = openTermReads(database);
  const countArticles = openArticleCount(database);
  const lastChange = database.prepare("SELECT change FROM changes WHERE term = ?");
  const channel = database.prepare("SELECT 1 FROM channel_values WHERE term = ? AND shown = 1");
  const kept = new Map<Facet, SavedSurvey>();

  async function lookAt(terms: Iterable<string>, survey: SavedSurvey): Promise<void> {
    const { waiting, empty, withheld, now, atLeast, except } = survey;
    let looked = 0;
    for (const term of terms) {
      const hasChannel = channel.get(term) !== undefined;
      const { articles } = countArticles(term, survey, hasChannel ? 1 : atLeast);
      for (const set of [waiting, empty, withheld]) set.delete(term);
      if (hasChannel && articles === 0) {
        empty.add(term);
        const hasOthers = except !== "[]" && countArticles(term, { now, except: "[]" }, 1).articles > 0;
        if (hasOthers) withheld.add(term);
      }
      if (!hasChannel && articles >= atLeast) waiting.add(term);
      looked += 1;
      if (looked % termsPerBatch === 0) await setImmediate();
    }
  }

  return {
    countChannels,

    async survey(facet: Facet, rules: CountRules): Promise<ValueSurvey> {
      const change = Number(lastChange.get(everyArticleTerm)?.change ?? 0);
      const last = kept.get(facet);
      const hasSameRules = last?.atLeast === rules.atLeast && last.except === rules.except && last.now <= rules.now;
      const isUsable = hasSameRules && last.channels === countChannels(facet);
      const sets = isUsable
        ? last
        : { waiting: new Set<string>(), empty: new Set<string>(), withheld: new Set<string>() };
      const survey = { ...sets, ...rules, change, channels: countChannels(facet) };
      const range = rangeOf(facet);
      await lookAt(isUsable ? changedTerms(range, last, rules.now) : allTerms(range), survey);
      kept.set(facet, survey);
      return survey;
    },

    /** Notes that channels of a facet were made, or given up. */
    async noteChannels(facet: Facet, terms: readonly string[]): Promise<void> {
      const survey = kept.get(facet);
      if (survey === undefined) return;
      await lookAt(terms, survey);
      survey.channels = countChannels(facet);
    },

    /** Picks the terms that come first: most articles, then the oldest article, then the order of terms. */
    async firstByPrecedence(
      terms: Iterable<string>,
      count: number,
      rules: Pick<CountRules, "now" | "except">,
    ): Promise<string[]> {
      if (count === 0) return [];
      const counted: { term: string; articles: number; oldest: number }[] = [];
      for (const term of terms) {
        counted.push({ term, ...countArticles(term, rules) });
        if (counted.length % termsPerBatch === 0) await setImmediate();
      }
      counted.sort((a, b) => b.articles - a.articles || a.oldest - b.oldest || (a.term < b.term ? -1 : 1));
      return counted.slice(0, count).map(({ term }) => term);
    },
  };
}

/** Reads the terms of a facet: all of them, or those whose articles may have changed. */
function openTermReads(database: DatabaseSync) {
  const next = database.prepare(nextTerms);
  const changed = database.prepare(changedTermsSince);
  const channelTerms = database.prepare(
    "SELECT term FROM channel_values WHERE term > :start AND term < :end AND shown = 1",
  );

  return {
    *allTerms(range: TermRange): Generator<string> {
      for (let start = range.start; ; ) {
        const terms = next.all({ ...range, start, limit: termsPerBatch }).map((row) => String(row.term));
        yield* terms;
        if (terms.length < termsPerBatch) break;
        start = terms.at(-1) ?? start;
      }
      for (const row of channelTerms.all(range)) yield String(row.term);
    },

    /** The terms whose articles changed, came due or expired since a survey. */
    changedTerms(range: TermRange, last: SavedSurvey, now: number): string[] {
      const rows = changed.all({ ...range, change: last.change, from: last.now, to: now });
      return rows.map((row) => String(row.term));
    },

    countChannels: (facet: Facet) => channelTerms.all(rangeOf(facet)).length,
  };
}

/** Counts the articles that a term shows at a moment. */
function openArticleCount(database: DatabaseSync) {
  const articlesOf = database.prepare(articlesOfTerm);
  return (
    term: string,
    { now, except }: Pick<CountRules, "now" | "except">,
    limit = noLimit,
  ): { articles: number; oldest: number } => {
    const row = articlesOf.get({ term, now, except, limit });
    return { articles: Number(row?.articles), oldest: Number(row?.oldest) };
  };
}
