import Type, { type TSchema } from "typebox";
import { Article, type Draft } from "./article.ts";

/** The outcome of a revision, and the article from now on. */
export type Revision = { outcome: "created" | "updated" | "unchanged"; article: Article };

/**
 * Makes the next revision of an article. A draft replaces the whole article: fields that it leaves out are gone. The id
 * always stays, and the dates stay when the draft does not give them. Keys come out in the order of the schema and dates as
 * UTC RFC 3339 with milliseconds, so that equal articles are equal JSON.
 *
 * - The id of a new article is the draft's, else its URL, else a new one. Its publication date is the draft's, else its
 *   modification date (an Atom entry needs no more than `updated`), but then not after `now`.
 * - A draft that changes nothing makes no revision. `date_modified` only moves forward: to the draft's date if that is
 *   later, else to `now` if anything else changed. A client can therefore read an article, edit it and send it back whole
 *   without changing the date. Which feed it was taken from does not change the date either.
 *
 * @param context `now` in milliseconds since 1970; `newId` makes a URN
 * @throws RangeError for an invalid date, which `prepare` never lets through
 */
export function revise(
  existing: Article | undefined,
  draft: Draft,
  context: { now: number; newId: () => string },
): Revision {
  if (existing === undefined) {
    const published = draft.date_published ?? Math.min(context.now, toMilliseconds(draft.date_modified ?? context.now));
    const dates = { published: toIsoDate(published), modified: toIsoDate(draft.date_modified ?? published) };
    const id = draft.id ?? draft.url ?? context.newId();
    return { outcome: "created", article: articleFrom(draft, id, dates, 1) };
  }
  const published = toIsoDate(draft.date_published ?? existing.date_published);
  const revision = existing._courant.revision;
  const previousModified = existing.date_modified;
  const modifiedDate =
    draft.date_modified !== undefined && toMilliseconds(draft.date_modified) > toMilliseconds(previousModified)
      ? draft.date_modified
      : previousModified;
  const candidate = articleFrom(draft, existing.id, { published, modified: toIsoDate(modifiedDate) }, revision);
  if (JSON.stringify(candidate) === JSON.stringify(existing)) return { outcome: "unchanged", article: existing };

  const isSaidOnly = JSON.stringify(withoutFeed(candidate)) === JSON.stringify(withoutFeed(existing));
  const modified =
    modifiedDate === previousModified && !isSaidOnly
      ? Math.max(context.now, toMilliseconds(previousModified), toMilliseconds(published))
      : modifiedDate;
  const article = articleFrom(draft, existing.id, { published, modified: toIsoDate(modified) }, revision + 1);
  return { outcome: "updated", article };
}

function withoutFeed({ _courant: { feed: _, ...courant }, ...article }: Article): Article {
  return { ...article, _courant: courant };
}

function articleFrom(draft: Draft, id: string, dates: { published: string; modified: string }, revision: number) {
  const { expires } = draft._courant ?? {};
  const courant = { ...draft._courant, ...(expires !== undefined && { expires: toIsoDate(expires) }), revision };
  const article: Article = {
    ...draft,
    id,
    date_published: dates.published,
    date_modified: dates.modified,
    _courant: courant,
  };
  return inOrder(article, articleOrder) as Article;
}

/** The order of the keys in a schema, at every depth; undefined for a value without keys. */
type KeyOrder = { keys: [key: string, order: KeyOrder | undefined][] } | { items: KeyOrder } | undefined;

function keyOrderOf(schema: TSchema): KeyOrder {
  if (Type.IsObject(schema)) {
    return { keys: Object.entries(schema.properties).map(([key, property]) => [key, keyOrderOf(property)]) };
  }
  const items = Type.IsArray(schema) ? keyOrderOf(schema.items) : undefined;
  return items && { items };
}

const articleOrder = keyOrderOf(Article);

/** Sorts the keys at every depth, and drops undefined members. */
function inOrder(value: unknown, order: KeyOrder): unknown {
  if (order === undefined || typeof value !== "object" || value === null) return value;
  if ("items" in order) return Array.isArray(value) ? value.map((item) => inOrder(item, order.items)) : value;
  const ordered: Record<string, unknown> = {};
  for (const [key, orderWithin] of order.keys) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) ordered[key] = inOrder(member, orderWithin);
  }
  return ordered;
}

function toMilliseconds(date: string | number): number {
  return new Date(date).getTime();
}

function toIsoDate(date: string | number): string {
  return new Date(date).toISOString();
}
