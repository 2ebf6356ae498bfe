import sanitizeHtml from "sanitize-html";
import { nestingGuard } from "./nesting.ts";

/** Characters that XML 1.0 section 2.2 forbids or discourages: controls, lone surrogates, noncharacters. */
const forbiddenCharacters = /[[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]--[\t\n\r]]/gv;

/** Tags that a reader sees as a gap. The words at both sides must not run together. */
const gapTags =
  /<(?=\/?(?:address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hgroup|hr|li|main|nav|ol|p|pre|section|summary|table|td|th|tr|ul)\b)/gi;

/** Elements whose text nobody reads: source code, pronunciation, and fallback text of players. */
const unreadElements = ["script", "style", "textarea", "option", "rt", "rp", "audio", "video"];

/** Removes characters that XML 1.0 forbids or discourages. U+0085, an old line break, becomes a line feed. */
export function xmlSafe(text: string): string {
  return text.replaceAll("\u0085", "\n").replace(forbiddenCharacters, "");
}

/** Puts text on one line: XML-safe, white space folded, trimmed. */
export function oneLine(text: string): string {
  return xmlSafe(text).replace(/\s+/g, " ").trim();
}

/**
 * Returns the text that a reader sees of HTML, on one line.
 * @throws ARTICLE_INVALID for HTML that is nested too deep, which output of `sanitise` never is
 */
export function textOf(html: string): string {
  const escaped = sanitizeHtml(html.replace(gapTags, " <"), {
    allowedTags: [],
    allowedAttributes: {},
    nonTextTags: unreadElements,
    ...nestingGuard(),
  });
  return oneLine(escaped.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
}

/** Escapes plain text for HTML content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
