import { absoluteUrl } from "../../article/url.ts";
import { withoutTracking } from "../clean/tracking.ts";

/**
 * Returns the address of a page's article: the first candidate that can be its own, else the page's address. A page speaks
 * for its own site only, or anybody could take over another site's article.
 * @param pageAddress undefined for a file
 */
export function canonicalOf(
  candidates: readonly string[],
  base: string | undefined,
  pageAddress: string | undefined,
): string | undefined {
  for (const candidate of candidates) {
    const url = absoluteUrl(candidate, base ?? "about:blank");
    if (url !== undefined && isPlausible(new URL(url), pageAddress)) return tidyUrl(url);
  }
  return pageAddress === undefined ? undefined : tidyUrl(pageAddress);
}

/** Removes the fragment and tracking parameters. */
function tidyUrl(url: string): string {
  return withoutTracking(url.replace(/#(?!!).*$/s, ""));
}

function isPlausible(url: URL, pageAddress: string | undefined): boolean {
  if (url.username !== "" || url.password !== "") return false;
  const isHome = url.pathname === "/" && url.search === "";
  if (pageAddress === undefined) return !isHome && url.hostname.includes(".");
  const address = new URL(pageAddress);
  // Many sites declare their home page as the address of each page.
  if (isHome && (address.pathname !== "/" || address.search !== "")) return false;
  const [ownSite, otherSite] = [siteOf(address), siteOf(url)];
  if (
    ownSite === otherSite ||
    (ownSite.includes(".") && otherSite.endsWith(`.${ownSite}`)) ||
    (otherSite.includes(".") && ownSite.endsWith(`.${otherSite}`))
  )
    return true;
  // AMP caches keep other people's pages: https://developers.google.com/amp/cache/overview.
  const isAmpCache =
    address.hostname.endsWith(".cdn.ampproject.org") || /^(?:www\.)?google\.[a-z.]+$/.test(address.hostname);
  return isAmpCache && address.pathname.split("/").includes(url.hostname);
}

function siteOf({ hostname }: URL): string {
  return hostname.replace(/^(?:www|m|mobile|amp)\.(?=[^.]+\.)/, "");
}
