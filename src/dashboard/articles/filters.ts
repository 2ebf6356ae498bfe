import Type, { type Static } from "typebox";
import { loadTimeZone } from "../../time-zone.ts";

/** The states that the list shows by themselves. Without one, it shows everything but drafts. */
export const listStates = ["draft", "scheduled", "published", "expired"] as const;
export type ListState = (typeof listStates)[number];

/** The orders of the list, as the API names them. */
export const listSorts = ["-published", "published", "-modified", "modified", "title", "-title", "relevance"] as const;

const text = Type.Optional(Type.String({ maxLength: 10_000 }));

/** The query of the list of articles, in its address. A form sends empty fields as well. */
export const Filters = Type.Object({
  q: text,
  state: Type.Optional(Type.Enum(["", ...listStates])),
  tag: text,
  author: text,
  channel: text,
  source: text,
  from: text,
  to: text,
  sort: Type.Optional(Type.Enum(["", ...listSorts])),
  cursor: text,
  /** The date of the last article on the page before, for the list of what is scheduled. */
  after: text,
});
export type Filters = Static<typeof Filters>;

const conditions = ["q", "tag", "author", "channel", "source"] as const;
const dayMs = 86_400_000;

/** Tells whether anything but the state is asked for. */
export function isFiltered(filters: Filters): boolean {
  return [...conditions, "from" as const, "to" as const].some((name) => filters[name]);
}

/** Returns the query of a list's own address. @param changes fields in place of those that it has */
export function pageQuery(filters: Filters, changes: Filters = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, ...changes })) if (value) parameters.set(name, value);
  return parameters.size === 0 ? "" : `?${parameters}`;
}

/** Reads the query of a list's address, as `pageQuery` writes it. Names and values that a list does not have are left out. */
export function readPageQuery(query: string): Filters {
  const given = new URLSearchParams(query);
  const fields = Object.keys(Filters.properties).flatMap((name) => {
    const value = given.get(name);
    const allowed = { state: listStates, sort: listSorts }[name] as readonly string[] | undefined;
    return value && (allowed?.includes(value) ?? true) ? [[name, value]] : [];
  });
  return Object.fromEntries(fields);
}

/** Returns the query with which the API lists the articles. Days are those of a time zone. @param timezone its IANA name */
export function apiQuery(filters: Filters, timezone: string): string {
  const { state, sort, cursor, from, to } = filters;
  const parameters = new URLSearchParams();
  for (const name of conditions) if (filters[name]) parameters.set(name, filters[name]);
  if (state) parameters.set("state", state);
  if (from) parameters.set("from", dayBounds(from, timezone)?.first ?? from);
  if (to) parameters.set("to", dayBounds(to, timezone)?.last ?? to);
  const order = sort || (state === "scheduled" ? "published" : "");
  if (order && state !== "draft") parameters.set("sort", order);
  if (cursor) parameters.set("cursor", cursor);
  return String(parameters);
}

/** Returns the first and the last moment (RFC 3339) of a day (2026-03-31) in a time zone; undefined if it is no day. */
function dayBounds(day: string, timezone: string): { first: string; last: string } | undefined {
  const wall = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(wall)) return undefined;
  const zone = loadTimeZone(timezone);
  const startOf = (midnight: number) => zone.momentsOf(midnight).moments[0] ?? midnight;
  return {
    first: new Date(startOf(wall)).toISOString(),
    last: new Date(startOf(wall + dayMs) - 1).toISOString(),
  };
}
