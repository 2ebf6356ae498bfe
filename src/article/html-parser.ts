import { defaultTreeAdapter, html, parseFragment, serialize } from "parse5";

const contextElement = defaultTreeAdapter.createElement("div", html.NS.HTML, []);

/**
 * Parses HTML as browsers parse the content of an element (https://html.spec.whatwg.org/multipage/parsing.html) and writes
 * it without mistakes: open elements are closed, and misplaced ones are moved.
 * @param checkSize receives the number of characters in the tags so far, because wrong nesting can multiply them. May throw
 */
export function parseAsBrowser(content: string, checkSize: (characters: number) => void): string {
  let size = 0;
  const treeAdapter: typeof defaultTreeAdapter = {
    ...defaultTreeAdapter,
    createElement(tagName, namespace, attributes) {
      size += tagName.length;
      for (const { name, value } of attributes) size += name.length + value.length;
      checkSize(size);
      return defaultTreeAdapter.createElement(tagName, namespace, attributes);
    },
  };
  return serialize(parseFragment(contextElement, content, { treeAdapter }), { treeAdapter });
}

/** Returns the attributes of the only element in the HTML, or undefined when the HTML holds anything else. */
export function onlyElementAttributes(content: string): ReadonlyMap<string, string> | undefined {
  const [node, ...others] = parseFragment(contextElement, content, {}).childNodes;
  if (node === undefined || others.length > 0 || !defaultTreeAdapter.isElementNode(node)) return undefined;
  return new Map(node.attrs.map(({ name, value }) => [name, value]));
}
