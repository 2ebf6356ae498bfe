import fc from "fast-check";
import type { Article } from "../../../src/article/article.ts";
import { hasWords, matchesSearch } from "../../../src/article/search-match.ts";
import { parseSearch } from "../../../src/article/search-query.ts";
import { searchTextOf } from "../../../src/article/search-text.ts";
import { termOf, termsOf } from "../../../src/channel/terms.ts";
import {
  type ArticleQuery,
  type ArticleState,
  articleSorts,
  articleStates,
} from "../../../src/stores/article-query.ts";
import type { Stores } from "../../../src/stores/stores.ts";
import { prepared, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const iso = (time: number) => new Date(time).toISOString();

/** Lists all pages of a query. */
async function listAll({ articles }: Stores, query: Omit<ArticleQuery, "limit" | "cursor">, limit = 2) {
  const found: Article[] = [];
  let cursor: string | undefined;
  do {
    const page = await articles.list({ ...query, limit, cursor });
    found.push(...page.articles);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

async function indexAll({ searchIndex }: Stores): Promise<void> {
  while (await searchIndex.indexNext());
}

/** The ids of the articles that a search finds, in their order. */
async function search(stores: Stores, q: string, query: Omit<ArticleQuery, "limit" | "cursor"> = {}) {
  return (await listAll(stores, { ...query, search: parseSearch(q) })).map(({ id }) => id);
}

const words = ["apple", "apples", "ape", "bee", "beech", "cat"];
const word = fc.constantFrom(...words);
const textOf = (max: number) => fc.array(word, { maxLength: max }).map((parts) => parts.join(" "));
const draft = fc.record({
  id: fc.constantFrom("a", "b", "c", "d", "e", "f", "g"),
  title: textOf(3),
  summary: textOf(2),
  content_text: textOf(4),
  tags: fc.uniqueArray(fc.constantFrom("t1", "t2"), { maxLength: 2 }),
  date_published: fc.integer({ min: -3, max: 3 }).map((hours) => iso(start + hours * 3_600_000)),
  date_modified: fc.integer({ min: -3, max: 3 }).map((hours) => iso(start + hours * 3_600_000)),
  _courant: fc.record(
    {
      expires: fc.integer({ min: -3, max: 3 }).map((hours) => iso(start + hours * 3_600_000)),
      source: fc.constantFrom("s1", "s2"),
    },
    { requiredKeys: [] },
  ),
});
const q = fc
  .array(
    fc.oneof(
      word.map((text) => text.slice(0, 2)),
      word,
      word.map((text) => `-${text}`),
      fc.tuple(word, word).map(([one, other]) => `"${one} ${other}"`),
      fc.array(fc.constantFrom("ape", "bee", "cat"), { minLength: 2, maxLength: 3 }).map((row) => `"${row.join(" ")}"`),
      fc.array(fc.constantFrom("ape", "bee"), { minLength: 2, maxLength: 3 }).map((row) => `-"${row.join(" ")}"`),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => parts.join(" "));
const query = fc.record(
  {
    q,
    terms: fc.constantFrom(
      [[termOf("tag", "t1")]],
      [[termOf("tag", "t1")], [termOf("tag", "t2")]],
      [[termOf("tag", "T1"), termOf("tag", "t2")]],
    ),
    source: fc.constantFrom("s1", "s2"),
    states: fc.uniqueArray(fc.constantFrom(...articleStates), { minLength: 1 }),
    from: fc.integer({ min: -2, max: 2 }).map((hours) => start + hours * 3_600_000),
    to: fc.integer({ min: -2, max: 2 }).map((hours) => start + hours * 3_600_000),
    sort: fc.constantFrom(...articleSorts),
    isAscending: fc.boolean(),
  },
  { requiredKeys: [] },
);

function stateOf({ date_published, _courant: { expires } }: Article): ArticleState {
  if (expires !== undefined && Date.parse(expires) <= start) return "expired";
  return Date.parse(date_published) > start ? "scheduled" : "published";
}

const contract: StoreContract = {
  async "every list has the articles that it should have, in its order, each once"(t, { stores }) {
    await fc.assert(
      fc.asyncProperty(fc.array(draft, { maxLength: 9 }), query, async (drafts, { q, ...given }) => {
        await stores.articles.put(
          drafts.map((each) => prepared(each)),
          { restore: true },
        );
        await indexAll(stores);
        const all = await listAll(stores, {}, 100);
        const parsed = q === undefined ? undefined : parseSearch(q);
        const sort = given.sort === "relevance" && !parsed?.all.length ? "published" : (given.sort ?? "published");
        const found = await listAll(stores, { ...given, sort, search: parsed });
        const fits = (article: Article) => {
          const published = Date.parse(article.date_published);
          return (
            (parsed === undefined || matchesSearch(parsed, searchTextOf(article))) &&
            (given.terms ?? []).every((list) => list.some((term) => termsOf(article).includes(term))) &&
            (given.source === undefined || article._courant.source === given.source) &&
            (given.states === undefined || given.states.includes(stateOf(article))) &&
            published >= (given.from ?? 0) &&
            published < (given.to ?? Number.POSITIVE_INFINITY)
          );
        };
        const ids = (articles: readonly Article[]) => articles.map(({ id }) => id).sort();
        t.same(ids(found), ids(all.filter(fits)), JSON.stringify({ q, ...given }));
        const inTitle = (article: Article) =>
          (parsed?.all ?? []).every((term) => hasWords(searchTextOf(article).title, term));
        const keyOf = {
          published: (article: Article) => article.date_published,
          modified: (article: Article) => article.date_modified,
          title: (article: Article) => searchTextOf(article).title.join(" "),
          relevance: (article: Article) => (inTitle(article) ? "1" : "0"),
        }[sort];
        const keys = found.map(keyOf);
        const sorted = keys.toSorted();
        t.same(keys, given.isAscending && sort !== "relevance" ? sorted : sorted.reverse(), sort);
        for (const { id } of all) await stores.articles.remove(id);
      }),
    );
  },
};

/** The contract of ArticleStore for searches and filters, with SearchIndex. */
export function testArticleSearch(name: string, open: OpenStores): void {
  testContract(`${name}, search`, contract, open);
  void search;
}
