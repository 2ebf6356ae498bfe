import sanitizeHtml from "sanitize-html";
import { createNestingGuard } from "../nesting.ts";
import { oneLine } from "../plain-text.ts";
import { readableHtml } from "./readable.ts";

/** Tags that a reader sees as a gap. The words at both sides must not run together. */
const gapTags =
  /<(?=\/?(?:address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hgroup|hr|li|main|nav|ol|p|pre|section|summary|table|td|th|tr|ul)\b)/gi;

/** Elements whose text nobody reads: source code, pronunciation, and fallback text of players. */
const unreadElements = ["script", "style", "textarea", "option", "rt", "rp", "audio", "video"];

/**
 * Returns the text that a reader sees of HTML, on one line.
 * @throws ARTICLE_INVALID for HTML that is nested too deep, which output of `sanitise` never is
 */
export function textOf(html: string): string {
  const readable = readableHtml(html, () => undefined, { isPlain: true });
  const escaped = sanitizeHtml(readable.replace(gapTags, " <"), {
    allowedTags: [],
    allowedAttributes: {},
    nonTextTags: unreadElements,
    ...createNestingGuard(),
  });
  return oneLine(escaped.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
}
