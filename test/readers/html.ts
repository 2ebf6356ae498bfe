import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";

/** Returns the text of HTML, with white space as it stands. */
export function htmlText(html: string): string {
  return textOf(parseFragment(html));
}

function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

/**
 * The content and the summary of an RSS item: `description` is the summary where `content:encoded` is the content, and
 * the content where it stands alone. Both are HTML.
 */
export function rssBody(
  description: string | null | undefined,
  encoded: string | null | undefined,
): { content: string | undefined; summary: string | undefined } {
  if (!encoded) return { content: description || undefined, summary: undefined };
  return { content: encoded, summary: description ? htmlText(description) : undefined };
}

/** The content and the summary of an Atom entry: the summary is HTML beside content, and text where it stands alone. */
export function atomBody(
  summary: string | null | undefined,
  content: string | null | undefined,
): { content: string | undefined; summary: string | undefined } {
  if (!content) return { content: undefined, summary: summary || undefined };
  return { content, summary: summary ? htmlText(summary) : undefined };
}

/** Text whose entities are decoded, as HTML decodes them, but whose tags stay. */
export function decoded(text: string): string {
  return htmlText(text.replaceAll("<", "&lt;"));
}

const markup =
  /<!--.*?-->|<\?.*?\?>|<!(?!--)[^>]*>|<\/?(?:a|b|br|code|em|h[1-6]|i|p|q|s|script|span|strong|title|u)(?![a-z0-9])(?:[^"'>]|"[^"]*"|'[^']*')*>/gis;

/** Text without what looks like a tag of HTML (of the common ones), a comment, a declaration or an instruction. */
export function withoutMarkup(text: string): string {
  return text.replace(markup, "");
}
