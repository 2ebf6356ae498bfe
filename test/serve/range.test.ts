import fc from "fast-check";
import { test } from "tap";
import { parseRange } from "../../src/serve/range.ts";
import { runs } from "../properties.ts";

const huge = "9".repeat(400);

const cases: [header: string | undefined, expected: ReturnType<typeof parseRange>][] = [
  [undefined, undefined],
  ["bytes=0-0", { first: 0, last: 0 }],
  ["bytes=5-", { first: 5, last: 9 }],
  ["bytes=-3", { first: 7, last: 9 }],
  ["bytes=-30", { first: 0, last: 9 }],
  ["Bytes=2-4", { first: 2, last: 4 }],
  ["bytes= 2-4 ", { first: 2, last: 4 }],
  ["bytes=0-99", { first: 0, last: 9 }],
  [`bytes=0-${huge}`, { first: 0, last: 9 }],
  [`bytes=-${huge}`, { first: 0, last: 9 }],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=10-20", "unsatisfiable"],
  [`bytes=${huge}-`, "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=4-2", undefined],
  ["bytes=0-1,3-4", undefined],
  ["bytes=-", undefined],
  ["bytes=", undefined],
  ["bytes=a-b", undefined],
  ["bytes=+1-2", undefined],
  ["bytes=1.0-2", undefined],
  ["bytes=--1", undefined],
  ["items=0-1", undefined],
  ["bytes 0-1", undefined],
];

test("ranges of a file of ten bytes (RFC 9110 section 14.1.2)", async (t) => {
  for (const [header, expected] of cases)
    t.same(parseRange(header, 10), expected, JSON.stringify(header)?.slice(0, 40));
  t.equal(parseRange("bytes=0-", 0), "unsatisfiable", "nothing of an empty file");
});

test("whatever the header says, a range lies within the file", async () => {
  const part = fc.oneof(fc.nat().map(String), fc.constantFrom("", "0", huge, "-1", " "));
  const header = fc.oneof(
    fc.string(),
    fc.tuple(part, part).map(([from, to]) => `bytes=${from}-${to}`),
  );
  fc.assert(
    fc.property(header, fc.nat({ max: 1000 }), (text, bytes) => {
      const range = parseRange(text, bytes);
      if (typeof range !== "object") return true;
      return range.first >= 0 && range.first <= range.last && range.last < bytes && Number.isInteger(range.last);
    }),
    { numRuns: runs(2000) },
  );
});
