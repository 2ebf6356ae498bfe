import { Parser } from "htmlparser2";
import { parseHTML } from "linkedom";
import { counted, limits } from "../article/limits.ts";
import { tooMany } from "../article/mistakes.ts";
import { CourantError } from "../errors.ts";

/** Of the DOM what is used here. */
export type Element = {
  readonly localName: string;
  readonly parentElement: Element | null;
  readonly previousElementSibling: Element | null;
  textContent: string;
  innerHTML: string;
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

export type Document = Element & {
  readonly documentElement: Element;
  readonly head: Element;
  readonly body: Element;
};

/**
 * A page as a document.
 * @throws ARTICLE_INVALID for one that is larger, or nested deeper, than any honest page
 */
export function documentOf(typed: string): Document {
  if (typed.length > limits.page) throw excessive(tooMany(typed.length, "characters", limits.page));
  const html = withoutReferences(typed);
  check(html);
  const isWhole = /<(?:html|head|body)[\s>]/i.test(html.slice(0, 100_000));
  return parseHTML(isWhole ? html : `<html><head></head><body>${html}</body></html>`).document as unknown as Document;
}

/** References to characters outside ASCII as these themselves: each would begin a piece of text of its own. */
function withoutReferences(html: string): string {
  return html.replace(/&#(?:x([0-9a-f]{2,6})|(\d{3,7}));/gi, (reference, hexadecimal?: string, decimal?: string) => {
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    const isCharacter = code >= 0xa0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : reference;
  });
}

/** Goes through the page as it will be read, and counts: what reads and judges it takes more than linear time. */
function check(html: string): void {
  let [open, elements, attributes, texts] = [0, 0, 0, 0];
  const parser = new Parser({
    onopentagname() {
      attributes = 0;
    },
    onopentag() {
      open++;
      elements++;
      if (open > limits.openElements) throw excessive(tooMany(open, "elements open at once", limits.openElements));
      if (elements > limits.pageElements) throw excessive(`more than ${counted(limits.pageElements)} elements`);
    },
    onattribute() {
      if (++attributes > limits.attributes) {
        throw excessive(`an element with more than ${counted(limits.attributes)} attributes`);
      }
    },
    ontext() {
      if (++texts > limits.pageTexts) throw excessive(`more than ${counted(limits.pageTexts)} pieces of text`);
    },
    onclosetag() {
      open--;
    },
  });
  parser.write(html);
  parser.end();
}

function excessive(what: string): CourantError {
  return new CourantError(
    "ARTICLE_INVALID",
    `The page is too much for one article: ${what}. Save the article's own part of it, or import it as Markdown or JSON.`,
  );
}
