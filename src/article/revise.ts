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
 *   without changing the date.
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

  const modified =
    modifiedDate === previousModified
      ? Math.max(context.now, toMilliseconds(previousModified), toMilliseconds(published))
      : modifiedDate;
  const article = articleFrom(draft, existing.id, { published, modified: toIsoDate(modified) }, revision + 1);
  return { outcome: "updated", article };
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
  return inSchemaOrder(article, Article);
}

/** Sorts the keys at every depth into the order of the schema, and drops undefined members. */
function inSchemaOrder<T>(value: T, schema: TSchema): T {
  return orderKeys(value, schema) as T;
}

function orderKeys(value: unknown, schema: TSchema): unknown {
  if (Type.IsArray(schema) && Array.isArray(value)) return value.map((item) => orderKeys(item, schema.items));
  if (!Type.IsObject(schema) || typeof value !== "object" || value === null) return value;
  const members = new Map(Object.entries(value));
  return Object.fromEntries(
    Object.entries(schema.properties)
      .filter(([key]) => members.get(key) !== undefined)
      .map(([key, property]) => [key, orderKeys(members.get(key), property)]),
  );
}

function toMilliseconds(date: string | number): number {
  return new Date(date).getTime();
}

function toIsoDate(date: string | number): string {
  return new Date(date).toISOString();
}
