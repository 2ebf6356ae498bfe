import { test } from "tap";
import { ingest } from "../../src/ingest/ingest.ts";
import { reading } from "./reading.ts";

const namespaces = `xmlns:itunes="http://www.itunes.com/DTDs/Podcast-1.0.dtd" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:x="http://www.w3.org/1999/xhtml"`;
const rss = (items: string, attributes = "") =>
  `<rss ${namespaces}><channel ${attributes}><title>F</title><link>https://s.example/</link>${items}</channel></rss>`;
/** Returns the articles of a feed, by the elements in each of its items. */
const articlesOf = (...items: string[]) =>
  reading(rss(items.map((item) => `<item><title>a</title>${item}</item>`).join(""))).drafts;

test("the content of an item of RSS is found in XHTML and in fullitem, too", (t) => {
  const contents = articlesOf(
    '<body xmlns="http://www.w3.org/1999/xhtml"><p>One <em>two</em></p><br/></body>',
    "<x:body><x:p>One<x:br/><![CDATA[<b> & ]]><!-- </x:p> -->c</x:p></x:body>",
    "<body>&lt;p>One &amp;amp; two&lt;/p></body>",
    "<fullitem><![CDATA[<p>One</p>]]></fullitem>",
    "<description>Short</description><x:body><x:p>Long</x:p></x:body>",
    "<content:encoded>&lt;p>First&lt;/p></content:encoded><x:body><x:p>Second</x:p></x:body>",
  ).map(({ content_html, summary }) => (summary === undefined ? content_html : [summary, content_html]));
  t.same(contents, [
    "<p>One <em>two</em></p><br />",
    "<p>One<br />&lt;b&gt; &amp; c</p>",
    "<p>One &amp; two</p>",
    "<p>One</p>",
    ["Short", "<p>Long</p>"],
    "<p>First</p>",
  ]);
  t.end();
});

test("parts of Atom without their namespace count in RSS where RSS has none", (t) => {
  const [article] = articlesOf(
    `<link href="https://s.example/1"/><id>urn:x:1</id><updated>2012-03-26T23:25:19Z</updated><summary>Short</summary>
     <link rel="enclosure" type="audio/mpeg" length="123" href="/1.mp3"/>`,
  );
  t.match(article, {
    id: "urn:x:1",
    url: "https://s.example/1",
    summary: "Short",
    date_published: "2012-03-26T23:25:19.000Z",
    attachments: [{ url: "https://s.example/1.mp3", mime_type: "audio/mpeg", size_in_bytes: 123 }],
  });
  const [both] = articlesOf(
    `<link>https://s.example/2</link><link href="https://s.example/3"/><guid>g</guid><id>i</id>
     <pubDate>Mon, 02 Jan 2023 10:00:00 GMT</pubDate><updated>2023-01-03T10:00:00Z</updated>`,
  );
  t.match(both, { id: "g", url: "https://s.example/2", date_published: "2023-01-02T10:00:00.000Z" });
  t.end();
});

test("covers, topics and authors are found under the other names that podcasts and Dublin Core have for them", (t) => {
  const articles = articlesOf(
    '<itunes:image url="https://s.example/1.png"/>',
    '<itunes:link rel="image" href="/2.png"/>',
    '<itunes:category text="Arts &amp; Crafts"><itunes:category text="Design"/></itunes:category>',
    "<dc:author>Ann Writer</dc:author>",
    "<dc:creator>Bo Lee</dc:creator><dc:author>Ann Writer</dc:author>",
  );
  t.same(
    articles.map(({ image, tags, authors }) => image ?? tags ?? authors?.[0]?.name),
    ["https://s.example/1.png", "https://s.example/2.png", ["Arts & Crafts", "Design"], "Ann Writer", "Bo Lee"],
  );
  t.end();
});

test("the base address of a channel counts, and starts from that of the feed", (t) => {
  const item = "<item><title>a</title><link>b</link><description>&lt;a href='c'>d&lt;/a></description></item>";
  const read = (xml: string) => reading(xml).drafts.map(({ url, content_html }) => `${url} ${content_html}`);
  t.same(read(rss(item, 'xml:base="https://c.example/d/"')), [
    'https://c.example/d/b <a href="https://c.example/d/c">d</a>',
  ]);
  t.same(read(rss(item, 'xml:base="d/"').replace("<rss", '<rss xml:base="https://e.example/f/"')), [
    'https://e.example/f/d/b <a href="https://e.example/f/d/c">d</a>',
  ]);
  t.end();
});

test("items beside their channel are moved with what was added to them, and those that are left out add nothing", (t) => {
  const xml = `<rss ${namespaces}><channel><title>F</title></channel>
    <item><title>a</title><private>yes</private><x:body><x:p>Secret</x:p></x:body></item>
    <item><title>b</title><x:body><x:p>Open</x:p></x:body></item></rss>`;
  t.same(
    reading(xml).drafts.map(({ title, content_html }) => [title, content_html]),
    [["b", "<p>Open</p>"]],
  );
  t.end();
});

test("a feed whose items are all left out says why", (t) => {
  const xml = `<rss ${namespaces}><channel><item><title>a</title><itunes:block>yes</itunes:block></item></channel></rss>`;
  const { drafts, rejected, skipped } = ingest(
    { name: "f.xml", text: xml },
    { tags: [], baseUrl: "https://s.example/" },
  );
  t.same([drafts.length, rejected.length], [0, 0]);
  t.match(skipped, [{ where: "f.xml, item 1", reason: "“a” is left out: it says itunes:block: yes." }]);
  t.end();
});
