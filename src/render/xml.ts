/** Writing XML 1.0 (https://www.w3.org/TR/xml/): whatever text comes in, well-formed XML goes out. */

/** What no XML 1.0 document may hold, not even as a character reference (section 2.2, Char). */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

type Attributes = Readonly<Record<string, string | undefined>>;

const toEntity = (character: string) => entities[character] ?? character;

/** Text as element content. A carriage return is kept as a reference, since parsers turn a bare one into a line feed. */
export function escapeText(text: string): string {
  return text.replace(forbidden, "\u{FFFD}").replace(/[&<>\r]/g, toEntity);
}

/**
 * Text as element content where readers expect a title, a name or an id. Some of them decode such text a second time,
 * as if it were HTML, unless `&` and `<` are character references, which the RSS profile asks for.
 */
export function escapePlain(text: string): string {
  return escapeAgainstDecoding(escapeText(text));
}

/** The same for text that is escaped. */
export function escapeAgainstDecoding(xml: string): string {
  return xml.replaceAll("&amp;", "&#x26;").replaceAll("&lt;", "&#x3C;");
}

/** Text as the value of an attribute in double quotes. White space survives the parser's normalisation (section 3.3.3). */
export function escapeAttribute(text: string): string {
  return text.replace(forbidden, "\u{FFFD}").replace(/[&<>"\t\n\r]/g, toEntity);
}

/**
 * A start tag, for an element that is closed later.
 * @param name from this code, never from data
 * @param attributes plain text, escaped here; those that are undefined are left out
 */
export function startTag(name: string, attributes: Attributes): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? "" : ` ${key}="${escapeAttribute(value)}"`))
    .join("");
  return `<${name}${written}>`;
}

/**
 * One element.
 * @param name from this code, never from data
 * @param attributes plain text, escaped here; those that are undefined are left out
 * @param children XML: elements, or text that `escapeText` has escaped
 */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const start = startTag(name, attributes);
  return children.length === 0 ? `${start.slice(0, -1)}/>` : `${start}${children.join("")}</${name}>`;
}
