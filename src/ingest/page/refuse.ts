import { oneLine, textOf } from "../../article/plain-text.ts";
import { absoluteUrl } from "../../article/url.ts";
import { CourantError } from "../../errors.ts";
import type { Document } from "../document.ts";
import type { Content } from "./content.ts";

/** Characters of text below which a page that does not say it is an article is none. */
const minArticleLength = 200;
/** A page of at most so many characters may be an error, a form, or a door. */
const maxErrorPageLength = 1_000;

const errorTitle =
  /^(?:error\b|(?:error )?(?:40[0-9]|410|429|50[0-4])\b|(?:page |file )?not found\b|access denied\b|forbidden\b|just a moment|attention required|are you a robot|service unavailable|bad gateway)/i;

type Judged = { url: string | undefined; base: string | undefined; declared: boolean };

/**
 * Looks at a page before it is taken apart.
 * @returns what judges the article that was found in it. @throws ARTICLE_INVALID (it, not this) for a page that has none:
 *   a home page, a form, an error, or one that a script fills
 */
export function refuseOthers(
  document: Document,
  { url, base, declared }: Judged,
): (content: Content | undefined) => void {
  const feed = feedOf(document, base);
  const title = oneLine(document.querySelector("title")?.textContent ?? "").slice(0, 200);
  const asksPassword = document.querySelector('input[type="password"]') !== null;
  const hasScripts = document.querySelector("script:not([type='application/ld+json'])") !== null;
  const isHome = url !== undefined && /^https?:\/\/[^/]+\/(?:index\.\w+)?$/.test(url);
  const whole = oneLine(document.body.textContent).length;
  return (content) => {
    const length = textOf(content?.html ?? "").length;
    const because = (reason: string) => new CourantError("ARTICLE_INVALID", messageOf(reason, feed));
    if (length <= maxErrorPageLength && errorTitle.test(title)) throw because(`it is titled “${title}”`);
    if (length <= maxErrorPageLength && asksPassword) throw because("it asks for a password");
    if (isHome && !declared) throw because("it is the home page of its site");
    if (length === 0 && hasScripts) throw because("its text is not in it, but fetched by a script");
    const isAllOfIt = !hasScripts && length >= 10 && length >= 0.6 * whole;
    if (length < (declared ? 25 : minArticleLength) && !isAllOfIt)
      throw because(`it has only ${length} characters of text`);
  };
}

function messageOf(reason: string, feed: string | undefined): string {
  const other = feed === undefined ? "" : ` The page names a feed, which can be imported: ${feed}.`;
  return `There is hardly any article in this page: ${reason}. Import the address of an article, or its text.${other}`;
}

/** The address of a feed that the page names. */
function feedOf(document: Document, base: string | undefined): string | undefined {
  for (const link of document.querySelectorAll('link[rel~="alternate"][href]')) {
    if (!/^application\/(?:rss|atom|feed)\+(?:xml|json)$/i.test(link.getAttribute("type")?.trim() ?? "")) continue;
    const feed = absoluteUrl(link.getAttribute("href") ?? "", base ?? "about:blank");
    if (feed !== undefined) return feed;
  }
  return undefined;
}
