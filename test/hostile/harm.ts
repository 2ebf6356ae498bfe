import { type DefaultTreeAdapterTypes, defaultTreeAdapter, html as names, parse, parseFragment } from "parse5";

type Node = DefaultTreeAdapterTypes.Node;

/*
 * What a browser makes of HTML: whether it could do harm, and what a person reads of it. The lists here are the test's
 * own; nothing of the sanitiser's is used.
 */

const elements = new Set(
  `a abbr address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup data dd del
  details dfn div dl dt em figcaption figure footer font h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark
  nav nl nobr ol p picture pre q rb rp rt rtc ruby s samp section small source span strike strong sub summary sup table
  tbody td tfoot th thead time tr track tt u ul var video wbr`.split(/\s+/),
);
const attributes = new Set(
  `abbr alt cite colspan controls datetime default dir headers height href hreflang kind label lang loading loop media
  muted open playsinline poster preload rel reversed rowspan scope sizes span src srclang srcset start title type value
  width`.split(/\s+/),
);
const unread = new Set(
  "script style title template iframe noembed noframes object embed svg textarea select button xmp head".split(" "),
);

const block = defaultTreeAdapter.createElement("div", names.NS.HTML, []);

/** Content where readers and pages put it: in a block. */
const contentOf = (html: string) => parseFragment(block, html, {});

/** What in content could do harm, or would break in a reader: nothing where it is harmless. */
export function harmIn(html: string): string[] {
  const harm: string[] = [];
  for (const node of descendants(contentOf(html))) {
    if (defaultTreeAdapter.isCommentNode(node)) harm.push("a comment");
    if (!defaultTreeAdapter.isElementNode(node)) continue;
    if (!elements.has(node.tagName)) harm.push(`<${node.tagName}>`);
    for (const { name, value } of node.attrs) {
      if (!attributes.has(name)) harm.push(`${name} of <${node.tagName}>`);
      for (const address of addressesIn(name, value)) if (!isHarmless(address)) harm.push(`${name}="${address}"`);
    }
  }
  return harm;
}

/** The addresses in attributes of these names; the harmless ones are absolute. */
export function addressesIn(name: string, value: string): string[] {
  if (name === "srcset") return value.split(/,\s+/).map((candidate) => candidate.trim().split(/\s+/)[0] ?? "");
  return ["href", "src", "poster", "cite", "action", "formaction", "data", "background"].includes(name) ? [value] : [];
}

/** Whether an address is absolute and is only fetched, mailed or called. */
export function isHarmless(address: string): boolean {
  return /^(?:https?:\/\/[^/\s]|mailto:|tel:)[^\s\p{Cc}]*$/iu.test(address);
}

/** What a person reads of content, without white space: where that goes depends on the layout. */
export function readable(html: string): string {
  return textOf(contentOf(html)).replace(/[\s\u0085]+/g, "");
}

/** The text of an element's content, as it stands. */
export function textOf(node: Node): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value;
  if (defaultTreeAdapter.isElementNode(node) && unread.has(node.tagName)) return "";
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

/** Every node of a page. */
export function nodesOf(page: string): Node[] {
  return descendants(parse(page));
}

function descendants(node: Node): Node[] {
  return "childNodes" in node ? node.childNodes.flatMap((child) => [child, ...descendants(child)]) : [];
}
