import { defaultTreeAdapter, html, parseFragment, serialize } from "parse5";

const place = defaultTreeAdapter.createElement("div", html.NS.HTML, []);

/**
 * HTML as browsers understand it where content stands (https://html.spec.whatwg.org/multipage/parsing.html), written down
 * without mistakes: what was left open is closed, what stands where it may not is moved.
 * @param checkSize told how many characters the tags have so far: wrong nesting can multiply them. May throw
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
  return serialize(parseFragment(place, content, { treeAdapter }), { treeAdapter });
}

/** The attributes of the one element that the HTML consists of; undefined where it consists of anything else. */
export function onlyElement(content: string): ReadonlyMap<string, string> | undefined {
  const [node, ...others] = parseFragment(place, content, {}).childNodes;
  if (node === undefined || others.length > 0 || !defaultTreeAdapter.isElementNode(node)) return undefined;
  return new Map(node.attrs.map(({ name, value }) => [name, value]));
}
