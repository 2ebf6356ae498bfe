import { test } from "tap";
import { createReport } from "../../src/admin/import.ts";
import { printReport } from "../../src/commands/import/print-report.ts";
import { formerFeedsOf, type InputOrigin } from "../../src/ingest/former-feeds.ts";
import { ingestHere } from "../ingest-here.ts";

const feedsIn = (head: string, origin: Partial<InputOrigin> = {}) =>
  formerFeedsOf(head, { blogUrl: "https://blog.example/a", ...origin });

test("an input says at which addresses its readers have subscribed", (t) => {
  const self = '<x:link rel="self" href="https://a.example/feed/?x=1&amp;y=2"/><x:link rel="alternate" href="/"/>';
  const rss = (inner: string, attributes = "") =>
    `\uFEFF<?xml version="1.0"?>\n<rss ${attributes} xmlns:x="http://www.w3.org/2005/Atom"><channel>${inner}</channel></rss>`;
  t.same(feedsIn(rss(self)), ["https://a.example/feed/?x=1&y=2"]);
  t.same(feedsIn(rss(`<item>${self}</item>`)), []);
  t.same(feedsIn(rss('<x:link rel="self" href="/feed/"/>')), [], "an address that is not whole says nothing");
  t.same(feedsIn('<feed><link rel="self" href="https://a.example/f.atom"/><entry/></feed>'), [
    "https://a.example/f.atom",
  ]);
  t.same(feedsIn('{"title": "a", "feed_url": "https:\\/\\/a.example\\/feed.json", "items": []}'), [
    "https://a.example/feed.json",
  ]);
  const wxr =
    "<link> https://a.example/blog </link><wp:wxr_version>1.2</wp:wxr_version><item><link>https://b.example/</link>";
  t.same(feedsIn(rss(wxr, 'xmlns:wp="http://wordpress.org/export/1.2/"')), [
    "https://a.example/blog/feed/",
    "https://a.example/blog/feed/atom/",
    "https://a.example/blog/?feed=rss2",
  ]);
  const ghost = { meta: { version: "5.0" }, data: { posts: [], posts_tags: [] } };
  for (const document of [{ db: [ghost] }, ghost]) {
    t.same(feedsIn(JSON.stringify(document)), ["https://blog.example/a/rss/"], "a blog in Ghost");
  }
  const address = "https://a.example/index.xml";
  for (const unnamed of [
    "<rss><channel><item/></channel></rss>",
    '<feed xmlns="http://www.w3.org/2005/Atom"/>',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item/></rdf:RDF>',
    '{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    '{"version": "https:\\/\\/jsonfeed.org\\/version\\/1", "items": []}',
  ]) {
    t.same(feedsIn(unnamed, { address }), [address], "a feed that was fetched and names no address of its own");
    t.same(feedsIn(unnamed), []);
  }
  t.same(feedsIn(rss(self), { address }), ["https://a.example/feed/?x=1&y=2"]);
  for (const noFeed of ["<html><a/></html>", '{"title": "a"}', "A text"]) t.same(feedsIn(noFeed, { address }), []);
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
    t.same(feedsIn(nothing), [], nothing);
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

  const printed = (formerFeeds: string[], origin = "https://feeds.example") => {
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
      origin,
      moved: { "/atom.xml": "news" },
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
  t.same(printed(["https://feeds.example/feeds/news.rss", "https://a.example/", "https://a.example/atom.xml"]), []);
  t.same(printed(["https://feeds.example/feed/"]).slice(2), ['  "/feed/": news'], "at the address of this service");
  t.same(
    printed(
      ["https://a.example/blog/feed/", "https://a.example/feed/", "https://b.example/blog/feed/"],
      "https://a.example/blog",
    ).slice(2),
    ['  "/feed/": news', '  "/blog/feed/": news'],
    "without the path that a proxy takes off",
  );
});
