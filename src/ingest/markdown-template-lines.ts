import type { MarkdownIt, StateBlock } from "markdown-it";
import { maskPattern } from "./template/scan.ts";
import type { Tag } from "./template/tag.ts";

/**
 * Reads a line of nothing but tags of a template language as a block. `env.tags`: the tags, by the numbers in their
 * masks.
 */
export function templateLines(markdown: MarkdownIt): void {
  markdown.block.ruler.before("fence", "template_line", readLine, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
}

function readLine(state: StateBlock, startLine: number, _endLine: number, silent: boolean): boolean {
  const tags = (state.env.tags as readonly Tag[] | undefined) ?? [];
  if (tags.length === 0 || (state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  if (state.src[start] !== "\uFDD0") return false;
  const line = state.src.slice(start, state.eMarks[startLine]);
  if (line.replace(maskPattern, "").trim() !== "") return false;
  const isBlock = [...line.matchAll(maskPattern)].some(([, number]) => mayBeBlock(tags[Number(number)]));
  if (!isBlock) return false;
  if (silent) return true;
  const token = state.push("template_line", "", 0);
  token.map = [startLine, startLine + 1];
  token.content = line.trim();
  state.line = startLine + 1;
  return true;
}

/** A value and an address are parts of a paragraph. */
function mayBeBlock(tag: Tag | undefined): boolean {
  if (tag === undefined) return false;
  if (tag.kind === "output") return tag.source.includes("(");
  return tag.kind !== "text" && tag.kind !== "wiki" && !/^(?:ref|relref|link|post_url)$/.test(tag.name);
}
