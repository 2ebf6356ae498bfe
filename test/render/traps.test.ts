import { Feed, type Item } from "feed";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { atom } from "../../src/render/atom.ts";
import { json } from "../../src/render/json.ts";
import { rss } from "../../src/render/rss.ts";
import { canonical } from "../xml.ts";
import { context, documentOf, elements, itemOf, minimal, texts } from "./documents.ts";

/*
 * Faults of the `feed` package when it is used alone. Each test first shows the trap, so that it tells when
 * `feed` has mended it, then that Courant's documents are free of it.
 */

const item: Item = { title: "One", id: "urn:example:1", link: "https://example.org/1", date: new Date(0) };

function naive(given: Partial<Item>, options: Partial<ConstructorParameters<typeof Feed>[0]> = {}): Feed {
  const feed = new Feed({ title: "News", link: "https://example.org/", updated: new Date(0), ...options });
  feed.addItem({ ...item, ...given });
  return feed;
}

function article(given: Partial<Article>): Article {
  return { ...minimal, ...given };
}

function jsonItem(given: Partial<Article>): Record<string, unknown> {
  return JSON.parse(itemOf(json, article(given))) as Record<string, unknown>;
}

test("a less-than sign in an Atom category", (t) => {
  t.throws(() => canonical(naive({ category: [{ name: "a<b", term: "a<b" }] }).atom1()));
  const xml = canonical(documentOf(atom, [article({ tags: ["a<b", "&lt;"] })]));
  t.strictSame(
    elements(xml, "category").map(({ attributes }) => attributes.term),
    ["a<b", "&lt;"],
  );
  t.end();
});

test("an ampersand in the attributes of an extension", (t) => {
  const objects = { _attributes: { url: "https://example.org/a.jpg?b=1&c=2" } };
  t.throws(() => canonical(naive({ extensions: [{ name: "content", objects }] }).rss2()));
  for (const format of [rss, atom]) {
    const xml = canonical(documentOf(format, [article({ image: "https://example.org/a.jpg?b=1&c=2" })]));
    t.equal(elements(xml, "media:content")[0]?.attributes.url, "https://example.org/a.jpg?b=1&c=2");
  }
  t.end();
});

test("the namespaces of extensions", (t) => {
  t.notMatch(naive({ extensions: [{ name: "dc:creator", objects: { _text: "Ana" } }] }).rss2(), "xmlns:dc");
  const heads = [[], [article({ content_html: "<p>x</p>", authors: [{ name: "Ana" }] })]].map((articles) => {
    const document = documentOf(rss, articles);
    return document.slice(document.indexOf("<rss"), document.indexOf("<channel>"));
  });
  t.equal(heads[0], heads[1], "the same head whatever the items");
  for (const prefix of ["atom", "content", "dc", "media"]) t.match(heads[0], `xmlns:${prefix}="`);
  t.end();
});

test("the end of CDATA, twice in one field", (t) => {
  const hostile = "a ]]> b ]]> c ]]>";
  t.throws(() => canonical(naive({ title: hostile }).rss2()));
  t.throws(() => canonical(naive({ description: hostile }).atom1()));
  for (const format of [rss, atom]) {
    const given = article({ title: hostile, summary: hostile, content_text: hostile });
    t.equal(texts(canonical(documentOf(format, [given])), "title").at(-1), hostile);
  }
  t.end();
});

test("an id that is no URI", (t) => {
  t.throws(() => naive({ id: "42 a" }).atom1());
  const xml = canonical(documentOf(atom, [article({ id: "42 a" })]));
  t.equal(texts(xml, "id").at(-1), "tag:example.org,2026:article:42%20a");
  t.equal(texts(canonical(documentOf(rss, [article({ id: "42 a" })])), "guid")[0], "42 a");
  t.equal(jsonItem({ id: "42 a" }).id, "42 a");
  t.end();
});

test("an id that is an IRI", (t) => {
  const id = "https://EXAMPLE.org/é/%7Ea/../b";
  t.not(texts(canonical(naive({ id }).atom1()), "id").at(-1), id);
  t.equal(texts(canonical(documentOf(atom, [article({ id })])), "id").at(-1), id);
  t.end();
});

test("a permalink guid that is an IRI", (t) => {
  const url = "https://example.org/é";
  const feed = new Feed({ title: "News", updated: new Date(0) });
  feed.addItem({ title: "One", link: url, date: new Date(0) });
  t.not(texts(canonical(feed.rss2()), "guid")[0], url);
  const guid = (given: Partial<Article>) => elements(canonical(documentOf(rss, [article(given)])), "guid");
  t.strictSame(guid({ id: url, url }), [{ attributes: { isPermaLink: "false" }, text: url }], "a permalink is a URL");
  const ascii = "https://example.org/%C3%A9";
  t.strictSame(guid({ id: ascii, url: ascii }), [{ attributes: { isPermaLink: "true" }, text: ascii }]);
  t.strictSame(guid({ id: url, url: "https://example.org/1" }), [{ attributes: { isPermaLink: "false" }, text: url }]);
  t.end();
});

test("a date of change that nobody gave", (t) => {
  const year = new Feed({ title: "News" }).rss2().match(/<lastBuildDate>\w+, \d+ \w+ (\d+)/)?.[1];
  t.ok(Number(year) >= 2026, "feed takes the current time");
  const updated = "2001-02-03T04:05:06.007Z";
  t.strictSame(texts(canonical(documentOf(rss, [article({ date_modified: updated })])), "lastBuildDate"), [
    "Sat, 03 Feb 2001 04:05:06 GMT",
  ]);
  t.strictSame(texts(canonical(documentOf(atom, [article({ date_modified: updated })])), "updated"), [
    updated,
    updated,
  ]);
  t.end();
});

test("an image and several attachments in RSS", (t) => {
  const [image, audio, video] = ["https://example.org/i.png", "https://example.org/a.mp3", "https://example.org/v.mp4"];
  t.equal(elements(canonical(naive({ image, audio, video }).rss2()), "enclosure").length, 1);
  const attachments = [
    { url: audio, mime_type: "audio/mpeg", size_in_bytes: 7 },
    { url: video, mime_type: "video/mp4" },
  ];
  const xml = canonical(documentOf(rss, [article({ image, attachments })]));
  t.strictSame(
    elements(xml, "enclosure").map(({ attributes }) => attributes),
    [{ length: "7", type: "audio/mpeg", url: audio }],
  );
  t.strictSame(
    elements(xml, "media:content").map(({ attributes }) => attributes),
    [
      { medium: "image", type: "image/png", url: image },
      { medium: "video", type: "video/mp4", url: video },
    ],
  );
  t.end();
});

test("the type and length of an enclosure", (t) => {
  const url = "https://example.org/dl";
  const enclosure = { url, type: "audio/mpeg" };
  const links = (document: string) =>
    elements(canonical(document), "link")
      .map(({ attributes }) => attributes)
      .filter(({ rel }) => rel === "enclosure");
  t.equal(links(naive({ enclosure }).atom1())[0]?.type, "image//dl");
  const attachments = [
    { url, mime_type: "audio/mpeg" },
    { url, mime_type: "audio/mpeg", size_in_bytes: 5 },
  ];
  t.strictSame(links(documentOf(atom, [article({ attachments })])), [
    { href: url, rel: "enclosure", type: "audio/mpeg" },
    { href: url, length: "5", rel: "enclosure", type: "audio/mpeg" },
  ]);
  t.end();
});

test("an image whose address has no extension", (t) => {
  t.match(naive({ image: "https://example.org/image" }).rss2(), `type="image//image"`);
  for (const url of ["https://example.org/image", "https://example.org/a.constructor"]) {
    const xml = canonical(documentOf(rss, [article({ image: url })]));
    t.strictSame(elements(xml, "media:content")[0]?.attributes, { medium: "image", url });
  }
  t.end();
});

test("an author with a name only, in RSS", (t) => {
  t.strictSame(texts(canonical(naive({ author: [{ name: "Ana" }] }).rss2()), "author"), ["Ana"]);
  const xml = canonical(documentOf(rss, [article({ authors: [{ name: "Ana" }, { name: "Rui" }] })]));
  t.strictSame(texts(xml, "author"), [], "author is an email address");
  t.strictSame(texts(xml, "dc:creator"), ["Ana", "Rui"]);
  t.end();
});

test("an author without a name", (t) => {
  const link = "https://example.org/ana";
  t.strictSame(texts(canonical(naive({ author: [{ link }] }).atom1()), "name"), [""]);
  const authors = [{ url: link }, { avatar: "https://example.org/a.png" }];
  t.strictSame(texts(canonical(documentOf(atom, [article({ authors })])), "name"), ["The Example", link]);
  t.strictSame(texts(canonical(documentOf(rss, [article({ authors })])), "dc:creator"), [link]);
  t.end();
});

test("a category with a name only, in Atom", (t) => {
  t.notMatch(naive({ category: [{ name: "Harbour" }] }).atom1(), "term=");
  t.match(documentOf(atom, [article({ tags: ["Harbour"] })]), `<category term="Harbour"/>`);
  t.end();
});

test("an entity in a channel's text", (t) => {
  const title = "Q &amp; A";
  t.equal(texts(canonical(naive({}, { title }).rss2()), "title")[0], "Q & A");
  t.equal(texts(canonical(naive({}, { title }).atom1()), "title")[0], "Q & A");
  const channel = { ...context.channel, title, description: title };
  const site = { ...context.site, copyright: title, author: { name: title } };
  const rssXml = canonical(documentOf(rss, [], { ...context, site, channel }));
  t.strictSame(
    ["title", "description", "copyright", "dc:creator"].flatMap((name) => texts(rssXml, name)),
    [title, title, title, title],
  );
  const atomXml = canonical(documentOf(atom, [], { ...context, site, channel }));
  t.strictSame(
    ["title", "subtitle", "rights", "name"].flatMap((name) => texts(atomXml, name)),
    [title, title, title, title],
  );
  t.end();
});

test("one self link for every format", (t) => {
  const feed = "https://example.org/feed";
  t.match(naive({}, { feed, feedLinks: { rss: "https://example.org/news.rss" } }).rss2(), `href="${feed}"`);
  const self = (xml: string, name: string) =>
    elements(xml, name)
      .map(({ attributes }) => attributes)
      .filter(({ rel }) => rel === "self");
  t.strictSame(self(canonical(documentOf(rss, [])), "atom:link"), [
    { href: "https://feeds.example.org/feeds/news.rss", rel: "self", type: "application/rss+xml" },
  ]);
  t.strictSame(self(canonical(documentOf(atom, [])), "link"), [
    { href: "https://feeds.example.org/feeds/news.atom", rel: "self", type: "application/atom+xml" },
  ]);
  t.equal(JSON.parse(documentOf(json, [])).feed_url, "https://feeds.example.org/feeds/news.json");
  t.end();
});

test("JSON Feed 1.1 rather than 1", (t) => {
  const before = JSON.parse(naive({ author: [{ name: "Ana" }, { name: "Rui" }] }).json1());
  t.equal(before.version, "https://jsonfeed.org/version/1");
  t.strictSame(before.items[0].author, { name: "Ana" });
  t.notOk("content_html" in before.items[0]);

  const attachments = [{ url: "https://example.org/a.mp3", mime_type: "audio/mpeg", size_in_bytes: 7 }];
  const authors = [{ name: "Ana" }, { name: "Rui" }];
  const document = JSON.parse(documentOf(json, [article({ authors, attachments, language: "pt" })]));
  t.equal(document.version, "https://jsonfeed.org/version/1.1");
  t.equal(document.language, "en");
  t.notOk("author" in document.items[0]);
  t.match(document.items[0], { authors, attachments, language: "pt", content_text: "One" });
  t.end();
});

test("a summary alone is no content in JSON Feed", (t) => {
  t.equal(JSON.parse(naive({ description: "a < b" }).json1()).items[0].content_html, "a < b");
  t.match(jsonItem({ summary: "a < b" }), { content_text: "a < b", summary: "a < b", content_html: undefined });
  t.end();
});
