import fc from "fast-check";
import { test } from "tap";
import { isNotModified, parseHttpDate } from "../../src/serve/conditional.ts";

const lastModified = Date.UTC(2026, 8, 2, 10, 0, 0);
const document = {
  lastModified,
  variants: { identity: { etag: '"abc"', bytes: 1, sha256: "" } },
};

const cases: [what: string, ifNoneMatch: string | undefined, ifModifiedSince: string | undefined, expected: boolean][] =
  [
    ["nothing asked (13.2.2)", undefined, undefined, false],
    ["the tag itself (13.1.2)", '"abc"', undefined, true],
    ["another coding's tag", '"abc-gzip"', undefined, true],
    ["a tag that a proxy made weak (8.8.3.2)", 'W/"abc"', undefined, true],
    ["a suffix that a proxy put after ours", '"abc-br-gzip"', undefined, true],
    ["any (13.1.2)", "*", undefined, true],
    ["a list with it", '"x", W/"abc" , "y"', undefined, true],
    ["a list without it", '"x", "y"', undefined, false],
    ["a tag that only begins alike", '"abcd"', undefined, false],
    ["a tag that only ends alike", '"xabc"', undefined, false],
    ["a tag with an unknown suffix", '"abc-other"', undefined, false],
    ["a comma within a tag", '"x, abc"', undefined, false],
    ["no quotes", "abc", undefined, false],
    ["empty", "", undefined, false],
    ["10 kB of tags, the last is it", `${'"tag", '.repeat(1500)}"abc"`, undefined, true],
    ["a wrong tag wins over a right date (13.1.3)", '"x"', "Wed, 02 Sep 2026 10:00:00 GMT", false],
    ["a right tag wins over a wrong date (13.1.3)", '"abc"', "Wed, 02 Sep 2020 10:00:00 GMT", true],
    ["the same second (13.1.3)", undefined, "Wed, 02 Sep 2026 10:00:00 GMT", true],
    ["a later date", undefined, "Wed, 02 Sep 2026 10:00:01 GMT", true],
    ["an earlier date", undefined, "Wed, 02 Sep 2026 09:59:59 GMT", false],
    ["the RFC 850 form (5.6.7)", undefined, "Wednesday, 02-Sep-26 10:00:00 GMT", true],
    ["the asctime form (5.6.7)", undefined, "Wed Sep  2 10:00:00 2026", true],
    ["no date at all (13.1.3: ignored)", undefined, "yesterday", false],
    ["an ISO date is no HTTP-date", undefined, "2026-09-02T10:00:00Z", false],
    ["an impossible day", undefined, "Wed, 31 Feb 2027 10:00:00 GMT", false],
  ];

test("conditional requests, RFC 9110 section 13", (t) => {
  for (const [what, ifNoneMatch, ifModifiedSince, expected] of cases) {
    t.equal(isNotModified({ ifNoneMatch, ifModifiedSince }, document), expected, what);
  }
  t.end();
});

test("every second reads back from its HTTP-date", (t) => {
  const second = fc.integer({ min: 0, max: 4_102_444_799 }).map((seconds) => seconds * 1000);
  fc.assert(fc.property(second, (time) => parseHttpDate(new Date(time).toUTCString()) === time));
  t.end();
});

test("no header makes the comparison fail or match by accident", (t) => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 60 }), (header) => {
      const matched = isNotModified({ ifNoneMatch: header, ifModifiedSince: header }, document);
      return !matched || header.includes('"abc') || header.trim() === "*";
    }),
  );
  t.end();
});
