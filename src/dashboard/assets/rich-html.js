// HTML that the rich text side of the editor can show: what it takes in, and what it gives back.

const dropped = new Set([
  "SCRIPT",
  "STYLE",
  "TEMPLATE",
  "IFRAME",
  "OBJECT",
  "NOSCRIPT",
  "TITLE",
  "HEAD",
  "META",
  "LINK",
]);
const kept = new Set(
  "P H1 H2 H3 H4 H5 H6 UL OL LI BLOCKQUOTE PRE CODE A B STRONG I EM U S DEL SUB SUP BR IMG SPAN DIV".split(" "),
);
/** @type {Record<string, readonly string[]>} */
const attributes = { A: ["href", "title"], IMG: ["src", "alt", "width", "height"], OL: ["start"], CODE: ["class"] };
const common = ["lang", "dir", "title"];
/** @type {Record<string, string>} */
const renamed = { B: "strong", I: "em", DIV: "p" };

/** @param {string} html */
function parse(html) {
  return new DOMParser().parseFromString(html, "text/html").body;
}

/**
 * Tells whether rich text shows all of some HTML, and keeps it.
 * @param {string} html
 */
export function isSimple(html) {
  return [...parse(html).querySelectorAll("*")].every(({ tagName }) => kept.has(tagName) && tagName !== "DIV");
}

/**
 * Cleans HTML from elsewhere, such as the clipboard: other elements are taken off their text.
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function cleanFragment(html) {
  const fragment = document.createDocumentFragment();
  fragment.append(...cleanNodes(parse(html)));
  return document.importNode(fragment, true);
}

/**
 * @param {Node} parent
 * @returns {Node[]}
 */
function cleanNodes(parent) {
  return [...parent.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.textContent ?? "")];
    if (!(node instanceof Element) || dropped.has(node.tagName)) return [];
    const inside = cleanNodes(node);
    if (!kept.has(node.tagName)) return inside;
    const element = document.createElement(node.tagName);
    for (const name of [...common, ...(attributes[node.tagName] ?? [])]) {
      const value = node.getAttribute(name);
      if (value !== null && isSafe(name, value)) element.setAttribute(name, value);
    }
    element.append(...inside);
    return [element];
  });
}

/**
 * @param {string} name
 * @param {string} value
 */
function isSafe(name, value) {
  if (name !== "href" && name !== "src") return true;
  return /^(?:https?:|mailto:|tel:|\/|#)/i.test(value.trim());
}

/**
 * Returns the HTML that is stored, of what the rich text side shows.
 * @param {string} html
 */
export function storedHtml(html) {
  const body = document.createElement("div");
  body.append(cleanFragment(html));
  for (const element of body.querySelectorAll("b, i, div, span")) {
    const name = renamed[element.tagName];
    if (name === undefined) element.replaceWith(...element.childNodes);
    else {
      const other = document.createElement(name);
      other.append(...element.childNodes);
      element.replaceWith(other);
    }
  }
  for (const paragraph of body.querySelectorAll("p, h2, h3, li")) {
    const isEmpty = paragraph.textContent?.trim() === "" && !paragraph.querySelector("img");
    if (isEmpty && paragraph.tagName !== "LI") paragraph.remove();
    else if (paragraph.lastChild?.nodeName === "BR") paragraph.lastChild.remove();
  }
  plainSpaces(body);
  return [...body.children].map((element) => element.outerHTML).join("\n");
}

/**
 * Browsers write a space at the end of a text as one that does not break, and leave it so where an element follows.
 * @param {Element} body
 */
function plainSpaces(body) {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nextSibling) node.nodeValue = (node.nodeValue ?? "").replace(/(\S)\u00a0$/, "$1 ");
    if (node.previousSibling) node.nodeValue = (node.nodeValue ?? "").replace(/^\u00a0(?=\S)/, " ");
  }
}
