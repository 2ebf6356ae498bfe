import Type, { type Static } from "typebox";
import { utcDate } from "../article/date.ts";
import { limits } from "../article/limits.ts";
import { parseSearch } from "../article/search-query.ts";
import { automaticSelection } from "../channel/automatic.ts";
import { conditionsOf, termOf } from "../channel/terms.ts";
import type { Config } from "../config/schema.ts";
import { CourantError } from "../errors.ts";
import { type ArticleQuery, articleSorts, articleStates, draftState } from "../stores/article-query.ts";
import type { ChannelValueStore } from "../stores/channel-values.ts";
import { pageCursor, pageLimit } from "./pages.ts";

const dayMs = 86_400_000;

/** Values of `sort`: a hyphen reverses an order. The best match comes first in any case. */
export const listOrders = articleSorts.flatMap((sort) =>
  sort === "relevance" ? [sort] : ([sort, `-${sort}`] as const),
);

const values = (description: string) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: limits.line }), { maxItems: 20, description }));

const moment = (description: string) => Type.Optional(Type.String({ maxLength: 100, description }));

/** The query parameters of `GET /admin/articles`. */
export const ArticleListQuery = Type.Object({
  q: Type.Optional(
    Type.String({
      maxLength: 1000,
      description:
        'words of title, summary, content, tags and authors; every word is the beginning of a word, "…" words one after ' +
        "the other, and a hyphen before either leaves out the articles that have it",
    }),
  ),
  tag: values("a tag; several must all be there"),
  author: values("the name of an author; several must all be there"),
  channel: Type.Optional(
    Type.String({ maxLength: 200, description: "the slug of a channel: the articles that it selects" }),
  ),
  state: Type.Optional(
    Type.Array(Type.Enum([...articleStates, draftState]), {
      minItems: 1,
      description: "a state; of several, one must be the article's. draft, by itself, lists drafts",
    }),
  ),
  source: Type.Optional(Type.String({ maxLength: limits.line, description: "the _courant.source of the article" })),
  from: moment("published on this day (UTC) or at this time (RFC 3339), or later"),
  to: moment("published on this day (UTC) or at this time (RFC 3339), or earlier"),
  sort: Type.Optional(
    Type.Enum([...listOrders, "due"], {
      description:
        "the order, reversed by a hyphen; -published, the newest first, is the default. relevance needs q, and due " +
        "state=draft: it lists the drafts that are scheduled, by their time",
    }),
  ),
  limit: pageLimit("articles"),
  cursor: pageCursor,
});
export type ArticleListQuery = Static<typeof ArticleListQuery>;

export type QueryDeps = { channels: () => Config["channels"]; channelValues: Pick<ChannelValueStore, "find"> };

/**
 * Reads the query of a list.
 * @throws REQUEST_INVALID for a moment that is none and too many words, CHANNEL_NOT_FOUND
 */
export async function readArticleQuery(given: ArticleListQuery, deps: QueryDeps): Promise<ArticleQuery> {
  const { q = "", tag = [], author = [], channel, state: states, source, from, to, limit, cursor } = given;
  const { sort = "-published" } = given;
  const name = sort.replace(/^-/, "");
  const terms = [
    ...tag.map((value) => [termOf("tag", value)]),
    ...author.map((value) => [termOf("author", value)]),
    ...(channel === undefined ? [] : conditionsOf(await selectionOf(channel, deps))),
  ];
  return {
    limit,
    cursor,
    search: q.trim() === "" ? undefined : parseSearch(q),
    terms,
    source,
    states: states?.filter((state) => state !== draftState),
    from: from === undefined ? undefined : readMoment("from", from),
    to: to === undefined ? undefined : readMoment("to", to) + (isDay(to) ? dayMs : 1),
    sort: articleSorts.find((each) => each === name),
    isAscending: !sort.startsWith("-") && sort !== "relevance",
  };
}

/** @throws CHANNEL_NOT_FOUND */
async function selectionOf(slug: string, { channels, channelValues }: QueryDeps) {
  const configured = channels().find((channel) => channel.slug === slug);
  if (configured) return configured.select ?? {};
  const automatic = await channelValues.find(slug);
  if (automatic) return automaticSelection(automatic.facet, automatic.value);
  throw new CourantError(
    "CHANNEL_NOT_FOUND",
    `There is no channel “${slug}”. Leave out “channel”, or name another one.`,
  );
}

/** @throws REQUEST_INVALID */
function readMoment(name: string, text: string): number {
  const date = utcDate(text);
  if (date !== undefined) return Date.parse(date);
  throw new CourantError(
    "REQUEST_INVALID",
    `The parameter “${name}” is not a date: “${text}”. Write a day, such as 2026-03-31, or a time, such as 2026-03-31T08:00:00Z.`,
  );
}

const isDay = (text: string) => /^\s*\d{4}-\d{2}-\d{2}\s*$/.test(text);
