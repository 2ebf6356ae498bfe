import { limits } from "../article/limits.ts";
import { isMembers } from "../article/members.ts";
import { describeExcess } from "../article/mistakes.ts";
import { CourantError } from "../errors.ts";
import { articleOfJsonItem } from "./feed-json.ts";
import type { FeedSurroundings } from "./feed-parts.ts";
import { parseJson } from "./json-syntax.ts";

/**
 * A value that may be an article, and its place in the input: a JSON pointer or a line, empty for the whole input. `line`:
 * where it begins, if the place does not say that. `note`: a hint for the person who imports it, once the value was read.
 */
export type ImportItem = {
  place: string;
  line?: number | undefined;
  value: () => unknown;
  note?: () => string | undefined;
};

/**
 * Returns the articles of a JSON text: one object, a list, or a JSON Feed.
 * @throws ARTICLE_INVALID for a text that is not JSON, or holds too many articles
 */
export function itemsOfJson(text: string, surroundings: FeedSurroundings): ImportItem[] {
  const document = parseJson(text);
  if (Array.isArray(document))
    return checkItemCount(document).map((value, index) => ({ place: `/${index}`, value: () => value }));
  if (!isMembers(document) || !Array.isArray(document.items)) return [{ place: "", value: () => document }];
  return checkItemCount(document.items).map((item, index) => ({
    place: `/items/${index}`,
    value: () => articleOfJsonItem(item, document, surroundings),
  }));
}

/**
 * Returns the articles of NDJSON, one object a line. `value` throws ARTICLE_INVALID for a line that is not JSON.
 * @param firstLine the number of the text's first line, if the text is a part of a longer one
 * @param notes hints on the articles, by the number of lines before each
 * @throws ARTICLE_INVALID for too many articles
 */
export function itemsOfNdjson(text: string, firstLine = 1, notes?: ReadonlyMap<number, string>): ImportItem[] {
  const items: ImportItem[] = [];
  for (const [index, line] of eachLine(text)) {
    if (line.trim() !== "")
      checkItemCount(items).push({
        place: `line ${firstLine + index}`,
        value: () => parseJson(line),
        note: () => notes?.get(index),
      });
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
