/* Writes XML 1.0 (https://www.w3.org/TR/xml/). The output is well-formed for any text. */

/** The characters that XML 1.0 forbids, even as character references (section 2.2, Char). */
const forbiddenCharacters = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

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

/** Escapes text as element content. A carriage return becomes a reference, because parsers turn it into a line feed. */
export function escapeText(text: string): string {
  return text.replace(forbiddenCharacters, "\u{FFFD}").replace(/[&<>\r]/g, toEntity);
}

/**
 * Escapes a title, a name or an id as element content. Some readers decode such text a second time as HTML, unless `&` and
 * `<` are numeric character references, which the RSS profile asks for.
 */
export function escapePlain(text: string): string {
  return escapeAgainstDecoding(escapeText(text));
}

/** Changes escaped text to the form of `escapePlain`. */
export function escapeAgainstDecoding(xml: string): string {
  return xml.replaceAll("&amp;", "&#x26;").replaceAll("&lt;", "&#x3C;");
}

/** Returns a CDATA section. The end of a section in the text is divided between two sections. */
export function cdataSection(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

/** Escapes an attribute value in double quotes. White space survives the parser's normalisation (section 3.3.3). */
export function escapeAttribute(text: string): string {
  return text.replace(forbiddenCharacters, "\u{FFFD}").replace(/[&<>"\t\n\r]/g, toEntity);
}

/**
 * Renders a start tag, for an element that is closed later.
 * @param name a name from this code, never from data
 * @param attributes plain text, which is escaped here; undefined attributes are left out
 */
export function startTag(name: string, attributes: Attributes): string {
  const attributeText = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? "" : ` ${key}="${escapeAttribute(value)}"`))
    .join("");
  return `<${name}${attributeText}>`;
}

/**
 * Renders an element.
 * @param name a name from this code, never from data
 * @param attributes plain text, which is escaped here; undefined attributes are left out
 * @param children XML: elements, or text that `escapeText` has escaped
 */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const start = startTag(name, attributes);
  return children.length === 0 ? `${start.slice(0, -1)}/>` : `${start}${children.join("")}</${name}>`;
}
