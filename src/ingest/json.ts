import { limits } from "../article/limits.ts";
import { describeExcess } from "../article/mistakes.ts";
import { CourantError } from "../errors.ts";
import { parseJson } from "./json-syntax.ts";

/**
 * A value that may be an article, and its place in the input: a JSON pointer or a line, empty for the whole input. `note`:
 * a hint for the person who imports it, once the value was read.
 */
export type ImportItem = { place: string; value: () => unknown; note?: () => string | undefined };

type Members = Record<string, unknown>;

/**
 * Returns the articles of a JSON text: one object, a list, or a JSON Feed. The authors and the language of a feed are the
 * defaults of its items.
 * @throws ARTICLE_INVALID for a text that is not JSON, or holds too many articles
 */
export function itemsOfJson(text: string): ImportItem[] {
  const document = parseJson(text);
  if (Array.isArray(document))
    return checkItemCount(document).map((value, index) => ({ place: `/${index}`, value: () => value }));
  if (!isMembers(document) || !Array.isArray(document.items)) return [{ place: "", value: () => document }];
  const { items, authors, author, language } = document;
  // The feed's extensions apply to all its items.
  const extensions = Object.fromEntries(Object.entries(document).filter(([name]) => name.startsWith("_")));
  const defaults = { authors: authors ?? (author && [author]), language };
  return checkItemCount(items).map((item, index) => ({
    place: `/items/${index}`,
    value: () => (isMembers(item) ? { ...extensions, ...withDefaults(item, defaults) } : item),
  }));
}

/**
 * Returns the articles of NDJSON, one object a line. `value` throws ARTICLE_INVALID for a line that is not JSON.
 * @param firstLine the number of the text's first line, if the text is a part of a longer one
 * @throws ARTICLE_INVALID for too many articles
 */
export function itemsOfNdjson(text: string, firstLine = 1): ImportItem[] {
  const items: ImportItem[] = [];
  for (const [index, line] of eachLine(text)) {
    if (line.trim() !== "")
      checkItemCount(items).push({ place: `line ${firstLine + index}`, value: () => parseJson(line) });
  }
  return checkItemCount(items);
}

/** Yields line after line, so that an input of nothing but line ends does not become a huge list. */
function* eachLine(text: string): Generator<[index: number, line: string]> {
  let [index, start] = [0, 0];
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
    yield [index++, text.slice(start, end)];
    start = end + 1;
  }
  yield [index, text.slice(start)];
}

/** @throws ARTICLE_INVALID for more items than one input may have */
export function checkItemCount<T>(items: T[]): T[] {
  if (items.length <= limits.items) return items;
  const excess = describeExcess(items.length, "articles", limits.items);
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
