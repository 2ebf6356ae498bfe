import { type Edit, lineEnd, lineStart } from "./yaml-places.ts";

/** An entry of a mapping or a list in the text, and whether it goes. At least one entry stays. */
export type PlacedEntry = { start: number; end: number; isRemoved: boolean };

/**
 * Finds the edits that remove entries: in block style with their lines, so that comments between them stay, and in flow
 * style with their commas.
 */
export function findRemovals(text: string, entries: readonly PlacedEntry[], isFlow: boolean): Edit[] {
  const edits: Edit[] = [];
  let index = 0;
  while (index < entries.length) {
    const first = index;
    while (entries[index]?.isRemoved) index++;
    const run = entries.slice(first, index);
    const [begin] = run;
    const next = entries[index];
    const isAlone = begin && text.slice(lineStart(text, begin.start), begin.start).trim() === "";
    if (begin && (isFlow || !isAlone) && next) edits.push({ start: begin.start, end: next.start, text: "" });
    else if (begin && isFlow) {
      edits.push({ start: entries[first - 1]?.end ?? begin.start, end: run.at(-1)?.end ?? begin.end, text: "" });
    } else edits.push(...run.map((entry) => removeLines(text, entry)));
    index++;
  }
  return edits;
}

function removeLines(text: string, { start, end }: PlacedEntry): Edit {
  const after = lineEnd(text, end);
  const behind = text.startsWith("\r\n", after) ? after + 2 : Math.min(text.length, after + 1);
  return { start: lineStart(text, start), end: behind, text: "" };
}
