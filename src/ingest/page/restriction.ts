import { isNoindex } from "../../article/restriction.ts";
import type { Document } from "../document.ts";

/**
 * Returns why a page is not meant for everybody, in words that follow “it says”; undefined for other pages.
 * @param signs.robots the page's X-Robots-Tag
 * @param signs.isPaid whether its JSON-LD marks the article as not free to read
 */
export function restrictionOfPage(
  document: Document,
  { robots = "", isPaid }: { robots: string | undefined; isPaid: boolean },
): string | undefined {
  if (isNoindex(robots)) return "that search engines are not to list it (X-Robots-Tag: noindex)";
  for (const meta of document.querySelectorAll("meta[name][content]")) {
    const name = meta.getAttribute("name")?.trim().toLowerCase() ?? "";
    if (/^(?:robots|googlebot|bingbot)$/.test(name) && isNoindex(meta.getAttribute("content") ?? "")) {
      return `that search engines are not to list it (<meta name="${name}">: noindex)`;
    }
  }
  const contentTier = document.querySelector(
    'meta[property="article:content_tier"], meta[name="article:content_tier"]',
  );
  if (contentTier?.getAttribute("content")?.trim().toLowerCase() === "locked") {
    return "that it is for subscribers only (article:content_tier: locked)";
  }
  const accessibleForFree =
    document.querySelector('meta[itemprop="isAccessibleForFree"]')?.getAttribute("content") ?? "";
  if (isPaid || /^(?:false|no)$/i.test(accessibleForFree.trim()))
    return "that it is not free to read (isAccessibleForFree: false)";
  return undefined;
}
