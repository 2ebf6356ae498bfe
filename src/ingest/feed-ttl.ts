import { feedHeadLength } from "./former-feeds.ts";
import { openXml } from "./xml.ts";

const daySeconds = 86_400;
/**
 * The seconds of sy:updatePeriod in RSS 1.0's Syndication module
 * (https://web.resource.org/rss/1.0/modules/syndication/).
 */
const secondsByPeriod = new Map([
  ["hourly", 3600],
  ["daily", daySeconds],
  ["weekly", 7 * daySeconds],
  ["monthly", 30 * daySeconds],
  ["yearly", 365 * daySeconds],
]);

/**
 * Returns the seconds after which a feed asks to be fetched again: RSS 2.0's `ttl`, in minutes
 * (https://www.rssboard.org/rss-specification#ltttlgtSubelementOfLtchannelgt), else the period of the Syndication module.
 * Returns undefined when the feed gives neither in a readable form.
 */
export function feedTtlSeconds(text: string): number | undefined {
  const values = new Map<string, string>();
  let [currentName, isInItem] = ["", false];
  const reader = openXml({
    open(elementName, _attributes, depth) {
      currentName = depth === 3 ? elementName.toLowerCase() : "";
      isInItem ||= /(?:^|:)(?:item|entry)$/i.test(elementName);
    },
    text(piece) {
      if (currentName !== "" && !isInItem)
        values.set(currentName, `${values.get(currentName) ?? ""}${piece}`.slice(0, 100));
    },
    close() {
      currentName = "";
    },
  });
  try {
    reader.write(text.slice(0, feedHeadLength));
  } catch {
    return undefined;
  }
  const minutes = wholeNumber(values.get("ttl"));
  if (minutes !== undefined) return minutes * 60;
  const period = secondsByPeriod.get((values.get("sy:updateperiod") ?? "").trim().toLowerCase());
  const times = wholeNumber(values.get("sy:updatefrequency")) ?? 1;
  return period === undefined || times === 0 ? undefined : Math.round(period / times);
}

function wholeNumber(value: string | undefined): number | undefined {
  return /^\s*\d{1,7}\s*$/.test(value ?? "") ? Number(value) : undefined;
}
