import { setImmediate } from "node:timers/promises";
import type { DraftArticle } from "../article/draft-article.ts";
import { matchesSearch } from "../article/search-match.ts";
import { searchTextOf } from "../article/search-text.ts";
import { termsOf } from "../channel/terms.ts";
import { CourantError } from "../errors.ts";
import type { ArticleQuery } from "../stores/article-query.ts";
import type { DraftList, DraftStore } from "../stores/drafts.ts";
import { type ArticleListQuery, draftState } from "./article-query.ts";

/**
 * Tells whether a query asks for drafts.
 * @throws REQUEST_INVALID if it asks for articles as well, or for an order that drafts do not have
 */
export function asksForDrafts({ state = [], sort = "-modified" }: ArticleListQuery): boolean {
  if (!state.includes(draftState)) return false;
  if (state.length > 1) {
    throw new CourantError("REQUEST_INVALID", "Drafts have a list of their own. Ask for state=draft alone.");
  }
  if (sort === "-modified") return true;
  throw new CourantError(
    "REQUEST_INVALID",
    `Drafts have no order by “${sort}”. Leave out “sort”: the draft that was saved last comes first.`,
  );
}

/**
 * Lists the drafts that meet a query, the one that was saved last first. There are few drafts, so it reads one after the
 * other; `from` and `to` are about the time at which a draft was saved.
 */
export async function listDrafts(store: Pick<DraftStore, "list">, query: ArticleQuery): Promise<DraftList> {
  const drafts: DraftArticle[] = [];
  let { cursor } = query;
  do {
    const page = await store.list({ limit: query.limit - drafts.length, cursor });
    drafts.push(...page.drafts.filter((draft) => meets(draft, query)));
    cursor = page.next;
    await setImmediate();
  } while (cursor !== undefined && drafts.length < query.limit);
  return { drafts, next: cursor };
}

function meets(draft: DraftArticle, { search, terms = [], source, from, to }: ArticleQuery): boolean {
  const { source: ownSource, saved_at } = draft._courant;
  const saved = Date.parse(saved_at);
  if (source !== undefined && ownSource !== source) return false;
  if (saved < (from ?? saved) || saved >= (to ?? Number.POSITIVE_INFINITY)) return false;
  const own = termsOf(draft);
  if (!terms.every((list) => list.some((term) => own.includes(term)))) return false;
  return search === undefined || matchesSearch(search, searchTextOf(draft));
}
