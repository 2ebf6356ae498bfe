const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const fixdatePattern = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const rfc850Pattern =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const asctimePattern = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/**
 * Parses an HTTP-date in any of its three forms (RFC 9110 section 5.6.7). Returns milliseconds since 1970.
 * @param now milliseconds since 1970. A year of two digits more than 50 years ahead belongs to the previous century
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  let match = fixdatePattern.exec(text);
  if (match) return toTimestamp(Number(match[3]), match[2], match[1], match.slice(4));
  match = rfc850Pattern.exec(text);
  if (match) {
    const thisYear = new Date(now).getUTCFullYear();
    const year = thisYear - (thisYear % 100) + Number(match[3]);
    const inThisCentury = toTimestamp(year, match[2], match[1], match.slice(4));
    const isFarAhead = inThisCentury !== undefined && inThisCentury > new Date(now).setUTCFullYear(thisYear + 50);
    return isFarAhead ? toTimestamp(year - 100, match[2], match[1], match.slice(4)) : inThisCentury;
  }
  match = asctimePattern.exec(text);
  return match ? toTimestamp(Number(match[6]), match[1], match[2], match.slice(3, 6)) : undefined;
}

function toTimestamp(year: number, month = "", day = "", time: readonly string[] = []): number | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = time.map(Number);
  const monthIndex = monthNames.indexOf(month);
  const milliseconds = Date.UTC(year, monthIndex, Number(day), hours, minutes, Math.min(seconds, 59));
  const isRealDay = monthIndex >= 0 && new Date(milliseconds).getUTCDate() === Number(day);
  return isRealDay && hours < 24 && minutes < 60 && seconds <= 60 ? milliseconds : undefined;
}
