import { test } from "tap";
import { testStores } from "../stores/helpers.ts";
import { fixture, reading } from "./reading.ts";

test("RSS 2.0 comes in with its id, authors, dates, media and what it says as a podcast", (t) => {
  const { drafts, places, reasons } = fixture("blog.rss");
  const feed = { title: "A blog", url: "https://blog.example", feed_url: "https://blog.example/feed/" };
  t.same(reasons, []);
  t.same(places, ["blog.rss, item 1", "blog.rss, item 2", "blog.rss, item 3"]);
  t.strictSame(drafts, [
    {
      id: "https://blog.example/?p=123",
      url: "https://blog.example/2024/05/open/",
      title: "It’s open & free",
      summary: "The room is open…",
      content_html:
        '<p>The room is <a href="https://blog.example/visit">open</a>.</p><img src="https://blog.example/2024/05/a.png" />',
      image: "https://blog.example/wp-content/room.jpg",
      authors: [{ name: "Inés Moreau" }],
      tags: ["News", "Reading & writing"],
      language: "en-US",
      date_published: "2024-05-01T08:00:00.000Z",
      _courant: {
        image_credit: "A. Person",
        image_description: "The room & its lamps",
        image_width: 1200,
        image_height: 800,
        feed,
      },
    },
    {
      id: "https://blog.example/episodes/12",
      url: "https://blog.example/episodes/12",
      title: "Episode 12",
      content_html: "Plain words <b>and bold</b> ones.",
      image: "https://cdn.example/12.jpg",
      authors: [{ name: "Ana Bell" }],
      language: "en-US",
      date_published: "2024-01-02T13:00:00.000Z",
      attachments: [
        {
          url: "https://cdn.example/12.mp3",
          mime_type: "audio/mpeg",
          size_in_bytes: 1_234_567,
          duration_in_seconds: 3723,
        },
      ],
      _courant: {
        podcast: {
          season: 2,
          episode: 12,
          episode_type: "full",
          explicit: false,
          transcripts: [{ url: "https://blog.example/12.vtt", type: "text/vtt", language: "en" }],
          chapters: { url: "https://cdn.example/12.json", type: "application/json+chapters" },
          people: [{ name: "Bo", role: "guest", image: "https://cdn.example/bo.jpg" }],
        },
        feed,
      },
    },
    {
      url: "https://blog.example/ohne",
      title: "Ohne Kennung",
      summary: "Nur Text, kein Markup.",
      language: "de",
      _courant: { feed },
    },
  ]);
  t.end();
});

test("Atom comes in with every type of text, its own base addresses, and the feed's authors where an entry has none", (t) => {
  const { drafts, reasons } = fixture("journal.atom");
  t.same(reasons, []);
  const editors = [{ name: "The editors", url: "mailto:desk@journal.example" }];
  const feed = {
    id: "urn:uuid:60a76c80-d399-11d9-b93C-0003939e0af6",
    title: "Journal",
    url: "https://journal.example/",
  };
  const _courant = { feed };
  const dates = { date_published: "2024-05-02T10:00:00.000Z", date_modified: "2024-05-02T10:00:00.000Z" };
  t.strictSame(drafts, [
    {
      id: "tag:journal.example,2024:1",
      url: "https://journal.example/base/one",
      title: "AT&T <b> now",
      summary: "Short & good",
      content_html: '<p><a href="https://journal.example/base/x">Text</a></p>',
      authors: editors,
      tags: ["Label A", "b"],
      language: "en",
      ...dates,
      _courant,
      date_published: "2024-05-01T08:00:00.000Z",
      attachments: [
        {
          url: "https://journal.example/base/files/a.pdf",
          mime_type: "application/pdf",
          title: "The report",
          size_in_bytes: 10,
        },
      ],
    },
    {
      id: "tag:journal.example,2024:2",
      url: "https://journal.example/base/deep/two",
      title: "Less is <more",
      content_html: '<p>Ein <a href="https://journal.example/base/deep/y">Wort</a> &amp; <a></a>mehr<br /></p>',
      authors: [{ name: "Bo", url: "https://bo.example/" }],
      language: "de",
      ...dates,
      _courant,
    },
    {
      id: "tag:journal.example,2024:3",
      url: "https://elsewhere.example/3",
      title: "Plain <b> text",
      content_text: "1 < 2",
      authors: editors,
      language: "en",
      ...dates,
      _courant,
    },
    {
      id: "tag:journal.example,2024:4",
      title: "Elsewhere",
      authors: editors,
      language: "en",
      ...dates,
      _courant,
      attachments: [{ url: "https://journal.example/base/four.mp3", mime_type: "audio/mpeg" }],
    },
  ]);
  t.end();
});

test("RSS 1.0, and RSS 0.91 with its document type and HTML's entities", (t) => {
  t.strictSame(fixture("old.rdf").drafts, [
    {
      id: "https://old.example/1",
      url: "https://old.example/1?x=1&y=2",
      title: "One",
      summary: "About one",
      content_html: "<p>Un</p>",
      authors: [{ name: "Cy" }],
      tags: ["history"],
      language: "fr",
      date_published: "2003-12-13T17:30:02.000Z",
      _courant: { feed: { title: "Old", url: "https://old.example/" } },
    },
  ]);
  t.match(fixture("netscape.xml").drafts, [{ title: "Café reopens", url: "http://old.example/cafe", language: "en" }]);
  t.end();
});

test("a JSON Feed is a feed too", (t) => {
  const feed = { version: "https://jsonfeed.org/version/1.1", title: "F", items: [{ id: "1", content_text: "a" }] };
  t.match(reading(JSON.stringify(feed), "x", { format: "feed" }).drafts, [{ id: "1", content_text: "a" }]);
  t.end();
});

test("a feed's XML in other charsets and with a byte order mark", (t) => {
  const xml = (encoding: string) =>
    `<?xml version="1.0" encoding="${encoding}"?><rss version="2.0"><channel><item><title>Café</title></item></channel></rss>`;
  const utf16 = Buffer.from(`\uFEFF${xml("utf-16")}`, "utf16le");
  for (const bytes of [
    Buffer.from(xml("ISO-8859-1"), "latin1"),
    Buffer.from(`\uFEFF${xml("utf-8")}`),
    Buffer.from(xml("utf-16")),
    utf16,
    Buffer.from(utf16).swap16(),
    Buffer.from(xml("utf-16"), "utf16le"),
  ]) {
    t.same(reading(bytes, "a.xml").drafts, [{ title: "Café" }]);
  }
  // Declared wrongly, but what it is can be told.
  t.same(reading(Buffer.from(xml("utf-8"), "latin1")).drafts, [{ title: "Café" }]);
  t.same(reading(Buffer.from(xml("x-none"))).drafts, [{ title: "Café" }]);
  t.end();
});

test("dates of many kinds, and what is none", (t) => {
  const dateOf = (typed: string) =>
    reading(`<rss><channel><item><title>a</title><pubDate>${typed}</pubDate></item></channel></rss>`).drafts[0]
      ?.date_published;
  t.equal(dateOf("Mon, 02 Sep 2024 08:00:00 GMT"), "2024-09-02T08:00:00.000Z");
  t.equal(dateOf("Mon, 2 September 2024 08:00 +0530"), "2024-09-02T02:30:00.000Z");
  t.equal(dateOf("02 Sep 99 08:00:00 PDT"), "1999-09-02T15:00:00.000Z");
  t.equal(dateOf("2024-09-02T08:00:00+02:00"), "2024-09-02T06:00:00.000Z");
  t.equal(dateOf("2024-09-02 08:00:00"), "2024-09-02T08:00:00.000Z");
  t.equal(dateOf("Mon, 31 Feb 2024 08:00:00 GMT"), undefined);
  t.equal(dateOf("02 Foo 2024 08:00:00 GMT"), undefined);
  t.end();
});

test("relative addresses start from xml:base, else from the item's link, else from the feed's", (t) => {
  const content = "<content:encoded>&lt;a href='x'>a&lt;/a></content:encoded>";
  const href = (xml: string) => /href="([^"]*)"/.exec(reading(xml).drafts[0]?.content_html ?? "")?.[1];
  const feed = (item: string, start = "<rss>") =>
    `${start}<channel><link>https://a.example/home/</link>${item}</channel></rss>`;
  const link = "<link>https://b.example/posts/1</link>";
  t.equal(href(feed(`<item>${link}${content}</item>`)), "https://b.example/posts/x");
  t.equal(href(feed(`<item>${content}</item>`)), "https://a.example/home/x");
  t.equal(href(feed(`<item xml:base="https://c.example/d/">${link}${content}</item>`)), "https://c.example/d/x");
  t.equal(href(feed(`<item>${link}${content}</item>`, '<rss xml:base="/e/">')), "https://site.example/e/x");
  const entry = `<link href="https://b.example/posts/1"/><content type="html" xml:base="f/">&lt;a href="x">a&lt;/a></content>`;
  t.equal(href(`<feed><entry>${entry}</entry></feed>`), "https://b.example/posts/f/x");
  t.equal(
    href(`<feed xml:base="https://c.example/"><entry xml:base="d/">${entry}</entry></feed>`),
    "https://c.example/d/f/x",
  );
  t.end();
});

test("members of an item that cannot be used are left out, and the rest comes in", (t) => {
  const item = `<title>a</title><link>javascript:alert(1)</link><guid isPermaLink="false">1</guid><dc:language>none!</dc:language>
    <enclosure url="https://a.example/1.mp3" length="many" type="sound"/><enclosure url="x:y" type="audio/mpeg"/>
    <itunes:duration>-5</itunes:duration><itunes:season>0</itunes:season><itunes:episodeType>rerun</itunes:episodeType>
    <media:content url="https://a.example/2.mp3" type="audio/mpeg" duration="-1" fileSize="-1"/>
    <media:content url="https://a.example/3.png" medium="image" width="wide" height="-1"/>
    <podcast:transcript url="/a.vtt" type="words"/><podcast:chapters url="/a.json" type="no"/><podcast:person/>`;
  const { drafts, reasons } = reading(
    `<rss xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><item>${item}</item></channel></rss>`,
  );
  t.same(reasons, []);
  t.strictSame(drafts, [
    {
      id: "1",
      title: "a",
      image: "https://a.example/3.png",
      attachments: [
        { url: "https://a.example/1.mp3", mime_type: "audio/mpeg" },
        { url: "https://a.example/2.mp3", mime_type: "audio/mpeg" },
      ],
      _courant: { podcast: { chapters: { url: "https://site.example/a.json" } } },
    },
  ]);
  t.end();
});

const feedOf = (items: readonly { guid: string; link: string; title: string }[]) =>
  `<rss version="2.0"><channel><title>F</title>${items
    .map(({ guid, link, title }) => `<item><title>${title}</title><link>${link}</link><guid>${guid}</guid></item>`)
    .join("")}</channel></rss>`;

test("a feed that is imported again updates, also when it changed its ids and not its addresses", async (t) => {
  const { stores } = await testStores(t);
  const take = async (text: string) => {
    const outcomes = await stores.articles.put(reading(text).prepared);
    return outcomes.map(({ outcome }) => outcome);
  };
  const item = { guid: "urn:a:1", link: "https://a.example/1", title: "One" };
  t.same(await take(feedOf([item])), ["created"]);
  t.same(await take(feedOf([item])), ["unchanged"]);
  t.same(await take(feedOf([{ ...item, title: "Two" }])), ["updated"]);
  t.same(await take(feedOf([{ ...item, guid: "urn:b:1", title: "Two" }])), ["unchanged"]);
  t.same(await take(feedOf([{ ...item, guid: "urn:b:1", link: "https://a.example/new", title: "Two" }])), ["updated"]);
  t.same((await stores.articles.count()).present, 1);
});

test("XML that is no feed says what it is", (t) => {
  t.match(reading("<urlset><url/></urlset>", "sitemap.xml").reasons, [
    /^sitemap.xml: This is XML, but no feed: its outermost element is <urlset>/,
  ]);
  t.match(reading("<rss/>", "a.rss").reasons, [/^a.rss: The feed cannot be read/]);
  t.match(reading("<rss><channel><item/></channel></rss>", "a.rss").drafts, []);
  t.end();
});
