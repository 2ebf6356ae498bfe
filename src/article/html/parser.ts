import { type DefaultTreeAdapterTypes, defaultTreeAdapter, html, parseFragment, serialize } from "parse5";
import { createNestingCounter } from "../nesting.ts";

export type Element = DefaultTreeAdapterTypes.Element;
export type ParentNode = DefaultTreeAdapterTypes.ParentNode;
export type ChildNode = DefaultTreeAdapterTypes.ChildNode;

type TreeAdapter = typeof defaultTreeAdapter & { onItemPush?: () => void; onItemPop?: () => void };

const contextElement = defaultTreeAdapter.createElement("div", html.NS.HTML, []);

/**
 * Parses HTML as browsers parse the content of an element (https://html.spec.whatwg.org/multipage/parsing.html) and writes
 * it without mistakes: open elements are closed, and misplaced ones are moved.
 * @param checkSize receives the number of characters in the tags so far, because wrong nesting can multiply them. May throw
 */
export function parseAsBrowser(content: string, checkSize: (characters: number) => void): string {
  return htmlOf(parseFragment(contextElement, content, { treeAdapter: measuringAdapter(checkSize) }));
}

/**
 * Parses HTML as browsers without scripts do, as a tree.
 * @param checkSize as for `parseAsBrowser`
 * @throws ARTICLE_INVALID for HTML that is nested too deep
 */
export function parseTree(content: string, checkSize: (characters: number) => void): ParentNode {
  const { open, close } = createNestingCounter();
  const treeAdapter: TreeAdapter = { ...measuringAdapter(checkSize), onItemPush: open, onItemPop: close };
  return parseFragment(contextElement, content, { treeAdapter, scriptingEnabled: false });
}

function measuringAdapter(checkSize: (characters: number) => void): typeof defaultTreeAdapter {
  let size = 0;
  return {
    ...defaultTreeAdapter,
    createElement(tagName, namespace, attributes) {
      size += tagName.length;
      for (const { name, value } of attributes) size += name.length + value.length;
      checkSize(size);
      return defaultTreeAdapter.createElement(tagName, namespace, attributes);
    },
  };
}

/** Writes a tree as HTML. Parsers drop a line feed at the beginning of `<pre>`, so one that counts is written twice. */
export function htmlOf(tree: ParentNode): string {
  for (const element of elementsIn(tree)) {
    const first = element.tagName === "pre" ? element.childNodes[0] : undefined;
    if (first && defaultTreeAdapter.isTextNode(first) && first.value.startsWith("\n")) first.value = `\n${first.value}`;
  }
  return serialize(tree);
}

/** Yields the elements below a node in the order of the document. The caller may change what was yielded. */
export function elementsIn(parent: ParentNode): Element[] {
  const elements: Element[] = [];
  const pending: ChildNode[] = parent.childNodes.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!("tagName" in node)) continue;
    elements.push(node);
    for (const child of node.childNodes.toReversed()) pending.push(child);
  }
  return elements;
}

/** Returns the attributes of the only element in the HTML, or undefined when the HTML holds anything else. */
export function onlyElementAttributes(content: string): ReadonlyMap<string, string> | undefined {
  const [node, ...others] = parseFragment(contextElement, content, {}).childNodes;
  if (node === undefined || others.length > 0 || !defaultTreeAdapter.isElementNode(node)) return undefined;
  return new Map(node.attrs.map(({ name, value }) => [name, value]));
}
