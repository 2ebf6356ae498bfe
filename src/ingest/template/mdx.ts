import type { FoundTag } from "./scan.ts";
import { literalIn, readArguments } from "./tag.ts";

/** Longer text in an element or an expression is not read as one. */
const maxComponentLength = 4_000;

/**
 * Reads imports and exports of MDX (https://mdxjs.com/docs/what-is-mdx/#esm), which end at a blank line, or where code
 * begins or ends.
 */
export function readBlockOfCode(text: string, at: number): FoundTag | undefined {
  const near = text.slice(at, at + maxComponentLength);
  const block = near.slice(0, /\n[ \t]*(?:\n|$|[`~]{3})/.exec(near)?.index ?? near.length);
  const isCode = block.startsWith("import")
    ? /^import\s*["']|\bfrom\s*["']/.test(block)
    : /^export\s+(?:default|const|let|var|function|async|class|\{|\*)/.test(block);
  return isCode ? componentTag(block, at) : undefined;
}

/** Reads an expression in braces, or an element that only MDX understands. Plain HTML is left to Markdown. */
export function readComponent(text: string, at: number): FoundTag | undefined {
  const source = text[at] === "{" ? readBalanced(text, at, "}") : readBalanced(text, at, ">");
  if (source === undefined) return undefined;
  if (source.startsWith("{")) return readExpression(source, at);
  const [, slash = "", name = "", rest = ""] = /^<(\/?)\s*([A-Za-z][\w.-]*)?(.*?)\/?>$/s.exec(source) ?? [];
  const isPlain = /^[a-z]/.test(name) && !rest.includes("{");
  if (isPlain || (name === "" && rest.trim() !== "")) return undefined;
  const isHtml = /^[a-z]/.test(name);
  if (isHtml)
    return {
      ...componentTag(source, at),
      kind: "text",
      arguments: { ...readArguments(""), text: htmlTag(name, rest, source) },
      name: "html",
    };
  return {
    ...componentTag(source, at),
    name: name.toLowerCase(),
    arguments: readArguments(rest),
    isClosing: slash === "/",
    isSilent: name === "",
  };
}

function readExpression(source: string, at: number): FoundTag {
  const inner = source.slice(1, -1).trim();
  const isComment = /^\/\*[\s\S]*\*\/$/.test(inner);
  const literal = /^(["'`])[^"'`$]*\1$/.test(inner) ? literalIn(inner) : undefined;
  if (!isComment && literal === undefined) return componentTag(source, at);
  return {
    ...componentTag(source, at),
    kind: "text",
    isSilent: true,
    arguments: { ...readArguments(""), text: literal ?? "" },
  };
}

/** Writes an element of HTML without the attributes that are no text. */
function htmlTag(name: string, rest: string, source: string): string {
  const attributes = [...readArguments(rest).named]
    .filter(([, value]) => value !== "")
    .map(([attribute, value]) => ` ${attribute}="${value.replaceAll('"', "&quot;")}"`);
  return `<${name}${attributes.join("")}${source.endsWith("/>") ? " /" : ""}>`;
}

function componentTag(source: string, at: number): FoundTag {
  return {
    kind: "component",
    source,
    end: at + source.length,
    name: "",
    arguments: readArguments(""),
    isClosing: false,
    isSilent: false,
  };
}

/** Returns the text from an opening mark to the one that closes it, past texts and braces within. */
function readBalanced(text: string, at: number, close: "}" | ">"): string | undefined {
  let [depth, quote] = [0, ""];
  const end = Math.min(text.length, at + maxComponentLength);
  for (let position = at + 1; position < end; position++) {
    const character = text[position] ?? "";
    if (quote !== "") {
      if (character === quote) quote = "";
      continue;
    }
    if (character === close && depth === 0) return text.slice(at, position + 1);
    if (character === "{") depth++;
    else if (character === "}") depth--;
    else if (/["'`]/.test(character) && (depth > 0 || text[position - 1] === "=" || close === "}")) quote = character;
    else if (character === "\n" && depth === 0 && /^[ \t]*\n/.test(text.slice(position + 1, position + 100)))
      return undefined;
    else if (character === "<" && close === ">" && depth === 0) return undefined;
    if (depth < 0) return undefined;
  }
  return undefined;
}
