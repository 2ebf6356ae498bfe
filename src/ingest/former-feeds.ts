import { absoluteUrl } from "../article/url.ts";
import { isGhost } from "./ghost.ts";
import { openXml } from "./xml.ts";
import { openXmlNames } from "./xml-names.ts";

/** Where WordPress has its feeds, from the address of the blog. */
const wordPressFeeds = ["feed/", "feed/atom/", "?feed=rss2"];

/** The characters before the items, where a feed or an export says where it is. */
export const feedHeadLength = 65_536;

/** Where Ghost has its feed, from the address of the blog. */
const ghostFeed = "rss/";

/** `address`: where the input was fetched, if it was; `blogUrl`: the address of the blog, which exports of Ghost lack. */
export type InputOrigin = { address?: string | undefined; blogUrl: string };

/**
 * Returns the addresses at which readers have subscribed to what an input comes from: a feed's own (`rel="self"`, or
 * `feed_url` in a JSON Feed, else where the feed was fetched), and those that WordPress and Ghost make for a blog.
 * @param head the beginning of the input
 */
export function formerFeedsOf(head: string, origin: InputOrigin): string[] {
  const text = head
    .slice(0, feedHeadLength)
    .replace(/^\uFEFF/, "")
    .trimStart();
  const addresses = text.startsWith("<")
    ? addressesInXml(text, origin)
    : text.startsWith("{")
      ? addressesInJson(text, origin)
      : [];
  const absolute = addresses.map((address) => absoluteUrl(address, address)).filter((url) => url !== undefined);
  return [...new Set(absolute)];
}

function addressesInJson(text: string, { address, blogUrl }: InputOrigin): string[] {
  if (isGhost(text)) return [withSlash(blogUrl) + ghostFeed];
  const quoted = /"feed_url"\s*:\s*("(?:[^"\\\p{Cc}]|\\["\\/bfnrtu])*")/u.exec(text)?.[1];
  if (quoted === undefined) return address !== undefined && isJsonFeed.test(text) ? [address] : [];
  try {
    return [String(JSON.parse(quoted))];
  } catch {
    return [];
  }
}

const isJsonFeed = /"version"\s*:\s*"https?:\\?\/\\?\/(?:www\.)?jsonfeed\.org\b/;

function withSlash(address: string): string {
  return address.trim().replace(/\/*$/, "/");
}

function addressesInXml(text: string, { address }: InputOrigin): string[] {
  const found: string[] = [];
  const names = openXmlNames();
  let [current, home, isFeed, isExport, isPastHead] = ["", "", false, false, false];
  const reader = openXml({
    open(rawName, attributes, depth) {
      names.enter(attributes);
      const name = names.canonical(rawName);
      current = depth === 3 ? name : "";
      isFeed ||= depth === 1 && /(?:^|:)(?:rss|feed|rdf)$/i.test(name);
      isExport ||= name === "wp:wxr_version";
      isPastHead ||= /(?:^|:)(?:item|entry)$/.test(name);
      const { rel, href = "" } = attributes;
      if (!isPastHead && depth <= 3 && rel === "self" && /(?:^|:)link$/.test(name)) found.push(href);
    },
    text(piece) {
      if (current === "link" && !isPastHead) home = `${home}${piece}`.slice(0, 2_048);
    },
    close() {
      names.leave();
      current = "";
    },
  });
  try {
    reader.write(text);
  } catch {
    // The import reports what is wrong with the XML.
  }
  if (isExport) return home.trim() === "" ? found : [...found, ...wordPressFeeds.map((path) => withSlash(home) + path)];
  return found.length === 0 && isFeed && address !== undefined ? [address] : found;
}
