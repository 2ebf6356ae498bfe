import { addressKey } from "../../article/address-key.ts";
import { withoutTracking } from "./tracking.ts";

/** A paragraph that only says where the article stands is shorter. */
const maxLineLength = 2_000;
/** The words around the two links, such as “The post … appeared first on …”. */
const maxWordsLength = 80;

const link = /<a\b[^<>]*?\shref\s*=\s*["']([^"'<>]{1,2048})["'][^<>]*>([\s\S]*?)<\/a>/gi;

/**
 * Removes the last paragraph if it only says where the article stands, as WordPress adds it to articles in feeds, in any
 * language: “The post TITLE appeared first on SITE.”, with links to the article itself and to the site that it stands on.
 * @param address the article's own address
 */
export function withoutOriginLine(html: string, address: string | undefined): string {
  const trimmed = html.trimEnd();
  if (address === undefined || !/<\/p>$/i.test(trimmed)) return html;
  const tail = trimmed.slice(-maxLineLength);
  const start = Math.max(tail.lastIndexOf("<p>"), tail.lastIndexOf("<p "));
  const paragraph = tail.slice(start);
  const links = start === -1 ? [] : [...paragraph.matchAll(link)].map(([, href = ""]) => keyOf(href));
  const own = keyOf(address);
  const [site, ...others] = links.filter((each) => each !== own);
  const isOrigin = links.length === 2 && others.length === 0 && site !== undefined && isBelow(own, site);
  const words = paragraph
    .replace(link, "")
    .replace(/<[^<>]*>/g, "")
    .trim();
  if (!isOrigin || words.length > maxWordsLength) return html;
  return trimmed.slice(0, trimmed.length - paragraph.length).trimEnd();
}

function keyOf(address: string): string {
  return addressKey(withoutTracking(address.trim().replace(/&(?:amp|#0?38);/g, "&")));
}

/** Tells whether an address is below that of a site. */
function isBelow(address: string, site: string): boolean {
  const [base = ""] = site.split(/[?#]/, 1);
  return /^https:\/\//.test(base) && address.startsWith(base.replace(/\/?$/, "/")) && address.length > base.length;
}
