import { type DefaultTreeAdapterTypes, defaultTreeAdapter, html as names, parse, parseFragment } from "parse5";

type Node = DefaultTreeAdapterTypes.Node;

/*
 * HTML as a browser reads it: whether it could do harm, and the text that a person reads. The lists here are the test's
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
const formulaElements = new Set(
  `math menclose merror mfenced mfrac mi mlabeledtr mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms
  mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none`.split(/\s+/),
);
const formulaAttributes = new Set(
  `accent accentunder align alttext bevelled close columnalign columnlines columnspacing columnspan denomalign depth
  display displaystyle fence form frame framespacing height largeop linebreak linethickness lquote lspace mathcolor
  mathsize mathvariant maxsize minsize movablelimits notation numalign open rowalign rowlines rowspacing rowspan rquote
  rspace scriptlevel separator separators stretchy symmetric voffset width`.split(/\s+/),
);
const unread = new Set(
  "script style title template iframe noembed noframes object embed svg textarea select button xmp head".split(" "),
);

const block = defaultTreeAdapter.createElement("div", names.NS.HTML, []);

/** Content where readers and pages put it: in a block. */
const contentOf = (html: string) => parseFragment(block, html, {});

/** Returns the parts of content that could do harm or would break in a reader. */
export function harmIn(html: string): string[] {
  const harm: string[] = [];
  for (const node of descendants(contentOf(html))) {
    if (defaultTreeAdapter.isCommentNode(node)) harm.push("a comment");
    if (!defaultTreeAdapter.isElementNode(node)) continue;
    const isFormula = node.namespaceURI === names.NS.MATHML;
    if (!(isFormula ? formulaElements : elements).has(node.tagName)) harm.push(`<${node.tagName}>`);
    for (const { name, value } of node.attrs) {
      if (!(isFormula ? formulaAttributes : attributes).has(name)) harm.push(`${name} of <${node.tagName}>`);
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

/** Returns the text that a person reads, without white space, whose place depends on the layout. */
export function readable(html: string): string {
  return textOf(contentOf(html)).replace(/\s+/g, "");
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
