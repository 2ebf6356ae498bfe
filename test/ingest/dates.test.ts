import { test } from "tap";
import { parseFeedDate } from "../../src/ingest/dates.ts";

/** Each date, and how it is written. */
const readable: Readonly<Record<string, readonly string[]>> = {
  "2023-11-16T10:00:00.000Z": [
    "Thu, 16 Nov 2023 10:00:00 +0000 (UTC)",
    "Thu, 16 Nov 2023 10:00:00 (a comment) GMT",
    "16 Nov 2023 10:00",
    "Thu,16 Nov 23 10:00:00 -0000",
    "Thu, 16-Nov-2023 10:00:00 GMT",
    "Thu, 16 Nov, 2023 10:00:00 Etc/GMT",
    "Thu Nov 16 10:00:00 UTC 2023",
    "Thu Nov 16 10:00:00 2023",
    "Thu Nov 16 2023 11:00:00 GMT+0100 (Central European Standard Time)",
    "2023-11-16 10:00:00 UTC",
    "2023-11-16 10:00:00.0",
    "2023-11-16T10:00Z",
    "2023-11-16T10:00",
    "2023-11-16T11:00:00+0100",
    "2023-11-16T11:00+01",
    "Thursday, November 16th, 2023 at 10:00 am",
    "16 Nov 2023 02:00 am PST",
    "Thu, 16 Nov 2023 15:30:00 IST",
    "Thu, 16 Nov 2023 11:00:00 BST",
    "Thu, 16 Nov 2023 11:00:00 CET",
    "Thu, 16 Nov 2023 12:00:00 CEST",
    "Thu, 16 Nov 2023 5:00:00 EST",
    "Thu, 16 Nov 2023 21:00:00 AEDT",
    "Thu, 16 Nov 2023 10:00:00 XYZ",
    "Do., 16. November 2023 11:00:00 +0100",
    "jeu., 16 nov. 2023 11:00:00 +0100",
    "2023年11月16日 10:00",
    "16.11.2023 10:00",
    "16/11/2023 10:00",
    "11/16/2023 10:00 AM",
    "Thursday, November 16, 2023 - 10:00",
    "20231116T100000Z",
    "20231116T1100+0100",
    "2023-11-16T10:00:00.000000+00:00Z",
    "2023-320T10:00:00Z",
    "1700128800",
    "1700128800000",
  ],
  "2023-11-16T16:56:00.000Z": ["Thu, 16 Nov 2023 8:56 am PST", "Nov 16, 2023 4:56 p.m.", "Thu, 16 Nov 2023 16:56 UT"],
  "2023-11-16T12:10:00.000Z": ["16 Nov 2023 12:10 PM", "Thu, 16 Nov 2023 12:10:00"],
  "2023-11-16T00:10:00.000Z": ["16 Nov 2023 12:10 AM"],
  "2023-11-16T00:00:00.000Z": [
    "Thu, 16 Nov 2023",
    "Nov 16, 2023",
    "20231116",
    "2023-11-16 UTC",
    "2023-320",
    "16 de noviembre de 2023",
  ],
  "2023-12-02T00:00:00.000Z": ["Sa, 02 Dez 2023", "sam. 2 décembre 2023", "2 grudnia 2023", "2 декабря 2023"],
  "2023-11-01T00:00:00.000Z": ["2023-11", "November 2023"],
  "2023-01-01T00:00:00.000Z": ["2023"],
};

test("dates as feeds write them", (t) => {
  for (const [date, texts] of Object.entries(readable)) {
    for (const text of texts) t.equal(parseFeedDate(text), date, text);
  }
  t.end();
});

test("a text that is no date, or may be two, is not read", (t) => {
  for (const text of [
    "",
    "yesterday",
    "Thu, 30 Feb 2023 10:00:00 GMT",
    "31 Foo 2023 10:00:00 GMT",
    "Sun, 16 Dec 2012 1:2:3:4 GMT",
    "16 Nov 2023 25:00",
    "5/6/2024",
    "22013",
    "2013-01-27-01",
    "2013-00-27",
    "2013-01-28T11:30:00-06:00 and more",
    "Thu, 16 Nov 2023 10:00:00 __proto__",
    "constructor 2023",
    "16 Nov",
    "(16 Nov 2023)",
    `${" ".repeat(1_000_000)}2023`,
    `${"(".repeat(1_000_000)}`,
  ]) {
    t.equal(parseFeedDate(text), undefined, text.slice(0, 60));
  }
  t.end();
});
