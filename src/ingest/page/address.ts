import { absoluteUrl } from "../../article/url.ts";
import { withoutTracking } from "../clean/tracking.ts";

/**
 * The address of the article of a page: the first that the page names and that can be its own, else where it was found.
 * A page speaks for its own site only, else anybody could take another's article over.
 * @param found undefined for a file
 */
export function canonicalOf(
  named: readonly string[],
  base: string | undefined,
  found: string | undefined,
): string | undefined {
  for (const typed of named) {
    const url = absoluteUrl(typed, base ?? "about:blank");
    if (url !== undefined && isPlausible(new URL(url), found)) return tidied(url);
  }
  return found === undefined ? undefined : tidied(found);
}

/** Without a fragment and what follows readers around. */
function tidied(url: string): string {
  return withoutTracking(url.replace(/#(?!!).*$/s, ""));
}

function isPlausible(url: URL, found: string | undefined): boolean {
  if (url.username !== "" || url.password !== "") return false;
  const isHome = url.pathname === "/" && url.search === "";
  if (found === undefined) return !isHome && url.hostname.includes(".");
  const address = new URL(found);
  // Many a site says of each of its pages that its address is the home page.
  if (isHome && (address.pathname !== "/" || address.search !== "")) return false;
  const [own, other] = [siteOf(address), siteOf(url)];
  if (
    own === other ||
    (own.includes(".") && other.endsWith(`.${own}`)) ||
    (other.includes(".") && own.endsWith(`.${other}`))
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
