import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";
import { escapeHtml } from "../article/plain-text.ts";

/** Characters between brackets. */
const maxBracketsLength = 2_000;

/**
 * Leaves formulas in TeX as they are, by the rules of Pandoc (https://pandoc.org/MANUAL.html#math): between single dollars,
 * the first has a character to its right, and the last has one to its left and no digit to its right, so that prices are
 * no formulas. Between double dollars there is no blank line. Formulas of LaTeX, between `\(` and `\)`, stay as well.
 */
export function formulas(markdown: MarkdownIt): void {
  markdown.inline.ruler.before("escape", "formula", readFormula);
  markdown.block.ruler.before("fence", "formula", readFormulaBlock, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  markdown.renderer.rules.formula = (tokens, index) => escapeHtml(tokens[index]?.content ?? "");
  markdown.renderer.rules.formula_block = (tokens, index) => `<p>${escapeHtml(tokens[index]?.content ?? "")}</p>\n`;
}

function readFormula(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  if (src[pos] !== "$" && src[pos] !== "\\") return false;
  const end =
    src[pos] === "\\" ? endOfBrackets(src, pos) : src[pos + 1] === "$" ? endOfDisplay(src, pos) : endOfInline(src, pos);
  if (end === undefined || end > state.posMax) return false;
  if (!silent) state.push("formula", "", 0).content = src.slice(pos, end);
  state.pos = end;
  return true;
}

/**
 * Finds the end of `\(…\)` and `\[…\]`, as LaTeX and MathJax write formulas. In Markdown these are brackets that mean
 * nothing, so only what holds a command, an index in braces or a power of TeX is a formula.
 */
function endOfBrackets(text: string, start: number): number | undefined {
  const open = text[start + 1];
  if (open !== "(" && open !== "[") return undefined;
  const inside = text.slice(start + 2, start + 2 + maxBracketsLength);
  const close = inside.indexOf(open === "(" ? "\\)" : "\\]");
  if (close === -1 || /\n\s*\n/.test(inside.slice(0, close))) return undefined;
  const isTex = /\\[a-z]{2,}|[\p{L}\d)}]\^|_\{|\p{L}_\d/iu.test(inside.slice(0, close));
  return isTex ? start + 2 + close + 2 : undefined;
}

function endOfDisplay(text: string, start: number): number | undefined {
  const close = text.indexOf("$$", start + 2);
  return close > start + 2 ? close + 2 : undefined;
}

/** Looks no further than to the next dollar, which either ends the formula or shows that there is none. */
function endOfInline(text: string, start: number): number | undefined {
  if (/^\s?$/.test(text[start + 1] ?? "")) return undefined;
  let close = text.indexOf("$", start + 1);
  while (close !== -1 && isEscaped(text, close)) close = text.indexOf("$", close + 1);
  if (close === -1 || /\s/.test(text[close - 1] ?? "") || /\d/.test(text[close + 1] ?? "")) return undefined;
  return close + 1;
}

function isEscaped(text: string, position: number): boolean {
  let start = position;
  while (text[start - 1] === "\\") start--;
  return (position - start) % 2 === 1;
}

/** Reads a formula whose double dollars begin one line and end the same or a later one. */
function readFormulaBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (state.sCount[startLine] === undefined || state.sCount[startLine] - state.blkIndent >= 4) return false;
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  if (!state.src.startsWith("$$", start)) return false;
  for (let line = startLine; line < endLine && !state.isEmpty(line); line++) {
    if (line > startLine && (state.sCount[line] ?? 0) < state.blkIndent) return false;
    const lineStart = line === startLine ? start + 2 : (state.bMarks[line] ?? 0);
    const text = state.src.slice(lineStart, state.eMarks[line]).trimEnd();
    const close = text.indexOf("$$");
    if (close === -1) continue;
    if (close !== text.length - 2 || (line === startLine && close === 0)) return false;
    if (silent) return true;
    const token = state.push("formula_block", "", 0);
    token.map = [startLine, line + 1];
    token.content = state.getLines(startLine, line + 1, state.blkIndent, false).trim();
    state.line = line + 1;
    return true;
  }
  return false;
}
