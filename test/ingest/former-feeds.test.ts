import { test } from "tap";
import { createReport } from "../../src/admin/import.ts";
import { printReport } from "../../src/commands/import/print-report.ts";
import { formerFeedsOf } from "../../src/ingest/former-feeds.ts";
import { ingestHere } from "../ingest-here.ts";

test("an input says at which addresses its readers have subscribed", (t) => {
  const self = '<x:link rel="self" href="https://a.example/feed/?x=1&amp;y=2"/><x:link rel="alternate" href="/"/>';
  const rss = (inner: string, attributes = "") =>
    `\uFEFF<?xml version="1.0"?>\n<rss ${attributes} xmlns:x="http://www.w3.org/2005/Atom"><channel>${inner}</channel></rss>`;
  t.same(formerFeedsOf(rss(self)), ["https://a.example/feed/?x=1&y=2"]);
  t.same(formerFeedsOf(rss(`<item>${self}</item>`)), []);
  t.same(formerFeedsOf(rss('<x:link rel="self" href="/feed/"/>')), [], "an address that is not whole says nothing");
  t.same(formerFeedsOf('<feed><link rel="self" href="https://a.example/f.atom"/><entry/></feed>'), [
    "https://a.example/f.atom",
  ]);
  t.same(formerFeedsOf('{"title": "a", "feed_url": "https:\\/\\/a.example\\/feed.json", "items": []}'), [
    "https://a.example/feed.json",
  ]);
  const wxr =
    "<link> https://a.example/blog </link><wp:wxr_version>1.2</wp:wxr_version><item><link>https://b.example/</link>";
  t.same(formerFeedsOf(rss(wxr, 'xmlns:wp="http://wordpress.org/export/1.2/"')), [
    "https://a.example/blog/feed/",
    "https://a.example/blog/feed/atom/",
    "https://a.example/blog/?feed=rss2",
  ]);
  for (const nothing of [
    "",
    "text",
    "<",
    "{",
    '{"feed_url": 7}',
    '{"feed_url": "javascript:1"}',
    "<html><a>",
    "<!DOCTYPE a [",
    "<rss></feed>",
  ]) {
    t.same(formerFeedsOf(nothing), [], nothing);
  }
  t.end();
});

test("the addresses come with the report of the queue, and the command prints the lines that keep the subscribers", async (t) => {
  const text = `<rss><channel><link rel="self" href="https://a.example/feed/"/><item><title>${"ä".repeat(40_000)}</title></item></channel></rss>`;
  async function* chunks() {
    const bytes = Buffer.from(text);
    for (let start = 0; start < bytes.length; start += 999) yield bytes.subarray(start, start + 999);
  }
  const options = { tags: [], baseUrl: "https://site.example/", format: "feed" as const };
  const ends = [];
  for await (const { end } of ingestHere().readInput(chunks(), { name: "f.xml" }, options))
    if (end) ends.push(end.formerFeeds);
  t.same(ends, [["https://a.example/feed/"]]);

  const printed = (formerFeeds: string[]) => {
    const lines: string[] = [];
    const output = {
      json: false,
      progress: undefined,
      line: (line: string) => lines.push(line),
      error: () => {},
      result: () => {},
    };
    const reporting = {
      output,
      stopSignal: new AbortController().signal,
      channel: "news",
      origin: "https://feeds.example",
    };
    printReport(createReport([], formerFeeds), [], reporting as unknown as Parameters<typeof printReport>[2]);
    return lines.slice(1);
  };
  t.same(
    printed([
      "https://a.example/feed/",
      "https://a.example/feed/",
      "https://a.example/?feed=rss2",
      "https://a.example/feeds/x.rss",
    ]),
    [
      "Readers may have subscribed to https://a.example/feed/. If this service takes over that address, these lines in the configuration keep the subscribers:",
      "moved:",
      '  "/feed/": news',
      '  "/?feed=rss2": news',
    ],
  );
  t.same(printed(["https://feeds.example/feed/", "https://a.example/"]), []);
});
