import { utcDate } from "../article/date.ts";
import { loadTimeZone } from "../time-zone.ts";
import { parseFeedDate } from "./dates.ts";

type Fields = Readonly<Partial<Record<string, string>>>;

/**
 * The difference between the site's time and UTC in milliseconds, by the month in the site's time (0 to 11), as items
 * say it that have both. The month decides where clocks change.
 */
export type SiteOffsets = Map<number, number>;

/** The largest difference between a local time and UTC. */
const maxOffsetMs = 15 * 3_600_000;

/** Learns the difference between the site's time and UTC from an item that says both. */
export function learnOffset(offsets: SiteOffsets, fields: Fields): void {
  const local = wallTimeOf(fields["wp:post_date"]);
  const utc = wallTimeOf(fields["wp:post_date_gmt"]);
  if (local === undefined || utc === undefined || Math.abs(local - utc) > maxOffsetMs) return;
  offsets.set(new Date(local).getUTCMonth(), local - utc);
}

/**
 * Returns when a post was published and changed: the date in UTC, else `pubDate`, else the date in the site's time.
 * WordPress writes zeros for an unknown date.
 * @param timezone the zone of the site's time, in an export of which no item says the difference
 */
export function datesOf(
  fields: Fields,
  offsets: SiteOffsets,
  timezone: string,
): { date_published: string | undefined; date_modified: string | undefined } {
  const toUtc = (text: string | undefined) => fromSiteTime(text, offsets, timezone);
  return {
    date_published:
      fromUtc(fields["wp:post_date_gmt"]) ?? parseFeedDate(fields.pubdate?.trim()) ?? toUtc(fields["wp:post_date"]),
    date_modified: fromUtc(fields["wp:post_modified_gmt"]) ?? toUtc(fields["wp:post_modified"]),
  };
}

/** Reads a date such as `2024-05-01 10:00:00`, in milliseconds as if it were UTC; one with a zone is no wall time. */
function wallTimeOf(text: string | undefined): number | undefined {
  const date = text === undefined ? undefined : utcDate(`${text.trim().replace(/^(\S+)$/, "$1 00:00:00")}Z`);
  return date === undefined ? undefined : Date.parse(date);
}

function fromUtc(text: string | undefined): string | undefined {
  const time = wallTimeOf(text);
  return time === undefined ? parseFeedDate(text?.trim()) : new Date(time).toISOString();
}

function fromSiteTime(text: string | undefined, offsets: SiteOffsets, timezone: string): string | undefined {
  const local = wallTimeOf(text);
  if (local === undefined) return parseFeedDate(text?.trim());
  const offset = nearestOffset(offsets, new Date(local).getUTCMonth());
  const moment = offset === undefined ? loadTimeZone(timezone).momentsOf(local).moments[0] : local - offset;
  return moment === undefined ? undefined : utcDate(new Date(moment).toISOString());
}

/** Returns the difference in a month, else in the month nearest to it. */
function nearestOffset(offsets: SiteOffsets, month: number): number | undefined {
  for (let distance = 0; distance <= 6; distance++) {
    const offset = offsets.get((month + distance) % 12) ?? offsets.get((month + 12 - distance) % 12);
    if (offset !== undefined) return offset;
  }
  return undefined;
}
