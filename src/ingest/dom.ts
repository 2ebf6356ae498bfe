import { parseHTML } from "linkedom";
import { counted } from "../article/limits.ts";
import { CourantError } from "../errors.ts";

/** What is used of the DOM (https://dom.spec.whatwg.org/#interface-element). */
export type PageElement = {
  readonly tagName: string;
  readonly parentElement: PageElement | null;
  readonly children: Iterable<PageElement>;
  readonly previousElementSibling: PageElement | null;
  readonly textContent: string;
  innerHTML: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  hasAttribute(name: string): boolean;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  closest(selector: string): PageElement | null;
  matches(selector: string): boolean;
  replaceWith(...nodes: PageElement[]): void;
  remove(): void;
};
export type PageDocument = PageElement & {
  readonly documentElement: PageElement | null;
  readonly body: PageElement | null;
  title: string;
};

/** Tags of a page, and elements inside each other: what reads it takes time in square of these. */
const most = { tags: 50_000, depth: 400 };

/**
 * The DOM of HTML. Nothing in it runs, and nothing that it names is loaded.
 * @throws ARTICLE_INVALID when there is too much of it
 */
export function domOf(html: string): PageDocument {
  const tags = html.split(/<[a-z]/i, most.tags + 2).length - 1;
  if (tags > most.tags) throw tooMuch(`more than ${counted(most.tags)} tags`);
  const isWhole = /<(?:html|body|head)[\s>]/i.test(html);
  const { document } = parseHTML(isWhole ? html : `<!doctype html><html><body>${html}</body></html>`);
  const page = document as unknown as PageDocument;
  if (isDeeperThan(most.depth, page.documentElement)) {
    throw tooMuch(`elements inside each other, more than ${most.depth} deep`);
  }
  return page;
}

function isDeeperThan(depth: number, root: PageElement | null): boolean {
  let level = root ? [root] : [];
  for (let deep = 0; level.length > 0; deep++) {
    if (deep > depth) return true;
    level = level.flatMap(({ children }) => [...children]);
  }
  return false;
}

function tooMuch(found: string): CourantError {
  return new CourantError("ARTICLE_INVALID", `The page is too large to look for its article: it has ${found}.`);
}

/** White space folded. */
export function textIn(element: PageElement | null): string {
  return (element?.textContent ?? "").replace(/\s+/g, " ").trim();
}
