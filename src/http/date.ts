const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const fixdate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const rfc850 =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const asctime = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/**
 * An HTTP-date in any of its three forms (RFC 9110 section 5.6.7), as milliseconds since 1970.
 * @param now milliseconds since 1970, for years of two digits: one more than 50 years ahead is of the century before
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  let found = fixdate.exec(text);
  if (found) return moment(Number(found[3]), found[2], found[1], found.slice(4));
  found = rfc850.exec(text);
  if (found) {
    const thisYear = new Date(now).getUTCFullYear();
    const year = thisYear - (thisYear % 100) + Number(found[3]);
    const inThisCentury = moment(year, found[2], found[1], found.slice(4));
    const isFarAhead = inThisCentury !== undefined && inThisCentury > new Date(now).setUTCFullYear(thisYear + 50);
    return isFarAhead ? moment(year - 100, found[2], found[1], found.slice(4)) : inThisCentury;
  }
  found = asctime.exec(text);
  return found ? moment(Number(found[6]), found[1], found[2], found.slice(3, 6)) : undefined;
}

function moment(year: number, month = "", day = "", time: readonly string[] = []): number | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = time.map(Number);
  const monthIndex = months.indexOf(month);
  const milliseconds = Date.UTC(year, monthIndex, Number(day), hours, minutes, Math.min(seconds, 59));
  const real = monthIndex >= 0 && new Date(milliseconds).getUTCDate() === Number(day);
  return real && hours < 24 && minutes < 60 && seconds <= 60 ? milliseconds : undefined;
}
