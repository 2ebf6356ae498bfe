import type { MarkdownIt, StateCore, Token } from "markdown-it";
import { readArguments } from "./template/tag.ts";

/** `{#id .class width=50%}` and Kramdown's `{: .class}`, `{:toc}`. */
const listAtStart = /^\{([^{}\n]{1,300})\}/;
const listAtEnd = /(?<=^|\s)\{([^{}\n]{1,300})\}\s*$/;
const wholeList = /^\s*\{([^{}\n]{1,300})\}\s*$/;
const attributePattern = String.raw`(?:[#.][\w:.-]+|[\w-]+=(?:"[^"]*"|'[^']*'|[^\s"']+)|(?:no_)?toc|refdef)`;
const attributeListPattern = new RegExp(
  String.raw`^(?::?\s*${attributePattern}(?:\s+${attributePattern})*\s*|:[:/][\w\s/=":.-]*)$`,
);

/** Elements directly behind which a list of attributes may stand. */
const attributeTargets: ReadonlySet<string> = new Set([
  "image",
  "link_close",
  "code_inline",
  "em_close",
  "strong_close",
  "s_close",
]);

/**
 * Takes lists of attributes out of the text: behind a picture, a link, code or stressed words, at the end of a heading or a
 * paragraph, and on a line of their own. Those that mean something to readers are given to the element.
 */
export function attributeLists(markdown: MarkdownIt): void {
  markdown.core.ruler.push("attribute_lists", (state) => {
    const emptied = new Set<Token>();
    let hasContents = false;
    for (const [index, token] of state.tokens.entries()) {
      if (token.type === "fence") token.info = token.info.replace(/^\s*\{\s*\.?([\w+#-]+)[^{}]*\}/, "$1");
      if (token.type !== "inline" || !token.children || !token.content.includes("{")) continue;
      const { kept, isContents } = withoutLists(token.children, state.tokens[index - 1]?.type === "heading_open");
      if (token.children.length > 0 && kept.length === 0) {
        for (const each of state.tokens.slice(index - 1, index + 2)) emptied.add(each);
      }
      token.children = kept;
      if (isContents && !hasContents) for (const each of listAround(state, index)) emptied.add(each);
      hasContents ||= isContents;
    }
    if (emptied.size > 0) state.tokens = state.tokens.filter((token) => !emptied.has(token));
  });
}

/** Returns the parts of a paragraph without the lists. `isContents`: one of them asks for a table of contents. */
function withoutLists(children: readonly Token[], isHeading: boolean): { kept: Token[]; isContents: boolean } {
  const kept: Token[] = [];
  let isContents = false;
  for (let index = 0; index < children.length; index++) {
    const child = children[index] as Token;
    const [previous, next] = [kept.at(-1), children[index + 1]];
    if (child.type !== "text" || !child.content.includes("{")) {
      kept.push(child);
      continue;
    }
    const behind = previous && attributeTargets.has(previous.type) ? listIn(listAtStart, child.content) : undefined;
    if (behind) {
      giveAttributes(kept, behind.list);
      child.content = child.content.slice(behind.end);
    }
    const isLineEnd = next === undefined || isBreak(next);
    const isLine = isLineEnd && (previous === undefined || isBreak(previous));
    const whole = isLine ? listIn(wholeList, child.content) : undefined;
    if (whole) {
      isContents ||= /^:?\s*toc\b/.test(whole.list);
      // The break before the line goes with it, else the one after it.
      if (previous) kept.pop();
      else index++;
      continue;
    }
    const last = isLineEnd && (isHeading || next === undefined) ? listIn(listAtEnd, child.content) : undefined;
    if (last && !/^[\w-]/.test(last.list)) child.content = child.content.slice(0, last.start).trimEnd();
    kept.push(child);
  }
  return { kept, isContents };
}

/** Finds a list of attributes, and no other text in braces. */
function listIn(pattern: RegExp, text: string): { list: string; start: number; end: number } | undefined {
  const match = pattern.exec(text);
  const [whole = "", list = ""] = match ?? [];
  return match && attributeListPattern.test(list)
    ? { list, start: match.index, end: match.index + whole.length }
    : undefined;
}

function isBreak({ type }: Token): boolean {
  return type === "softbreak" || type === "hardbreak";
}

/** Gives the last element of some parts the attributes that mean something to readers. */
function giveAttributes(parts: readonly Token[], list: string): void {
  let at = parts.length - 1;
  if (parts[at]?.type === "link_close") while (at > 0 && parts[at]?.type !== "link_open") at--;
  const target = parts[at];
  if (target === undefined) return;
  const { named } = readArguments(list.replace(/^:/, ""));
  for (const [name, pattern] of [
    ["width", /^\d{1,5}(?:px|%)?$/],
    ["height", /^\d{1,5}(?:px|%)?$/],
    ["title", /./],
    ["alt", /./],
  ] as const) {
    const value = named.get(name);
    if (value === undefined || !pattern.test(value)) continue;
    if (target.type === "image" && name === "alt") target.children = [];
    if (target.type === "image" || name === "title") target.attrSet(name, value.replace(/px$/, ""));
  }
}

/** The list whose place a table of contents takes, as Kramdown's `{:toc}` asks. */
function listAround({ tokens }: StateCore, index: number): Token[] {
  const inner = tokens[index]?.level ?? 0;
  let start = index;
  while (
    start >= 0 &&
    !(/^(?:bullet|ordered)_list_open$/.test(tokens[start]?.type ?? "") && (tokens[start]?.level ?? 0) < inner)
  )
    start--;
  const open = tokens[start];
  if (open === undefined) return [];
  const end = tokens.findIndex((token, at) => at > start && token.level === open.level && token.nesting === -1);
  return tokens.slice(start, end + 1);
}
