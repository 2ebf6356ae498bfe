import type { MarkdownIt, StateBlock } from "markdown-it";
import { codeTagAt } from "./template/code-tag.ts";

/** Reads code between the tags of templates as code, to the letter. A tag that is never closed stays as it is. */
export function codeTags(markdown: MarkdownIt): void {
  markdown.block.ruler.before("fence", "code_tag", readCode, { alt: ["paragraph", "reference", "blockquote", "list"] });
}

function readCode(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  if (state.src[start] !== "{") return false;
  const tag = codeTagAt(state.src, start);
  if (tag === undefined || start + tag.source.length > (state.eMarks[startLine] ?? 0)) return false;
  if (start > lastEnd(state, tag.end)) return false;
  for (let line = startLine; line < endLine; line++) {
    const lineStart = line === startLine ? start + tag.source.length : (state.bMarks[line] ?? 0);
    const closing = new RegExp(tag.end.source).exec(state.src.slice(lineStart, state.eMarks[line]));
    if (closing === null) continue;
    if (silent) return true;
    const first = state.src.slice(start + tag.source.length, state.eMarks[startLine]);
    const last = state.src.slice(lineStart, lineStart + closing.index);
    const token = state.push("fence", "code", 0);
    token.info = tag.language;
    token.map = [startLine, line + 1];
    token.content =
      line === startLine
        ? `${last}\n`
        : `${first.trim() === "" ? "" : `${first}\n`}${state.getLines(startLine + 1, line, state.blkIndent, true)}${last.trim() === "" ? "" : `${last}\n`}`;
    state.line = line + 1;
    return true;
  }
  return false;
}

/** Returns the place of the last closing tag, so that many tags without one take no time in the square of their number. */
function lastEnd(state: StateBlock, closingTag: RegExp): number {
  const ends = (state.env.codeEnds as Map<RegExp, number> | undefined) ?? new Map<RegExp, number>();
  state.env.codeEnds = ends;
  const known = ends.get(closingTag);
  if (known !== undefined) return known;
  const last = lastMatch(state.src, closingTag);
  ends.set(closingTag, last);
  return last;
}

function lastMatch(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].at(-1)?.index ?? -1;
}
