import { absoluteUrl } from "../../article/url.ts";
import { withoutTracking } from "../clean/addresses.ts";

/**
 * The one address of a page that can be had at several: the canonical one that it names itself, where that is on its own
 * site, else the one it was found at; without a fragment and without parameters for tracking. Undefined where nobody knows.
 * @param address where it was found
 * @param base where relative addresses in it start from
 */
export function canonicalAddress(
  named: readonly (string | undefined)[],
  address: string | undefined,
  base: string,
): string | undefined {
  const found = named
    .map((typed) => (typed === undefined ? undefined : absoluteUrl(typed, base)))
    .find((url) => url !== undefined && (address === undefined || speaksFor(new URL(url), new URL(address))));
  const url = found ?? address;
  return url === undefined ? undefined : withoutTracking(url.replace(/#.*$/s, ""));
}

/** Whether an address that a page names can be its own: a home page is not that of every page, as some sites say. */
function speaksFor(named: URL, found: URL): boolean {
  if (named.pathname === "/" && named.search === "" && found.pathname !== "/") return false;
  const [one, other] = [named, found].map(({ hostname }) => hostname.replace(/^(?:www|m|mobile|amp)\./, ""));
  return one === other || `${one}`.endsWith(`.${other}`) || `${other}`.endsWith(`.${one}`);
}
