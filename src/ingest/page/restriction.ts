import { isNoindex } from "../../article/restriction.ts";
import type { Document } from "../document.ts";

/**
 * Why a page is not meant for everybody, in words that stand after “it says”; undefined for one that is.
 * @param robots the X-Robots-Tag that it was sent with
 */
export function restrictionOfPage(document: Document, robots = ""): string | undefined {
  if (isNoindex(robots)) return "that search engines are not to list it (X-Robots-Tag: noindex)";
  for (const meta of document.querySelectorAll("meta[name][content]")) {
    const name = meta.getAttribute("name")?.trim().toLowerCase() ?? "";
    const isForRobots = name === "robots" || name.endsWith("bot");
    if (isForRobots && isNoindex(meta.getAttribute("content") ?? "")) {
      return `that search engines are not to list it (<meta name="${name.slice(0, 40)}">: noindex)`;
    }
  }
  const tier = document.querySelector('meta[property="article:content_tier"], meta[name="article:content_tier"]');
  if (tier?.getAttribute("content")?.trim().toLowerCase() === "locked") {
    return "that it is for subscribers only (article:content_tier: locked)";
  }
  for (const { textContent } of document.querySelectorAll('script[type="application/ld+json"]')) {
    if (/"isAccessibleForFree"\s*:\s*"?(?:false|no)\b/i.test(textContent)) {
      return "that it is not free to read (isAccessibleForFree: false)";
    }
  }
  return undefined;
}
