import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseSearch } from "../../src/article/search-query.ts";
import { termOf } from "../../src/channel/terms.ts";
import { systemClock } from "../../src/clock.ts";
import type { ArticleQuery } from "../../src/stores/article-query.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { searchFileOf } from "../../src/stores/sqlite/search-file.ts";
import { makeArticles } from "./articles.ts";
import { table } from "./table.ts";

/** Searches and lists of a large collection: how long each keeps the event loop, in processor time, and a plain LIKE beside it. */

const search = (q: string, more: Partial<ArticleQuery> = {}) => ({ ...more, search: parseSearch(q) });
const rareTag = [[termOf("tag", "rare")]];
const commonTag = [[termOf("tag", "even")]];

const queries: Record<string, Omit<ArticleQuery, "limit">> = {
  "all, newest first": {},
  "all, by title": { sort: "title", isAscending: true },
  "tag in one of 1,000": { terms: rareTag },
  "tag in one of 2": { terms: commonTag },
  "tag in one of 2, by title": { terms: commonTag, sort: "title" },
  expired: { states: ["expired"] },
  "one letter: s": search("s"),
  "a word in every article: the": search("the"),
  "two of them: the of": search("the of"),
  "four letters of many words: with": search("with"),
  "a long common word: government": search("government"),
  "a phrase of common words: “of the”": search('"of the"'),
  "a rare phrase of common words": search('"of the of the of"'),
  "a common word without another": search("the -lighthouse"),
  "nothing: xyzzy": search("xyzzy"),
  "the, by relevance": search("the", { sort: "relevance" }),
  "the of, by relevance": search("the of", { sort: "relevance" }),
  "the, by title": search("the", { sort: "title", isAscending: true }),
  "s, by modification": search("s", { sort: "modified" }),
  "the, tag in one of 1,000": search("the", { terms: rareTag }),
  "the, tag in one of 2": search("the", { terms: commonTag }),
  "the, expired": search("the", { states: ["expired"] }),
};

/** How often each query runs. The longest of them counts. */
const repetitions = 5;

export async function measureLists(folder: string, count: number): Promise<string> {
  const file = join(folder, "courant.sqlite");
  const stores = await openStores(file, { clock: systemClock, newId: () => "" });
  try {
    let batch = [];
    let index = 0;
    for (const article of makeArticles(count)) {
      const tags = [index % 2 === 0 ? "even" : "odd", ...(index % 1000 === 0 ? ["rare"] : [])];
      batch.push({ draft: { ...article, tags }, names: [] });
      index += 1;
      if (batch.length < 500 && index < count) continue;
      await stores.articles.put(batch);
      batch = [];
    }
    const before = process.cpuUsage();
    while (await stores.searchIndex.indexNext());
    const perArticle = processorMs(before) / count;
    const beforeScan = process.cpuUsage();
    likeScan(file);
    const plain = processorMs(beforeScan);
    const rows: string[][] = [];
    for (const [name, query] of Object.entries(queries)) {
      const times: number[] = [];
      let found = 0;
      for (let run = 0; run < repetitions; run++) {
        const start = process.cpuUsage();
        found = (await stores.articles.list({ limit: 50, ...query })).articles.length;
        times.push(processorMs(start));
      }
      const longest = Math.max(...times);
      rows.push([name, String(found), longest.toFixed(1), `${Math.round(plain / longest)} ×`]);
    }
    const sizes = [file, searchFileOf(file)].map((path) => `${Math.round(statSync(path).size / 1e6)} MB`);
    return [
      `${count} articles, the collection ${sizes[0]}, the index of words ${sizes[1]}`,
      `taken in with ${perArticle.toFixed(2)} ms of processor time for each article`,
      `a plain LIKE over all articles: ${Math.round(plain)} ms`,
      table(["list of 50", "found", "longest ms", "LIKE takes"], rows),
    ].join("\n");
  } finally {
    await stores.close();
  }
}

function likeScan(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true });
  database.prepare("SELECT count(*) FROM articles WHERE body LIKE '%xyzzy%'").get();
  database.close();
}

/** Processor time since a moment: it says the same on a busy machine. */
function processorMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
