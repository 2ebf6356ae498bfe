import type { SearchQuery } from "../../article/search-query.ts";
import type { SearchIndex } from "../search-index.ts";
import { changedArticles, isChanged } from "./changed-articles.ts";
import { matchExpression } from "./match.ts";
import type { SearchFile } from "./search-file.ts";

const countPending = `SELECT count(*) AS pending FROM collection.articles WHERE ${isChanged}`;

const sizeOfNext = `SELECT count(*) AS articles, total(octet_length(body)) AS bytes FROM (${changedArticles})`;

/** So many articles with so many bytes of JSON are taken in at once: they take some milliseconds. */
const smallCount = 10;
const smallBytes = 16_000;

/** Returns a query of the ids of all articles that a search finds, with the values of its parameters. */
function foundBy(search: SearchQuery) {
  const found = { search: matchExpression(search) };
  const ids = "SELECT article FROM words JOIN listed ON listed.number = words.rowid WHERE words MATCH :search";
  return { found, ids };
}

/** Opens the index of words beside a collection. */
export function openSearchIndex(searchFile: SearchFile): SearchIndex {
  return {
    state: async () =>
      searchFile.use((database) => {
        const { articles, bytes } = database.prepare(sizeOfNext).get({ limit: smallCount + 1 }) ?? {};
        const isSmall = Number(articles) <= smallCount && Number(bytes) <= smallBytes;
        const pending = isSmall ? Number(articles) : Number(database.prepare(countPending).get()?.pending);
        return { pending, isSmall };
      }),

    compare: async (search, term) =>
      searchFile.use((database) => {
        const { found, ids } = foundBy(search);
        const having = "SELECT article FROM terms WHERE term = :term";
        const read = (query: string) =>
          database
            .prepare(query)
            .all({ ...found, term })
            .map(({ article }) => String(article));
        return { missing: read(`${ids} EXCEPT ${having}`), unfound: read(`${having} EXCEPT ${ids}`) };
      }),

    // The code that finds words in HTML takes 15 MB, and many processes open the index only to search.
    async indexNext() {
      const { indexBatch } = await import("./index-batch.ts");
      return searchFile.use(indexBatch);
    },
  };
}
