import { Parser } from "htmlparser2";
import { parseHTML } from "linkedom";
import { formatCount, limits } from "../article/limits.ts";
import { describeExcess } from "../article/mistakes.ts";
import { CourantError } from "../errors.ts";

/** The part of the DOM that is used here. */
export type Element = {
  readonly localName: string;
  readonly parentElement: Element | null;
  readonly previousElementSibling: Element | null;
  textContent: string;
  innerHTML: string;
  readonly outerHTML: string;
  readonly attributes: Iterable<{ name: string; value: string }>;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  closest(selector: string): Element | null;
  contains(other: Element): boolean;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element> & { readonly length: number };
  replaceWith(...nodes: Element[]): void;
  remove(): void;
};

/** A piece of text. */
export type TextNode = { readonly parentElement: Element | null; readonly textContent: string };

export type Document = Element & {
  readonly documentElement: Element;
  readonly head: Element;
  readonly body: Element;
  /** @param nodes 4 for pieces of text (NodeFilter.SHOW_TEXT) */
  createTreeWalker(root: Element, nodes: 4): { nextNode(): TextNode | null };
};

/**
 * Parses a page.
 * @throws ARTICLE_INVALID for a page that is larger, or nested deeper, than any honest page
 */
export function parseDocument(rawHtml: string): Document {
  if (rawHtml.length > limits.page) throw tooLargePage(describeExcess(rawHtml.length, "characters", limits.page));
  const html = withDecodedReferences(rawHtml);
  checkSize(html);
  const isWhole = /<(?:html|head|body)[\s>]/i.test(html.slice(0, 100_000));
  return parseHTML(isWhole ? withHeadAndBody(html) : `<html><head></head><body>${html}</body></html>`)
    .document as unknown as Document;
}

/** Content that precedes a body whose tag is left out (HTML, section 13.1.2.4). */
const beforeBody =
  /\s+|<!--[\s\S]*?-->|<!doctype\b[^>]*>|<(script|style|title|noscript|template)\b[\s\S]*?<\/\1\s*>|<\/?(?:html|head|meta|link|base)\b[^>]*>/iy;

/** Adds the tags of head and body where a page leaves them out, because the parser does not imply them. */
function withHeadAndBody(html: string): string {
  const headEnd = /<\/head\s*>/i.exec(html);
  const body = /<body[\s>]/i.exec(html);
  let bodyStart = body?.index ?? (headEnd === null ? 0 : headEnd.index + headEnd[0].length);
  if (body === null && headEnd === null) {
    beforeBody.lastIndex = 0;
    while (beforeBody.test(html)) bodyStart = beforeBody.lastIndex;
  }
  const before = html.slice(0, bodyStart);
  const after = html.slice(bodyStart);
  const root = /^\s*(?:<!doctype\b[^>]*>)?(?:\s+|<!--[\s\S]*?-->)*(?:<html\b[^>]*>)?/i.exec(before)?.[0] ?? "";
  const tags = ["html", "head"].filter((name) => !new RegExp(`<${name}[\\s>]`, "i").test(before));
  return `${root}${tags.map((name) => `<${name}>`).join("")}${before.slice(root.length)}${body === null ? "<body>" : ""}${after}`;
}

/** Decodes references to characters outside ASCII, because each would begin a new piece of text. */
function withDecodedReferences(html: string): string {
  return html.replace(/&#(?:x([0-9a-f]{2,6})|(\d{3,7}));/gi, (reference, hexadecimal?: string, decimal?: string) => {
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    const isCharacter = code >= 0xa0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : reference;
  });
}

/** Counts the parts of a page, because its later processing takes more than linear time. */
function checkSize(html: string): void {
  let [openElements, elements, attributes, textNodes] = [0, 0, 0, 0];
  const parser = new Parser({
    onopentagname() {
      attributes = 0;
    },
    onopentag() {
      openElements++;
      elements++;
      if (openElements > limits.openElements)
        throw tooLargePage(describeExcess(openElements, "elements open at once", limits.openElements));
      if (elements > limits.pageElements) throw tooLargePage(`more than ${formatCount(limits.pageElements)} elements`);
    },
    onattribute() {
      if (++attributes > limits.attributes) {
        throw tooLargePage(`an element with more than ${formatCount(limits.attributes)} attributes`);
      }
    },
    ontext() {
      if (++textNodes > limits.pageTexts)
        throw tooLargePage(`more than ${formatCount(limits.pageTexts)} pieces of text`);
    },
    onclosetag() {
      openElements--;
    },
  });
  parser.write(html);
  parser.end();
}

function tooLargePage(excess: string): CourantError {
  return new CourantError(
    "ARTICLE_INVALID",
    `The page is too much for one article: ${excess}. Save the article's own part of it, or import it as Markdown or JSON.`,
  );
}
