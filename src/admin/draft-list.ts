import { setImmediate } from "node:timers/promises";
import type { DraftArticle } from "../article/draft-article.ts";
import { termsOf } from "../channel/terms.ts";
import { CourantError } from "../errors.ts";
import type { IngestQueue } from "../ingest-queue/queue.ts";
import { type ArticleQuery, draftState } from "../stores/article-query.ts";
import type { DraftList, DraftStore } from "../stores/drafts.ts";
import type { ArticleListQuery } from "./article-query.ts";

/** The value of `sort` for drafts that are to be published by themselves, in the order of that time. */
export const dueOrder = "due";

/**
 * Tells whether a query asks for drafts.
 * @throws REQUEST_INVALID if it asks for articles as well, or for an order that drafts do not have
 */
export function asksForDrafts({ state = [], sort = "-modified" }: ArticleListQuery): boolean {
  if (!state.includes(draftState)) {
    if (sort !== dueOrder) return false;
    throw new CourantError("REQUEST_INVALID", `Only drafts have the order “${dueOrder}”. Set state to draft as well.`);
  }
  if (state.length > 1) {
    throw new CourantError("REQUEST_INVALID", "Drafts have a list of their own. Ask for state=draft alone.");
  }
  if (sort === "-modified" || sort === dueOrder) return true;
  throw new CourantError(
    "REQUEST_INVALID",
    `Drafts have no order by “${sort}”. Leave out “sort”: the draft that was saved last comes first; or set it to ` +
      `“${dueOrder}”: those that are scheduled, by their time.`,
  );
}

export type DraftListDeps = { drafts: Pick<DraftStore, "list">; queue: Pick<IngestQueue, "findMatches"> };

/**
 * Lists the drafts that meet a query, the one that was saved last first, or the scheduled ones by their time. There are few drafts, so it reads one after the
 * other; `from` and `to` are about the time at which a draft was saved. A page of very long drafts has fewer than asked for.
 */
export async function listDrafts(
  { drafts: store, queue }: DraftListDeps,
  query: ArticleQuery,
  isScheduled = false,
): Promise<DraftList> {
  const { search, limit } = query;
  // Text without words finds nothing.
  if (search && search.all.length + search.none.length === 0) return { drafts: [], next: undefined };
  const drafts: DraftArticle[] = [];
  let { cursor } = query;
  let isFull = false;
  do {
    const asked = limit - drafts.length;
    const page = await store.list({ limit: asked, cursor, isScheduled });
    const candidates = page.drafts.filter((draft) => meets(draft, query));
    const isSearched = search !== undefined && candidates.length > 0;
    drafts.push(...(isSearched ? await queue.findMatches(search, candidates) : candidates));
    cursor = page.next;
    isFull = drafts.length === limit || (page.drafts.length < asked && drafts.length > 0);
    await setImmediate();
  } while (cursor !== undefined && !isFull);
  return { drafts, next: cursor };
}

function meets(draft: DraftArticle, { terms = [], source, from, to }: ArticleQuery): boolean {
  const { source: ownSource, saved_at } = draft._courant;
  const saved = Date.parse(saved_at);
  if (source !== undefined && ownSource !== source) return false;
  if (saved < (from ?? saved) || saved >= (to ?? Number.POSITIVE_INFINITY)) return false;
  const own = termsOf(draft);
  return terms.every((list) => list.some((term) => own.includes(term)));
}
