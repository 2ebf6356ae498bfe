import { join } from "node:path";
import type { Article, Draft } from "../../src/article/article.ts";
import type { PreparedArticle } from "../../src/article/prepare.ts";
import type { Facet } from "../../src/channel/terms.ts";
import { systemClock } from "../../src/clock.ts";
import type { ArticleStore, PutOutcome } from "../../src/stores/articles.ts";
import type { ChannelValue } from "../../src/stores/channel-values.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import type { Stores } from "../../src/stores/stores.ts";

export const start = Date.parse("2026-03-01T12:00:00Z");
export const day = 86_400_000;

/** A clock that is set by hand. */
export function handClock() {
  let time = start;
  return { ...systemClock, now: () => time, sleep: async () => {}, set: (moment: number) => (time = moment) };
}

type Test = { testdir(): string; after(close: () => Promise<void>): void };

/** Opens the stores of a collection in an SQLite file of its own, and closes them after the test; ids are urn:uuid:1, 2, … */
export async function testStores(t: Test) {
  const file = join(t.testdir(), "courant.db");
  const clock = handClock();
  let ids = 0;
  const limits = { revisions: 50, sourceRevisions: 5, runs: 500 };
  const deps = { clock, newId: () => `urn:uuid:${++ids}`, limits: () => limits };
  const open: Stores[] = [];
  const reopen = async () => {
    const stores = await openStores(file, deps);
    open.push(stores);
    return stores;
  };
  t.after(async () => {
    for (const stores of open) await stores.close().catch(() => {});
  });
  return { file, clock, limits, reopen, stores: await reopen() };
}

export function prepared(draft: Draft, ...names: string[]): PreparedArticle {
  return { draft, names };
}

/** Puts one draft. */
export async function put(articles: Pick<ArticleStore, "put">, draft: Draft, ...names: string[]): Promise<PutOutcome> {
  const [outcome] = await articles.put([prepared(draft, ...names)]);
  if (!outcome) throw new Error("put answered nothing for one draft");
  return outcome;
}

/** Puts one draft that must be kept. */
export async function keep(articles: Pick<ArticleStore, "put">, draft: Draft, ...names: string[]): Promise<Article> {
  const outcome = await put(articles, draft, ...names);
  if (outcome.outcome === "rejected") throw outcome.error;
  return outcome.article;
}

/** Lists the values of a facet that have a channel, where there is room for all. */
export async function listValues(
  { channelValues }: Pick<Stores, "channelValues">,
  facet: Facet,
  now: number,
): Promise<ChannelValue[]> {
  return (await channelValues.list(facet, now, { atLeast: 1, atMost: 1000 })).values;
}
