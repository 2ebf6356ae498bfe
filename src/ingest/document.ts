import { Parser } from "htmlparser2";
import { parseHTML } from "linkedom";
import { counted, limits } from "../article/limits.ts";
import { tooMany } from "../article/mistakes.ts";
import { CourantError } from "../errors.ts";

/** Of the DOM what is used here. */
export type Element = {
  readonly localName: string;
  readonly parentElement: Element | null;
  readonly children: Iterable<Element> & { readonly length: number };
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
  insertBefore(node: Element, before: Element): void;
  replaceWith(...nodes: Element[]): void;
  remove(): void;
};

export type Document = Element & {
  readonly documentElement: Element;
  readonly head: Element;
  readonly body: Element;
  createElement(name: string): Element;
};

/**
 * A page as a document.
 * @throws ARTICLE_INVALID for one that is larger, or nested deeper, than any honest page
 */
export function documentOf(html: string): Document {
  if (html.length > limits.page) throw excessive(tooMany(html.length, "characters", limits.page));
  check(html);
  const isWhole = /<(?:html|head|body)[\s>]/i.test(html.slice(0, 100_000));
  return parseHTML(isWhole ? html : `<html><head></head><body>${html}</body></html>`).document as unknown as Document;
}

/** Goes through the page as it will be read, and counts: what reads and judges it takes more than linear time. */
function check(html: string): void {
  let [open, elements, attributes] = [0, 0, 0];
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
