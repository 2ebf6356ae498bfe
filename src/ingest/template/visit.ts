import type { Token } from "markdown-it";
import { htmlSegments } from "./html-segments.ts";
import { maskPattern } from "./scan.ts";

/** Replaces tags at each kind of place in Markdown. Each function gets the number of a tag. */
export type TagVisitor = {
  /** Returns the tag as it is typed, because it stands in code. */
  code: (number: number) => string;
  /** Returns HTML in place of a tag. `place`: whether it stands in a paragraph, or is a block of its own. */
  content: (number: number, place: "paragraph" | "block" | "other") => string;
  /** Returns text in place of a tag in an attribute; undefined if the attribute is no use then. */
  attribute: (number: number) => string | undefined;
};

const codeTypes: ReadonlySet<string> = new Set(["fence", "code_block", "code_inline", "formula", "formula_block"]);

/** Replaces the masked tags in the tokens of Markdown, in their order. */
export function visitTags(tokens: Token[], visitor: TagVisitor): void {
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    if (codeTypes.has(token.type)) visitCode(token, visitor);
    else if (token.type === "html_block") token.content = inHtml(token.content, 0, visitor, "other").html;
    else if (token.type === "template_line") {
      token.content = token.content.replace(maskPattern, (_, number: string) =>
        visitor.content(Number(number), "block"),
      );
      token.type = "html_block";
    } else if (token.children) {
      const isParagraph = before?.type === "paragraph_open" && !before.hidden;
      token.children = visitInline(token.children, visitor, isParagraph);
    }
  }
}

function visitCode(token: Token, { code }: TagVisitor): void {
  const restore = (text: string) => text.replace(maskPattern, (_, number: string) => code(Number(number)));
  token.content = restore(token.content);
  token.info = restore(token.info);
}

function visitInline(children: Token[], visitor: TagVisitor, isParagraph: boolean): Token[] {
  const visited: Token[] = [];
  let depth = 0;
  let isLinkLost = false;
  for (const token of children) {
    const place = isParagraph && token.level === 0 ? "paragraph" : "other";
    if (codeTypes.has(token.type)) visitCode(token, visitor);
    else if (token.type === "html_inline") {
      const { html, depth: after } = inHtml(token.content, depth, visitor, place);
      token.content = html;
      depth = after;
    } else if (token.type === "text") {
      for (const piece of visitText(token, visitor, place, depth > 0)) visited.push(piece);
      continue;
    } else if (token.type === "link_open") {
      isLinkLost = !visitAttributes(token, visitor);
    } else if (token.type === "image") {
      visitAttributes(token, visitor);
      for (const child of token.children ?? []) child.content = inAttribute(child.content, visitor) ?? "";
    }
    // A link that leads nowhere leaves its text.
    if (isLinkLost && /^link_/.test(token.type)) continue;
    visited.push(token);
  }
  return visited;
}

function visitText(token: Token, visitor: TagVisitor, place: "paragraph" | "other", isCode: boolean): Token[] {
  const pieces: Token[] = [];
  const add = (type: string, content: string) => {
    if (content === "") return;
    pieces.push(Object.assign(Object.create(Object.getPrototypeOf(token)), token, { type, content }));
  };
  let end = 0;
  for (const match of token.content.matchAll(maskPattern)) {
    const number = Number(match[1]);
    add("text", token.content.slice(end, match.index));
    if (isCode) add("text", visitor.code(number));
    else add("html_inline", visitor.content(number, place));
    end = match.index + match[0].length;
  }
  add("text", token.content.slice(end));
  return pieces;
}

/** Returns whether the element still leads somewhere. */
function visitAttributes(token: Token, visitor: TagVisitor): boolean {
  for (const name of ["href", "src", "title"]) {
    const value = token.attrGet(name);
    if (value === null) continue;
    const replaced = inAttribute(String(value), visitor);
    if (replaced === undefined && name === "href") return false;
    if (replaced !== value) token.attrSet(name, replaced ?? "");
  }
  return true;
}

/** Returns an address or another attribute with what its tags stand for. The address of the site alone is `/`. */
function inAttribute(value: string, { attribute }: TagVisitor): string | undefined {
  let isLost = false;
  const replaced = value.replace(maskPattern, (_, number: string) => {
    const text = attribute(Number(number));
    isLost ||= text === undefined;
    return text ?? "";
  });
  if (isLost) return undefined;
  return replaced === "" && value !== "" ? "/" : replaced;
}

function inHtml(
  html: string,
  depth: number,
  visitor: TagVisitor,
  place: "paragraph" | "other",
): { html: string; depth: number } {
  const { segments, depth: after } = htmlSegments(html, depth);
  const visited = segments.map(({ text, isTag, isCode }) => {
    if (isTag) {
      const quote = (address: string) => address.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
      return text.replace(maskPattern, (_, number: string) => quote(visitor.attribute(Number(number)) ?? ""));
    }
    return text.replace(maskPattern, (_, number: string) =>
      isCode ? visitor.code(Number(number)).replaceAll("<", "&lt;") : visitor.content(Number(number), place),
    );
  });
  return { html: visited.join(""), depth: after };
}
