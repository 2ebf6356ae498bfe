/** Characters that XML 1.0 section 2.2 forbids or discourages: controls, lone surrogates, noncharacters. */
const forbiddenCharacters = /[[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]--[\t\n\r]]/gv;

/** The characters that Windows-1252 has in place of the controls U+0080 to U+009F. */
const windows1252 = new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index));

/**
 * Removes characters that XML 1.0 forbids or discourages. The controls U+0080 to U+009F become what they are in
 * Windows-1252, as in HTML (https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state):
 * nobody writes them, but programs decode `It’s` as `It\u0092s`.
 */
export function xmlSafe(text: string): string {
  return text
    .replace(/[\u0080-\u009F]/g, (control) => windows1252[control.charCodeAt(0) - 0x80] ?? "")
    .replace(forbiddenCharacters, "");
}

/** Puts text on one line: XML-safe, white space folded, trimmed. */
export function oneLine(text: string): string {
  return xmlSafe(text).replace(/\s+/g, " ").trim();
}

/** Escapes plain text for HTML content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
