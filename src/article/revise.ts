import Type, { type TSchema } from "typebox";
import { Article, type Draft } from "./article.ts";

/** What became of a draft, and the article as it is from now on. */
export type Revision = { outcome: "created" | "updated" | "unchanged"; article: Article };

/**
 * The next revision of an article. A draft replaces the whole article, fields it leaves out are gone; only the id and
 * the dates stay where the draft does not give them (the id always). Keys come out in the order of the schema and dates
 * as UTC RFC 3339 with milliseconds, so that equal articles are equal JSON.
 *
 * - A new article: the id is the draft's, else its URL, else a new one. It was published when the draft says so, else
 *   when it was last modified (an Atom entry needs no more than `updated`), but then not after `now`.
 * - A draft that differs in nothing makes no revision. `date_modified` only moves forward: to the draft's if that is
 *   later, else to `now` if anything else changed. So whoever reads an article, edits it and sends it back whole need not
 *   think of the date.
 *
 * @param at `now` in milliseconds since 1970; `newId` makes a URN
 * @throws RangeError for a date that is none (`prepare` lets none through)
 */
export function revise(
  existing: Article | undefined,
  draft: Draft,
  at: { now: number; newId: () => string },
): Revision {
  if (existing === undefined) {
    const published = draft.date_published ?? Math.min(at.now, time(draft.date_modified ?? at.now));
    const dates = { published: iso(published), modified: iso(draft.date_modified ?? published) };
    const id = draft.id ?? draft.url ?? at.newId();
    return { outcome: "created", article: articleFrom(draft, id, dates, 1) };
  }
  const published = iso(draft.date_published ?? existing.date_published);
  const revision = existing._courant.revision;
  const kept = existing.date_modified;
  const given =
    draft.date_modified !== undefined && time(draft.date_modified) > time(kept) ? draft.date_modified : kept;
  const candidate = articleFrom(draft, existing.id, { published, modified: iso(given) }, revision);
  if (JSON.stringify(candidate) === JSON.stringify(existing)) return { outcome: "unchanged", article: existing };

  const modified = given === kept ? Math.max(at.now, time(kept), time(published)) : given;
  const article = articleFrom(draft, existing.id, { published, modified: iso(modified) }, revision + 1);
  return { outcome: "updated", article };
}

function articleFrom(draft: Draft, id: string, dates: { published: string; modified: string }, revision: number) {
  const { expires } = draft._courant ?? {};
  const courant = { ...draft._courant, ...(expires !== undefined && { expires: iso(expires) }), revision };
  const article: Article = {
    ...draft,
    id,
    date_published: dates.published,
    date_modified: dates.modified,
    _courant: courant,
  };
  return inOrder(article, Article);
}

/** The same value with all keys in the order of the schema, at every depth, without those that are undefined. */
function inOrder<T>(value: T, schema: TSchema): T {
  return ordered(value, schema) as T;
}

function ordered(value: unknown, schema: TSchema): unknown {
  if (Type.IsArray(schema) && Array.isArray(value)) return value.map((item) => ordered(item, schema.items));
  if (!Type.IsObject(schema) || typeof value !== "object" || value === null) return value;
  const given = new Map(Object.entries(value));
  return Object.fromEntries(
    Object.entries(schema.properties)
      .filter(([key]) => given.get(key) !== undefined)
      .map(([key, property]) => [key, ordered(given.get(key), property)]),
  );
}

function time(date: string | number): number {
  return new Date(date).getTime();
}

function iso(date: string | number): string {
  return new Date(date).toISOString();
}
