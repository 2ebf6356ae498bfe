import type { Api } from "../../admin/api-client.ts";
import type { Article } from "../../article/article.ts";
import type { DraftArticle } from "../../article/draft-article.ts";
import { isDraft } from "../../article/draft-article.ts";
import { stateOf } from "../../article/state.ts";
import { apiQuery, type Filters } from "./filters.ts";

/** A row of the list: an article, or a draft. `hasDraft`: whether a draft stands beside the article. */
export type Row = { shown: Article | DraftArticle; state: ReturnType<typeof stateOf>; hasDraft: boolean };

/** A page of the list. `next`: the filters of the page that follows; `pending`: articles that a search does not know yet. */
export type RowPage = { rows: Row[]; next: Filters | undefined; pending: number };

type ArticleList = { articles: (Article | DraftArticle)[]; next?: string; drafts?: string[]; pending?: number };

/** Drafts that publish themselves are few: all of them are read. */
const maxScheduledDrafts = 500;

/** Reads a page of the list. @param now milliseconds since 1970 */
export async function readRows(api: Api, filters: Filters, timezone: string, now: number): Promise<RowPage> {
  const list = await api.call<ArticleList>(`/admin/articles?${apiQuery(filters, timezone)}`);
  const { articles, next, drafts = [], pending = 0 } = list;
  const rows = articles.map((shown) => ({ shown, state: stateOf(shown, now), hasDraft: drafts.includes(shown.id) }));
  const last = articles.at(-1);
  const after = last && !isDraft(last) ? last.date_published : "";
  const nextFilters = next === undefined ? undefined : { ...filters, cursor: next, after };
  if (filters.state !== "scheduled" || filters.sort) return { rows, next: nextFilters, pending };
  const scheduled = await scheduledDrafts(api, filters, timezone);
  const due = scheduled.filter(({ _courant: { publish_at = "" } }) => {
    const isLater = publish_at > (filters.after ?? "");
    return isLater && (next === undefined || publish_at <= after);
  });
  const merged = [...rows, ...due.map((shown) => ({ shown, state: "draft" as const, hasDraft: false }))];
  return { rows: merged.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)), next: nextFilters, pending };
}

/** The drafts that publish themselves are scheduled as well, so they stand between the articles with a later date. */
async function scheduledDrafts(api: Api, filters: Filters, timezone: string): Promise<DraftArticle[]> {
  const { from: _, to: __, cursor: ___, ...conditions } = filters;
  const query = apiQuery({ ...conditions, state: "draft" }, timezone);
  const { articles } = await api.call<{ articles: DraftArticle[] }>(
    `/admin/articles?${query}&sort=due&limit=${maxScheduledDrafts}`,
  );
  return articles;
}

/** Returns the moment (RFC 3339) that the list shows of an article or a draft: when it is or was published, or saved. */
export function timeOf({ shown }: Pick<Row, "shown">): string {
  return isDraft(shown) ? (shown._courant.publish_at ?? shown._courant.saved_at) : shown.date_published;
}
