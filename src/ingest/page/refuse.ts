import { textOf } from "../../article/html/text-of.ts";
import { oneLine } from "../../article/plain-text.ts";
import { absoluteUrl } from "../../article/url.ts";
import { CourantError } from "../../errors.ts";
import type { Document } from "../document.ts";
import type { PageContent } from "./content.ts";

/** The shortest text of an article whose page does not declare one. */
const minArticleLength = 200;
/** A text of this length is prose, and longer than what a form says. */
const minProseLength = 100;
/** Shorter pieces of text are labels and links. */
const minSentenceLength = 20;
/** Elements whose text belongs to the site. */
const besideProse = "nav, footer, a, label, button, script, style, noscript, template, option";
/** The longest text of a page that may be an error, a form, or an entrance. */
const maxErrorPageLength = 1_000;

const errorTitle =
  /^(?:error\b|(?:error )?(?:40[0-9]|410|429|50[0-4])\b|(?:page |file )?not found\b|access denied\b|forbidden\b|just a moment|attention required|are you a robot|service unavailable|bad gateway)/i;

type PageIdentity = { url: string | undefined; base: string | undefined; isDeclared: boolean };

/**
 * Inspects a page before Readability takes it apart.
 * @returns a check of the extracted content, which throws ARTICLE_INVALID for a page without an article: a home page, a
 *   form, an error, or a page that a script fills
 */
export function createArticleCheck(
  document: Document,
  { url, base, isDeclared }: PageIdentity,
): (content: PageContent | undefined) => void {
  const feed = feedOf(document, base);
  const title = oneLine(document.querySelector("title")?.textContent ?? "").slice(0, 200);
  const asksForPassword = !isDeclared && isSignIn(document);
  const hasScripts = document.querySelector("script:not([type='application/ld+json'])") !== null;
  const isHome = url !== undefined && /^https?:\/\/[^/]+\/(?:index\.\w+)?$/.test(url);
  const pageLength = oneLine(document.body.textContent).length;
  return (content) => {
    const length = textOf(content?.html ?? "").length;
    const notAnArticle = (reason: string) => new CourantError("ARTICLE_INVALID", messageOf(reason, feed));
    if (length <= maxErrorPageLength && errorTitle.test(title)) throw notAnArticle(`it is titled “${title}”`);
    if (length <= maxErrorPageLength && asksForPassword) throw notAnArticle("it asks for a password");
    if (isHome && !isDeclared) throw notAnArticle("it is the home page of its site");
    if (length === 0 && hasScripts) throw notAnArticle("a script loads its text");
    const isMostOfPage = !hasScripts && length >= 10 && length >= 0.6 * pageLength;
    if (length < (isDeclared ? 25 : minArticleLength) && !isMostOfPage)
      throw notAnArticle(`it has only ${length} characters of text`);
  };
}

/**
 * Tells whether a page has a field for a password, and hardly any text beside its form. Many articles have a form to
 * sign in, too.
 */
function isSignIn(document: Document): boolean {
  const field = document.querySelector('input[type="password"]');
  if (field === null) return false;
  const form = field.closest("form");
  const isWholePage = form !== null && form.textContent.length > document.body.textContent.length / 2;
  let length = 0;
  const walker = document.createTreeWalker(document.body, 4);
  for (let node = walker.nextNode(); node !== null && length < minArticleLength; node = walker.nextNode()) {
    const text = node.textContent.trim();
    const parent = node.parentElement;
    if (text.length < minSentenceLength || parent === null || parent.closest(besideProse) !== null) continue;
    if (!isWholePage && form?.contains(parent)) continue;
    length += isWholePage && text.length < minProseLength ? 0 : text.length;
  }
  return length < minArticleLength;
}

function messageOf(reason: string, feed: string | undefined): string {
  const feedHint = feed === undefined ? "" : ` The page names a feed, which can be imported: ${feed}.`;
  return `Courant finds no article in this page: ${reason}. Import the address of an article, or its text.${feedHint}`;
}

/** Returns the address of a feed that the page names. */
function feedOf(document: Document, base: string | undefined): string | undefined {
  for (const link of document.querySelectorAll('link[rel~="alternate"][href]')) {
    if (!/^application\/(?:rss|atom|feed)\+(?:xml|json)$/i.test(link.getAttribute("type")?.trim() ?? "")) continue;
    const feed = absoluteUrl(link.getAttribute("href") ?? "", base ?? "about:blank");
    if (feed !== undefined) return feed;
  }
  return undefined;
}
