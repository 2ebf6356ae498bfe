import { openXml } from "./xml.ts";

const daySeconds = 86_400;
/** Seconds; sy:updatePeriod of RSS 1.0's Syndication module (https://web.resource.org/rss/1.0/modules/syndication/). */
const periods = new Map([
  ["hourly", 3600],
  ["daily", daySeconds],
  ["weekly", 7 * daySeconds],
  ["monthly", 30 * daySeconds],
  ["yearly", 365 * daySeconds],
]);

/** Characters; what a feed says of itself stands before its items. */
const headLength = 65_536;

/**
 * Seconds for which a feed says that it need not be asked for again: RSS 2.0's `ttl`, in minutes
 * (https://www.rssboard.org/rss-specification#ltttlgtSubelementOfLtchannelgt), else what the Syndication module says.
 * Undefined where it says nothing, or nothing that can be read.
 */
export function ttlOf(text: string): number | undefined {
  const said = new Map<string, string>();
  let [name, inItem] = ["", false];
  const reader = openXml({
    open(opened, _attributes, depth) {
      name = depth === 3 ? opened.toLowerCase() : "";
      inItem ||= /(?:^|:)(?:item|entry)$/i.test(opened);
    },
    text(piece) {
      if (name !== "" && !inItem) said.set(name, `${said.get(name) ?? ""}${piece}`.slice(0, 100));
    },
    close() {
      name = "";
    },
  });
  try {
    reader.write(text.slice(0, headLength));
  } catch {
    return undefined;
  }
  const minutes = amount(said.get("ttl"));
  if (minutes !== undefined) return minutes * 60;
  const period = periods.get((said.get("sy:updateperiod") ?? "").trim().toLowerCase());
  const times = amount(said.get("sy:updatefrequency")) ?? 1;
  return period === undefined || times === 0 ? undefined : Math.round(period / times);
}

function amount(value: string | undefined): number | undefined {
  return /^\s*\d{1,7}\s*$/.test(value ?? "") ? Number(value) : undefined;
}
