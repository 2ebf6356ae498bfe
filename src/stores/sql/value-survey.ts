import { setImmediate } from "node:timers/promises";
import { everyArticleTerm, type Facet } from "../../channel/terms.ts";
import type { Dialect } from "./dialect.ts";
import { type Engine, query, type Work } from "./engine.ts";
import { isExcepted } from "./selection-conditions.ts";

/** The next terms in a range, each once: the index is asked for the next higher term, again and again. */
const nextTerms = `
  WITH RECURSIVE found (term) AS (
    SELECT min(term) FROM terms WHERE term > :start AND term < :end
    UNION ALL
    SELECT (SELECT min(term) FROM terms WHERE term > found.term AND term < :end) FROM found WHERE found.term IS NOT NULL)
  SELECT term FROM found WHERE term IS NOT NULL LIMIT :limit`;

/** The terms of articles that were written or removed since a change, and that came due or expired between two moments. */
const changedTermsSince = (dialect: Dialect) => `
  SELECT term FROM changes WHERE change > :change AND term > :start AND term < :end
  UNION SELECT term FROM terms ${dialect.by("terms_article")} WHERE term > :start AND term < :end AND article IN (
    SELECT article FROM terms WHERE term = '${everyArticleTerm}' AND published > :from AND published <= :to
    UNION SELECT id FROM articles WHERE expires > :from AND expires <= :to)`;

/** The articles that the term in the row `wanted` shows at a moment, also those that are excepted. */
const allShownArticles = (dialect: Dialect) => `
  FROM terms ${dialect.join} articles ON articles.id = terms.article
  WHERE terms.term = wanted.value AND terms.published <= :now AND (articles.expires IS NULL OR articles.expires > :now)`;

/** The articles that count for the term in the row `wanted`. */
const shownArticles = (dialect: Dialect) => `${allShownArticles(dialect)} AND NOT ${isExcepted(dialect)}`;

/** Tells of terms whether they have a channel and any articles, and counts at most `:limit` of those that count. */
const surveyTerms = (dialect: Dialect) => `
  SELECT wanted.value AS term, CASE WHEN EXISTS (
      SELECT 1 FROM channel_values WHERE channel_values.term = wanted.value AND shown = 1) THEN 1 ELSE 0 END AS channels,
    (SELECT count(*) FROM (SELECT 1 ${shownArticles(dialect)} LIMIT :limit) AS counted) AS articles,
    CASE WHEN EXISTS (SELECT 1 ${allShownArticles(dialect)}) THEN 1 ELSE 0 END AS any_articles
  FROM (${dialect.texts(":terms")}) AS wanted`;

/** Tells of terms how many articles they have, and when the oldest of these was published. */
const measureTerms = (dialect: Dialect) => `
  SELECT wanted.value AS term, (SELECT count(*) ${shownArticles(dialect)}) AS articles,
    (SELECT terms.published ${shownArticles(dialect)} ORDER BY terms.published LIMIT 1) AS oldest
  FROM (${dialect.texts(":terms")}) AS wanted`;

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

type TermRange = { start: string; end: string };

/** The range of a facet's terms. The character after the colon ends what begins with it. */
export function rangeOf(facet: Facet): TermRange {
  return { start: `${facet}:`, end: `${facet};` };
}

/**
 * Finds the values that wait for a channel, and the channels without an article. After the first survey of a facet, a
 * survey looks only at values whose articles changed, came due or expired since.
 */
export function openValueSurvey(engine: Engine) {
  const { allTerms, changedTerms, countChannels } = openTermReads(engine);
  const lastChange = query("SELECT change FROM changes WHERE term = ?");
  const look = query(surveyTerms(engine.dialect));
  const measure = query(measureTerms(engine.dialect));
  const kept = new Map<Facet, SavedSurvey>();

  async function lookAt(terms: readonly string[], survey: SavedSurvey): Promise<void> {
    const { waiting, empty, withheld, now, atLeast, except } = survey;
    const rows = await engine.do(look.all({ terms: JSON.stringify(terms), now, except, limit: atLeast }));
    for (const row of rows) {
      const [term, articles, hasChannel] = [String(row.term), Number(row.articles), row.channels === 1];
      for (const set of [waiting, empty, withheld]) set.delete(term);
      if (hasChannel && articles === 0) empty.add(term);
      if (hasChannel && articles === 0 && row.any_articles === 1) withheld.add(term);
      if (!hasChannel && articles >= atLeast) waiting.add(term);
    }
  }

  return {
    countChannels,

    async survey(facet: Facet, rules: CountRules): Promise<ValueSurvey> {
      const change = Number((await engine.do(lastChange.get(everyArticleTerm)))?.change ?? 0);
      const channels = await engine.do(countChannels(facet));
      const last = kept.get(facet);
      const hasSameRules = last?.atLeast === rules.atLeast && last.except === rules.except && last.now <= rules.now;
      const usable = hasSameRules && last.channels === channels ? last : undefined;
      const survey = {
        ...rules,
        change,
        channels,
        waiting: new Set(usable?.waiting),
        empty: new Set(usable?.empty),
        withheld: new Set(usable?.withheld),
      };
      const range = rangeOf(facet);
      for await (const terms of usable ? changedTerms(range, usable, rules.now) : allTerms(range)) {
        await lookAt(terms, survey);
      }
      kept.set(facet, survey);
      return survey;
    },

    /** Notes that channels of a facet were made, or given up. */
    async noteChannels(facet: Facet, terms: readonly string[]): Promise<void> {
      const survey = kept.get(facet);
      if (survey === undefined) return;
      for await (const batch of inBatches(terms)) await lookAt(batch, survey);
      survey.channels = await engine.do(countChannels(facet));
    },

    /** Picks the terms that come first: most articles, then the oldest article, then the order of terms. */
    async firstByPrecedence(
      terms: Iterable<string>,
      count: number,
      rules: Pick<CountRules, "now" | "except">,
    ): Promise<string[]> {
      if (count === 0) return [];
      const counted: { term: string; articles: number; oldest: number }[] = [];
      for await (const batch of inBatches([...terms])) {
        for (const { term, articles, oldest } of await engine.do(
          measure.all({ terms: JSON.stringify(batch), ...rules }),
        )) {
          counted.push({ term: String(term), articles: Number(articles), oldest: Number(oldest) });
        }
      }
      counted.sort((a, b) => b.articles - a.articles || a.oldest - b.oldest || (a.term < b.term ? -1 : 1));
      return counted.slice(0, count).map(({ term }) => term);
    },
  };
}

/** Reads the terms of a facet in batches: all of them, or those whose articles may have changed. */
function openTermReads(engine: Engine) {
  const next = query(nextTerms);
  const changed = query(changedTermsSince(engine.dialect));
  const channelTerms = query("SELECT term FROM channel_values WHERE term > :start AND term < :end AND shown = 1");

  async function read(rows: ReturnType<typeof next.all>): Promise<string[]> {
    return (await engine.do(rows)).map(({ term }) => String(term));
  }

  return {
    async *allTerms(range: TermRange): AsyncGenerator<string[]> {
      for (let start: string | undefined = range.start; start !== undefined; ) {
        const terms = await read(next.all({ ...range, start, limit: termsPerBatch }));
        yield* inBatches(terms);
        start = terms.length < termsPerBatch ? undefined : terms.at(-1);
      }
      yield* inBatches(await read(channelTerms.all(range)));
    },

    /** The terms whose articles changed, came due or expired since a survey. */
    async *changedTerms(range: TermRange, last: SavedSurvey, now: number): AsyncGenerator<string[]> {
      yield* inBatches(await read(changed.all({ ...range, change: last.change, from: last.now, to: now })));
    },

    *countChannels(facet: Facet): Work<number> {
      return (yield* channelTerms.all(rangeOf(facet))).length;
    },
  };
}

async function* inBatches(terms: readonly string[]): AsyncGenerator<string[]> {
  for (let start = 0; start < terms.length; start += termsPerBatch) {
    const batch = terms.slice(start, start + termsPerBatch);
    yield batch;
    if (batch.length === termsPerBatch) await setImmediate();
  }
}
