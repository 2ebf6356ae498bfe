import { limits } from "../article/limits.ts";
import { tooMany } from "../article/mistakes.ts";
import { CourantError } from "../errors.ts";
import { parseJson } from "./json-syntax.ts";

/**
 * Something that may be an article, and its place in the input: a JSON pointer or a line; empty for all of it. `note`: what
 * whoever imports it should know, once it was read.
 */
export type Item = { place: string; value: () => unknown; note?: () => string | undefined };

type Members = Record<string, unknown>;

/**
 * The articles of a JSON text: one object, a list, or a JSON Feed, whose authors and language are its items' defaults.
 * @throws ARTICLE_INVALID when it is not JSON, or holds too many
 */
export function itemsOfJson(text: string): Item[] {
  const document = parseJson(text);
  if (Array.isArray(document))
    return checkItemCount(document).map((value, index) => ({ place: `/${index}`, value: () => value }));
  if (!isMembers(document) || !Array.isArray(document.items)) return [{ place: "", value: () => document }];
  const { items, authors, author, language } = document;
  // What the feed says of all its items, in extensions, each of them says, too.
  const extensions = Object.fromEntries(Object.entries(document).filter(([name]) => name.startsWith("_")));
  const defaults = { authors: authors ?? (author && [author]), language };
  return checkItemCount(items).map((item, index) => ({
    place: `/items/${index}`,
    value: () => (isMembers(item) ? { ...extensions, ...withDefaults(item, defaults) } : item),
  }));
}

/**
 * The articles of NDJSON, one object a line; the value of a line that is not JSON throws ARTICLE_INVALID.
 * @param firstLine the number of the text's first line, where it is a part of more
 * @throws ARTICLE_INVALID when there are too many
 */
export function itemsOfNdjson(text: string, firstLine = 1): Item[] {
  const items: Item[] = [];
  for (const [index, line] of linesOf(text)) {
    if (line.trim() !== "")
      checkItemCount(items).push({ place: `line ${firstLine + index}`, value: () => parseJson(line) });
  }
  return checkItemCount(items);
}

/** Line after line: an input of nothing but line ends must not become a list of as many. */
function* linesOf(text: string): Generator<[index: number, line: string]> {
  let [index, start] = [0, 0];
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
    yield [index++, text.slice(start, end)];
    start = end + 1;
  }
  yield [index, text.slice(start)];
}

/** @throws ARTICLE_INVALID when there are more than one input may have */
export function checkItemCount<T>(items: T[]): T[] {
  if (items.length <= limits.items) return items;
  const excess = tooMany(items.length, "articles", limits.items);
  throw new CourantError("ARTICLE_INVALID", `There is too much in one input: ${excess}. Split it into several files.`);
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
