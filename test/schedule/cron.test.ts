import fc from "fast-check";
import { test } from "tap";
import { parseCronSchedule } from "../../src/schedule/cron.ts";
import { slowTest, testOfCase } from "../slow.ts";
import { expressionOf, type Fields, keptMoments } from "./cron-oracle.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Returns the moments of a schedule after `from` and until `to`. */
function moments(expression: string, timezone: string, from: string | number, to: string | number): string[] {
  const next = parseCronSchedule(expression, timezone);
  const end = new Date(to).getTime();
  const found: string[] = [];
  let moment = next(new Date(from).getTime());
  while (moment !== undefined && moment <= end) {
    found.push(new Date(moment).toISOString());
    const following = next(moment);
    if (following !== undefined && following <= moment) throw new Error(`${found.at(-1)} comes again and again`);
    moment = following;
  }
  return found;
}

/** Returns the moments of a schedule as the clocks of the zone show them. */
function shown(expression: string, timezone: string, from: string, to: string): string[] {
  const format = new Intl.DateTimeFormat("sv-SE", {
    ...{ timeZone: timezone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
    timeZoneName: "shortOffset",
  });
  return moments(expression, timezone, from, to).map((moment) =>
    format.format(new Date(moment)).slice("2026-".length).replace("−", "-"),
  );
}

/** Moments at which clocks change, and some at which they do not. */
const changes: [timezone: string, moment: string][] = [
  ["Europe/Berlin", "2026-03-29T01:00Z"],
  ["Europe/Berlin", "2026-10-25T01:00Z"],
  ["Europe/London", "2027-03-28T01:00Z"],
  ["America/New_York", "2026-03-08T07:00Z"],
  ["America/New_York", "2026-11-01T06:00Z"],
  ["America/St_Johns", "2006-10-29T02:31Z"], // one minute past midnight
  ["America/Havana", "2026-03-08T05:00Z"], // at midnight
  ["America/Sao_Paulo", "2018-11-04T03:00Z"], // at midnight
  ["America/Sao_Paulo", "2019-02-17T02:00Z"],
  ["America/Sao_Paulo", "2026-11-01T03:00Z"], // no more
  ["America/Caracas", "2016-05-01T07:00Z"], // half an hour, for good
  ["Australia/Lord_Howe", "2026-04-04T15:00Z"], // half an hour
  ["Australia/Lord_Howe", "2026-10-03T15:30Z"],
  ["Asia/Kolkata", "2026-03-29T01:00Z"],
  ["Asia/Pyongyang", "2015-08-14T15:00Z"],
  ["Pacific/Apia", "2011-12-30T10:00Z"], // a day skipped
  ["Pacific/Kwajalein", "1993-08-21T12:00Z"], // a day skipped
  ["Pacific/Chatham", "2026-09-26T14:00Z"],
  ["Africa/Casablanca", "2026-02-15T02:00Z"], // put back for Ramadan
  ["Africa/Casablanca", "2026-03-22T02:00Z"],
  ["Antarctica/Troll", "2026-03-29T01:00Z"], // two hours
  ["Antarctica/Troll", "2026-10-25T01:00Z"],
  ["UTC", "2026-12-31T23:59Z"],
];

test("a schedule is kept at the moments at which the zone's clocks show its times", (t) => {
  const some = (from: number, to: number, most: number) =>
    fc.uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: most });
  const all = (from: number, to: number) => fc.constant(Array.from({ length: to - from + 1 }, (_, i) => from + i));
  const fields: fc.Arbitrary<Fields> = fc.record(
    {
      minutes: fc.oneof(fc.constantFrom([0], [30], [0, 15, 30, 45] as number[]), some(0, 59, 3), all(0, 59)),
      hours: fc.oneof(some(0, 4, 3), some(0, 23, 6), all(0, 23)),
      days: some(1, 31, 20),
      months: some(1, 12, 11),
      weekdays: some(0, 6, 6),
    },
    { requiredKeys: ["minutes", "hours"] },
  );
  fc.assert(
    fc.property(fields, fc.constantFrom(...changes), fc.integer({ min: -40, max: 40 }), (tried, [zone, at], early) => {
      const from = Date.parse(at) - 30 * hour + early * 60_000;
      const to = Date.parse(at) + 54 * hour;
      const expression = expressionOf(tried);
      const expected = keptMoments(tried, zone, from, to).map((moment) => new Date(moment).toISOString());
      t.strictSame(moments(expression, zone, from, to), expected, `${expression} in ${zone} around ${at}`);
    }),
    {
      examples: changes.map((change): [Fields, typeof change, number] => [
        { minutes: [0, 30], hours: [0, 1, 2, 3] },
        change,
        0,
      ]),
    },
  );
  t.end();
});

for (const [index, [zone, at]] of changes.entries()) {
  testOfCase(index % 8)(`in ${zone} after ${at} the next moment is always the first that follows`, (t) => {
    const next = parseCronSchedule("7,50 * * * *", zone);
    const from = Date.parse(at) - 3 * hour;
    const kept = keptMoments(
      { minutes: [7, 50], hours: Array.from({ length: 24 }, (_, i) => i) },
      zone,
      from,
      from + day,
    );
    for (let moment = from; moment < from + 6 * hour; moment += 59_999) {
      const first = kept.find((each) => each > moment);
      if (next(moment) !== first) t.equal(next(moment), first, `${zone} after ${new Date(moment).toISOString()}`);
    }
    t.pass("at each moment of six hours");
    t.end();
  });
}

test("a time that is skipped comes as much later as the clock is put forward, once", (t) => {
  const spring = ["2026-03-28T12:00Z", "2026-03-30T12:00Z"] as const;
  t.same(shown("30 2 * * *", "Europe/Berlin", ...spring), ["03-29 03:30 GMT+2", "03-30 02:30 GMT+2"]);
  t.same(shown("30 2,3 * * *", "Europe/Berlin", "2026-03-29T00:00Z", "2026-03-29T12:00Z"), ["03-29 03:30 GMT+2"]);
  t.same(shown("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00Z", "2026-10-04T12:00Z"), ["10-04 02:45 GMT+11"]);
  t.same(shown("0 4 * * 5", "Pacific/Apia", "2011-12-29T12:00Z", "2012-01-06T18:00Z"), [
    "12-31 04:00 GMT+14",
    "01-06 04:00 GMT+14",
  ]);
  t.end();
});

test("a time that is repeated comes once, unless it comes several times an hour or every hour", (t) => {
  const autumn = ["2026-10-24T12:00Z", "2026-10-25T12:00Z"] as const;
  t.same(shown("30 2 * * *", "Europe/Berlin", ...autumn), ["10-25 02:30 GMT+2"]);
  t.same(shown("0 1-4 * * *", "Europe/Berlin", ...autumn), [
    ...["10-25 01:00 GMT+2", "10-25 02:00 GMT+2", "10-25 03:00 GMT+1", "10-25 04:00 GMT+1"],
  ]);
  t.same(shown("30 1 * * *", "America/New_York", "2026-10-31T12:00Z", "2026-11-02T12:00Z"), [
    "11-01 01:30 GMT-4",
    "11-02 01:30 GMT-5",
  ]);
  for (const [expression, minutes] of [
    ["*/15 * * * *", 15],
    ["0 * * * *", 60],
    ["17 * * * *", 60],
  ] as const) {
    const found = moments(expression, "Europe/Berlin", ...autumn).map((moment) => Date.parse(moment));
    const gaps = new Set(found.slice(1).map((moment, index) => moment - (found[index] ?? 0)));
    t.same([...gaps], [minutes * 60_000], `${expression} goes on in real time`);
  }
  t.end();
});

test("seconds, and a day that comes every four years", (t) => {
  const autumn = moments("*/20 59 1,2 * * *", "Europe/Berlin", "2026-10-24T23:59:30Z", "2026-10-25T01:59:30Z");
  t.same(
    autumn.map((moment) => moment.slice(11, 19)),
    [...["23:59:40", "00:59:00", "00:59:20", "00:59:40", "01:59:00", "01:59:20"]],
  );
  const leap = parseCronSchedule("0 0 29 2 *", "America/New_York");
  t.equal(leap(Date.parse("2026-11-26T00:00Z")), Date.parse("2028-02-29T05:00Z"));
  t.end();
});

slowTest("every second of a repeated hour", (t) => {
  t.equal(moments("* * * * * *", "Europe/Berlin", "2026-10-25T00:59:00Z", "2026-10-25T01:01:00Z").length, 120);
  t.end();
});

slowTest("days that come in decades or never", (t) => {
  const thursday = parseCronSchedule("0 12 29 2 thu", "UTC");
  t.equal(thursday(Date.parse("2026-11-26T00:00Z")), Date.parse("2052-02-29T12:00Z"));
  t.equal(parseCronSchedule("0 0 31W 2 *", "UTC")(0), undefined, "a day that never comes");
  t.end();
});

test("every notation of node-cron is kept: names, last days, weekdays of a month, nicknames", (t) => {
  const first = (expression: string) => {
    const found = parseCronSchedule(expression, "Europe/Kyiv")(Date.parse("2026-11-26T00:00Z"));
    return found === undefined ? undefined : new Date(found).toISOString();
  };
  t.equal(first("0 2 L * *"), "2026-11-30T00:00:00.000Z");
  t.equal(first("0 2 * jan mon#2"), "2027-01-11T00:00:00.000Z");
  t.equal(first("0 22-1 * * sunday"), "2026-11-28T22:00:00.000Z");
  t.equal(first("@monthly"), "2026-11-30T22:00:00.000Z");
  t.equal(first("  5,5   7  *  *  * "), "2026-11-26T05:05:00.000Z");
  t.end();
});
