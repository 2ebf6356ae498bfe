import { absoluteUrl } from "../article/url.ts";
import { openXml } from "./xml.ts";
import { openXmlNames } from "./xml-names.ts";

/** Where WordPress has its feeds, from the address of the blog. */
const wordPressFeeds = ["feed/", "feed/atom/", "?feed=rss2"];

/** The characters before the items, where a feed or an export says where it is. */
export const feedHeadLength = 65_536;

/**
 * Returns the addresses at which readers have subscribed to what an input comes from: a feed's own (`rel="self"`, or
 * `feed_url` in a JSON Feed), and those that WordPress makes for a blog.
 * @param head the beginning of the input
 */
export function formerFeedsOf(head: string): string[] {
  const text = head
    .slice(0, feedHeadLength)
    .replace(/^\uFEFF/, "")
    .trimStart();
  const addresses = text.startsWith("<") ? addressesInXml(text) : text.startsWith("{") ? addressesInJson(text) : [];
  const absolute = addresses.map((address) => absoluteUrl(address, address)).filter((url) => url !== undefined);
  return [...new Set(absolute)];
}

function addressesInJson(text: string): string[] {
  const quoted = /"feed_url"\s*:\s*("(?:[^"\\\p{Cc}]|\\["\\/bfnrtu])*")/u.exec(text)?.[1];
  if (quoted === undefined) return [];
  try {
    return [String(JSON.parse(quoted))];
  } catch {
    return [];
  }
}

function addressesInXml(text: string): string[] {
  const found: string[] = [];
  const names = openXmlNames();
  let [current, home, isExport, isPastHead] = ["", "", false, false];
  const reader = openXml({
    open(rawName, attributes, depth) {
      names.enter(attributes);
      const name = names.canonical(rawName);
      current = depth === 3 ? name : "";
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
  const blog = home.trim().replace(/\/*$/, "/");
  return [...found, ...(isExport && home.trim() !== "" ? wordPressFeeds.map((path) => blog + path) : [])];
}
