import { type Command, InvalidArgumentError } from "commander";
import type { Article } from "../../article/article.ts";
import type { DraftArticle } from "../../article/draft-article.ts";
import { type ArticleState, articleStates, draftState } from "../../stores/article-query.ts";
import { appendValue } from "../process/run-command.ts";
import type { AdminClient } from "../workspace/admin-client.ts";

type State = ArticleState | typeof draftState;

/** The conditions of a list, as options of a command. */
export type Filters = {
  search?: string;
  tag?: string[];
  author?: string[];
  channel?: string;
  state?: State[];
  source?: string;
  from?: string;
  to?: string;
};

/** The largest page that the admin API gives. */
const maxPage = 500;

/** Adds the options of a list to a command. @param states the states that `--state` takes */
export function addFilters(command: Command, states: readonly State[] = articleStates): Command {
  return command
    .option("--search <words>", "beginnings of words, “phrases” in quotes, and -words to leave out")
    .option("--tag <tag>", "articles with this tag; several must all be there", appendValue)
    .option("--author <name>", "articles by this author; several must all be there", appendValue)
    .option("--channel <slug>", "articles that this channel selects")
    .option("--state <state>", describeStates(states), (value, previous?: State[]) =>
      appendState(value, states, previous),
    )
    .option("--source <source>", "articles that came from this source")
    .option("--from <date>", "published on this day or later")
    .option("--to <date>", "published on this day or earlier");
}

/** Tells whether there is any condition. */
export function hasFilters(filters: Filters): boolean {
  return [...queryOf(filters)].length > 0;
}

/**
 * Reads a list, page by page.
 * @param limit the number of articles at most
 */
export async function* listArticles(
  client: AdminClient,
  filters: Filters,
  { limit = Number.POSITIVE_INFINITY, sort }: { limit?: number; sort?: string | undefined } = {},
): AsyncGenerator<Article | DraftArticle> {
  const query = queryOf(filters);
  if (sort !== undefined) query.set("sort", sort);
  let left = limit;
  for (;;) {
    query.set("limit", String(Math.min(left, maxPage)));
    const { articles, next } = await client.call<{ articles: (Article | DraftArticle)[]; next?: string }>(
      `/admin/articles?${query}`,
    );
    yield* articles;
    left -= articles.length;
    if (next === undefined || left <= 0) return;
    query.set("cursor", next);
  }
}

function queryOf({ search, tag = [], author = [], channel, state = [], source, from, to }: Filters): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ q: search, channel, source, from, to })) {
    if (value !== undefined) query.set(name, value);
  }
  for (const value of tag) query.append("tag", value);
  for (const value of author) query.append("author", value);
  for (const value of state) query.append("state", value);
  return query;
}

function describeStates(states: readonly State[]): string {
  const text = `${articleStates.join(", ")}; may be repeated`;
  return states.includes(draftState)
    ? `${text}. ${draftState}, alone: drafts, the one that was saved last first`
    : text;
}

function appendState(value: string, states: readonly State[], previous: readonly State[] = []): State[] {
  const state = states.find((each) => each === value);
  if (state === undefined) throw new InvalidArgumentError(`It must be one of ${states.join(", ")}.`);
  return [...previous, state];
}
