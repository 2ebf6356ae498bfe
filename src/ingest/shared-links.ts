import { addressKey } from "../article/address-key.ts";
import { isMembers } from "../article/members.ts";
import { absoluteUrl } from "../article/url.ts";
import { CourantError } from "../errors.ts";
import { withoutTracking } from "./clean/tracking.ts";
import type { ImportFormat } from "./import-formats.ts";
import type { ImportOptions } from "./import-options.ts";
import type { ImportItem } from "./json.ts";
import { isForeign } from "./read-item.ts";
import { Skip } from "./skip.ts";

/** Tells whether several items of an input have a link, which then says nothing about which article they are. */
export type SharedLinkTest = (url: string) => boolean;

/** Finds the links that several items of an input have. Items that cannot be read do not count. */
export function findSharedLinks(
  items: readonly ImportItem[],
  format: ImportFormat,
  { baseUrl }: ImportOptions,
): SharedLinkTest {
  const [links, shared] = [new Set<string>(), new Set<string>()];
  if (items.length > 1) {
    for (const { place, value } of items) {
      const link = linkOf(value, isForeign(format, place), baseUrl);
      if (link === undefined) continue;
      if (links.has(link)) shared.add(link);
      links.add(link);
    }
  }
  return (url) => shared.has(addressKey(url));
}

function linkOf(value: () => unknown, isForeignItem: boolean, baseUrl: string): string | undefined {
  try {
    const article = value();
    if (!isMembers(article) || typeof article.url !== "string") return undefined;
    const url = absoluteUrl(isForeignItem ? withoutTracking(article.url) : article.url, baseUrl);
    return url === undefined ? undefined : addressKey(url);
  } catch (error) {
    if (error instanceof CourantError || error instanceof Skip) return undefined;
    throw error;
  }
}
