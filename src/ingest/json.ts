import { parseJson } from "./json-syntax.ts";

/** Something that may be an article, and its place in the input: a JSON pointer or a line; empty for all of it. */
export type Item = { place: string; value: () => unknown };

type Members = Record<string, unknown>;

/**
 * The articles of a JSON text: one object, a list, or a JSON Feed, whose authors and language are its items' defaults.
 * @throws ARTICLE_INVALID when it is not JSON
 */
export function itemsOfJson(text: string): Item[] {
  const document = parseJson(text);
  if (Array.isArray(document)) return document.map((value, index) => ({ place: `/${index}`, value: () => value }));
  if (!isMembers(document) || !Array.isArray(document.items)) return [{ place: "", value: () => document }];
  const { items, authors, author, language } = document;
  return items.map((item, index) => ({
    place: `/items/${index}`,
    value: () => (isMembers(item) ? withDefaults(item, { authors: authors ?? (author && [author]), language }) : item),
  }));
}

/** The articles of NDJSON, one object a line; the value of a line that is not JSON throws ARTICLE_INVALID. */
export function itemsOfNdjson(text: string): Item[] {
  return text.split("\n").flatMap((line, index) => {
    return line.trim() === "" ? [] : [{ place: `line ${index + 1}`, value: () => parseJson(line) }];
  });
}

function withDefaults(item: Members, { authors, language }: { authors: unknown; language: unknown }): Members {
  return { ...item, authors: item.authors ?? (item.author ? undefined : authors), language: item.language ?? language };
}

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isAbsent(value: unknown): value is undefined | null | "" {
  return value === undefined || value === null || value === "";
}
