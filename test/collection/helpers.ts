import { join } from "node:path";
import type { Article, Draft } from "../../src/article/article.ts";
import type { PreparedArticle } from "../../src/article/prepare.ts";
import { systemClock } from "../../src/clock.ts";
import type { Collection } from "../../src/collection/collection.ts";
import { openCollection } from "../../src/collection/open.ts";
import type { PutOutcome } from "../../src/stores/articles.ts";

export const start = Date.parse("2026-03-01T12:00:00Z");
export const day = 86_400_000;

/** A clock that is set by hand. */
export function handClock() {
  let time = start;
  return { ...systemClock, now: () => time, sleep: async () => {}, set: (moment: number) => (time = moment) };
}

type Test = { testdir(): string; after(close: () => Promise<void>): void };

/** A collection in a file of its own, closed after the test; ids are urn:uuid:1, 2, … */
export async function testCollection(t: Test) {
  const file = join(t.testdir(), "courant.db");
  const clock = handClock();
  let ids = 0;
  const deps = { clock, newId: () => `urn:uuid:${++ids}` };
  const open: Collection[] = [];
  const reopen = async () => {
    const collection = await openCollection(file, deps);
    open.push(collection);
    return collection;
  };
  t.after(async () => {
    for (const collection of open) await collection.close().catch(() => {});
  });
  return { file, clock, reopen, collection: await reopen() };
}

export function prepared(draft: Draft, ...names: string[]): PreparedArticle {
  return { draft, names };
}

/** Puts one draft. */
export async function put(collection: Collection, draft: Draft, ...names: string[]): Promise<PutOutcome> {
  const [outcome] = await collection.put([prepared(draft, ...names)]);
  if (!outcome) throw new Error("put answered nothing for one draft");
  return outcome;
}

/** Puts one draft that must be kept. */
export async function keep(collection: Collection, draft: Draft, ...names: string[]): Promise<Article> {
  const outcome = await put(collection, draft, ...names);
  if (outcome.outcome === "rejected") throw outcome.error;
  return outcome.article;
}
