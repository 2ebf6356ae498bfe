import { test } from "tap";
import { reading } from "./reading.ts";

const rss = (channel: string, item = "") =>
  `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>F &amp;amp; G</title><description>d</description>${channel}<item><title>T</title>${item}</item></channel></rss>`;
const atom = (feed: string, entry = "") =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><id>urn:f</id><updated>2026-01-01T00:00:00Z</updated>${feed}<entry><title>T</title><id>urn:1</id><updated>2026-01-01T00:00:00Z</updated>${entry}</entry></feed>`;
const feedOf = (input: string, siteUrl?: string) =>
  reading(input, undefined, siteUrl === undefined ? {} : { siteUrl }).drafts[0]?._courant?.feed;

test("an article names the feed that it was taken from, if that is another site's", (t) => {
  const link = "<link>https://o.example/</link>";
  t.strictSame(
    feedOf(rss(`${link}<atom:link rel="self" href="/f.xml"/><managingEditor>a@o.example (Ann)</managingEditor>`)),
    { title: "F & G", url: "https://o.example/", feed_url: "https://o.example/f.xml", authors: [{ name: "Ann" }] },
  );
  t.strictSame(feedOf(atom('<link href="https://o.example/"/><link rel="self" href="https://o.example/f"/>')), {
    id: "urn:f",
    title: "F",
    url: "https://o.example/",
    feed_url: "https://o.example/f",
  });
  const json = { version: "https://jsonfeed.org/version/1.1", title: "J", home_page_url: "https://o.example/" };
  t.strictSame(feedOf(JSON.stringify({ ...json, items: [{ id: "1", title: "T" }] })), {
    title: "J",
    url: "https://o.example/",
  });
  for (const own of ["https://site.example/blog", "http://www.site.example/"]) {
    t.equal(feedOf(rss(`<link>${own}</link>`)), undefined);
    t.equal(feedOf(atom(`<link href="${own}"/>`)), undefined);
  }
  t.equal(feedOf(rss(link), "https://o.example/"), undefined, "a source of the site itself");
  t.equal(feedOf(rss("")), undefined, "nobody knows whose feed it is");
  t.end();
});

test("an entry that was collected from elsewhere keeps its own source", (t) => {
  const source =
    '<source><id>urn:g</id><title type="html">G &amp;amp; H</title><link href="https://p.example/"/></source>';
  t.strictSame(feedOf(atom('<link href="https://site.example/"/>', source)), {
    id: "urn:g",
    title: "G & H",
    url: "https://p.example/",
  });
  t.strictSame(feedOf(rss("<link>https://site.example/</link>", '<source url="https://p.example/f">G</source>')), {
    title: "G",
    feed_url: "https://p.example/f",
  });
  t.end();
});
