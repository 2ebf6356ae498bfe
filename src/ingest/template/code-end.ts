import { codeTagAt } from "./code-tag.ts";

/** A line on which code begins or ends in Markdown. */
export const fence = /\n[ \t>]*(?:`{3}|~{3})/;

/** The places where code between tags ends, and the characters that may still be read in vain. */
export type CodeSearch = { codeEnds: Map<RegExp, readonly number[]>; charactersLeft: number };

/** Text before a tag that begins a block. */
const blockStart = /(?:^|\n)[ \t>*+\d.)-]{0,40}$/;

/**
 * Returns the end of code between tags, which is read with its tags; undefined for any other tag, and for code with
 * fences in it, because the tag may itself be shown in code.
 */
export function endOfCode(text: string, at: number, search: CodeSearch): number | undefined {
  const tag = codeTagAt(text, at);
  if (tag === undefined || search.charactersLeft <= 0 || !blockStart.test(text.slice(Math.max(0, at - 41), at)))
    return undefined;
  const known = search.codeEnds.get(tag.end);
  const ends = known ?? [...text.matchAll(tag.end)].map((match) => match.index + match[0].length);
  if (known === undefined) search.codeEnds.set(tag.end, ends);
  const end = firstAfter(ends, at);
  if (end === undefined || !fence.test(text.slice(at, end))) return end;
  search.charactersLeft -= end - at;
  return undefined;
}

/** Returns the first of sorted numbers that is larger. */
function firstAfter(numbers: readonly number[], bound: number): number | undefined {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) > bound) high = middle;
    else low = middle + 1;
  }
  return numbers[low];
}
