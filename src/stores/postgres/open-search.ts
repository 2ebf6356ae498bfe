import { createStore, type Engine } from "../sql/engine.ts";
import type { SearchStores } from "../stores.ts";
import { openArticleList } from "./article-list.ts";
import { openSearchIndex } from "./search-index.ts";

/** Opens the index of words, and the lists that it searches. */
export function openSearch(engine: Engine): Omit<SearchStores, "close"> {
  const list = openArticleList(engine.dialect);
  return { ...openSearchIndex(engine), ...createStore<Pick<SearchStores, "list">>(engine, { list }) };
}
