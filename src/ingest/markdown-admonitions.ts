import type { MarkdownIt, StateBlock } from "markdown-it";
import { capitalise } from "./markdown-alerts.ts";

const mark = /^(?:!!!|\?\?\?\+?)[ \t]+([a-z][\w-]{0,30})(?:[ \t][\w \t-]{0,100})?(?:[ \t]*"([^"\n]{0,300})")?[ \t]*$/i;
const indent = 4;

/**
 * Reads notes as Python-Markdown and MkDocs write them: `!!! note "A title"`, or `???` for one that can be closed, and
 * indented text below (https://python-markdown.github.io/extensions/admonition/). A note becomes a quotation with a title;
 * an empty title is none.
 */
export function admonitions(markdown: MarkdownIt): void {
  markdown.block.ruler.before("fence", "admonition", readAdmonition, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
}

function readAdmonition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const column = state.sCount[startLine] ?? 0;
  if (column - state.blkIndent >= indent) return false;
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  const first = state.src[start];
  if (first !== "!" && first !== "?") return false;
  const match = mark.exec(state.src.slice(start, state.eMarks[startLine]));
  const isInside = (line: number) => state.isEmpty(line) || (state.sCount[line] ?? 0) >= column + indent;
  let firstLine = startLine + 1;
  while (firstLine < endLine && state.isEmpty(firstLine)) firstLine++;
  if (match === null || firstLine >= endLine || !isInside(firstLine)) return false;
  if (silent) return true;
  let end = startLine + 1;
  while (end < endLine && isInside(end)) end++;
  const [, type = "", title = capitalise(type)] = match;
  state.push("blockquote_open", "blockquote", 1).map = [startLine, end];
  if (title !== "") {
    state.push("paragraph_open", "p", 1);
    Object.assign(state.push("inline", "", 0), {
      content: `**${title}**`,
      map: [startLine, startLine + 1],
      children: [],
    });
    state.push("paragraph_close", "p", -1);
  }
  const { blkIndent, lineMax, parentType } = state;
  Object.assign(state, { blkIndent: column + indent, lineMax: end, parentType: "blockquote" });
  state.md.block.tokenize(state, startLine + 1, end);
  Object.assign(state, { blkIndent, lineMax, parentType, line: end });
  state.push("blockquote_close", "blockquote", -1);
  return true;
}
