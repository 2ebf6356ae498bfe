import { mayHaveAnchors } from "./html/readable.ts";
import { limits } from "./limits.ts";
import { absoluteUrl } from "./url.ts";

/** Elements of text. None of them may stand in one of the same name here. */
const phrasingNames = new Set(
  "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var".split(" "),
);
/** Elements of text without content. */
const voidNames = new Set(["br", "img", "wbr"]);
/** Blocks that hold text only. */
const textBlockNames = new Set("h1 h2 h3 h4 h5 h6 p pre".split(" "));
/** Blocks that hold text and blocks. */
const containerNames = new Set(
  "address article aside blockquote div figcaption figure footer header hgroup main nav section".split(" "),
);
/** Lists, and the items that they hold, with nothing but white space between them. Items are containers. */
const itemsByList = new Map([
  ["dl", new Set(["dd", "dt"])],
  ["ol", new Set(["li"])],
  ["ul", new Set(["li"])],
]);
const itemNames = new Set(["dd", "dt", "li"]);

const commonAttributes = ["dir", "lang", "title"];
const attributesByTag = new Map([
  ["a", new Set([...commonAttributes, "href", "rel"])],
  ["img", new Set([...commonAttributes, "alt", "height", "loading", "src", "width"])],
]);
const otherAttributes = new Set(commonAttributes);

/** Controls, surrogates that may be alone, and noncharacters: more than XML forbids (section 2.2). */
const doubtfulCharacter = /[[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]--[\t\n]]/v;
const otherReference = /&(?!(?:amp|lt|gt);)/;
const tagPattern = /<(\/?)([a-z][a-z1-6]*)((?: [a-z]+="[^"<>\n\t]*")*)( \/)?>/g;
const attributePattern = / ([a-z]+)="([^"]*)"/g;

/** Far below the depth at which `sanitise` cuts. */
const maxOpenElements = 100;

/**
 * Tells whether it is certain that `sanitise` returns HTML as it is: it has simple elements only, each closed where it
 * should be, and is written as `sanitise` writes it. Much quicker than two parsers; for other HTML it says nothing.
 */
export function isSettled(html: string): boolean {
  if (html.length > limits.content || html !== html.trim()) return false;
  if (doubtfulCharacter.test(html) || otherReference.test(html) || mayHaveAnchors(html)) return false;
  const open: string[] = [];
  let end = 0;
  for (const match of html.matchAll(tagPattern)) {
    const [whole, slash, name = "", attributeText = "", selfClosing] = match;
    if (!isText(html.slice(end, match.index), open.at(-1))) return false;
    end = match.index + whole.length;
    if (slash === "/") {
      if (open.pop() !== name || attributeText !== "" || selfClosing !== undefined) return false;
      continue;
    }
    if (!mayOpen(name, open) || !areSettled(name, attributeText)) return false;
    const isVoid = voidNames.has(name) || name === "hr";
    if (isVoid !== (selfClosing !== undefined)) return false;
    // Parsers drop a line feed at the beginning.
    if (name === "pre" && html[end] === "\n") return false;
    if (!isVoid && open.push(name) > maxOpenElements) return false;
  }
  return open.length === 0 && isText(html.slice(end), undefined);
}

function isText(text: string, parent: string | undefined): boolean {
  if (text.includes("<") || text.includes(">")) return false;
  return parent === undefined || !itemsByList.has(parent) || text.trim() === "";
}

function mayOpen(name: string, open: readonly string[]): boolean {
  const parent = open.at(-1);
  const itemsOfParent = parent === undefined ? undefined : itemsByList.get(parent);
  if (itemsOfParent) return itemsOfParent.has(name);
  if (phrasingNames.has(name)) return !open.includes(name);
  if (voidNames.has(name)) return true;
  const isBlock = name === "hr" || textBlockNames.has(name) || containerNames.has(name) || itemsByList.has(name);
  return isBlock && (parent === undefined || containerNames.has(parent) || itemNames.has(parent));
}

/** Tells whether attributes stay as they are. */
function areSettled(name: string, text: string): boolean {
  const allowed = attributesByTag.get(name) ?? otherAttributes;
  const values = new Map<string, string>();
  for (const [, attributeName = "", value = ""] of text.matchAll(attributePattern)) {
    if (!allowed.has(attributeName) || values.has(attributeName)) return false;
    if (value === "" && attributeName !== "alt") return false;
    values.set(attributeName, value);
  }
  const address = values.get("href") ?? values.get("src");
  return address === undefined ? name !== "img" : isSettledAddress(address.replaceAll("&amp;", "&"));
}

function isSettledAddress(address: string): boolean {
  return /^https?:\/\//.test(address) && absoluteUrl(address, address) === address;
}
