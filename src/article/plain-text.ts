import sanitizeHtml from "sanitize-html";
import { nestingGuard } from "./nesting.ts";

/** What XML 1.0 section 2.2 leaves out of Char or discourages: controls, lone surrogates, what is no character. */
const forbidden = /[[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]--[\t\n\r]]/gv;

/** The tags between which a reader sees a gap, so that the words at both sides do not run together. */
const gaps =
  /<(?=\/?(?:address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hgroup|hr|li|main|nav|ol|p|pre|section|summary|table|td|th|tr|ul)\b)/gi;

/** Elements whose text is no part of what is read: source code, pronunciation, words for players that cannot play. */
const unread = ["script", "style", "textarea", "option", "rt", "rp", "audio", "video"];

/** The text without characters that XML 1.0 forbids or discourages; U+0085, a line break once, becomes a line feed. */
export function xmlSafe(text: string): string {
  return text.replaceAll("\u0085", "\n").replace(forbidden, "");
}

/** The text on one line: XML-safe, white space folded, trimmed. */
export function oneLine(text: string): string {
  return xmlSafe(text).replace(/\s+/g, " ").trim();
}

/**
 * What a reader sees of HTML, on one line.
 * @throws ARTICLE_INVALID for HTML that is nested too deep; what `sanitise` made never is
 */
export function textOf(html: string): string {
  const escaped = sanitizeHtml(html.replace(gaps, " <"), {
    allowedTags: [],
    allowedAttributes: {},
    nonTextTags: unread,
    ...nestingGuard(),
  });
  return oneLine(escaped.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
}

/** Plain text as HTML, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
