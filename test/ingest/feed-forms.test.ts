import { test } from "tap";
import { ingest } from "../../src/ingest/ingest.ts";
import { reading } from "./reading.ts";

const namespaces = `xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:a10="http://www.w3.org/2005/Atom"`;
/** An RSS feed with items. */
const rss = (items: string) =>
  `<rss version="2.0" ${namespaces}><channel><title>F</title><link>https://s.example/</link><description>d</description>${items}</channel></rss>`;
const atom = (entries: string, version = 'xmlns="http://www.w3.org/2005/Atom"') =>
  `<feed ${version} ${namespaces}><title>F</title>${entries}</feed>`;
/** Returns the only article of a feed. */
const only = (xml: string) => {
  const { drafts, reasons } = reading(xml);
  return { count: drafts.length, reasons, ...drafts[0] };
};
const notesOf = (xml: string) =>
  ingest({ name: "f.xml", text: xml }, { tags: [], baseUrl: "https://site.example/" }).drafts.map(({ note }) => note);

test("Media RSS without a type: pictures by their names or sizes, sound and film by their names or medium", (t) => {
  const media = (attributes: string) => only(rss(`<item><title>a</title><media:content ${attributes}/></item>`));
  t.equal(media('width="140" url="https://i.example/1.jpg?w=140&amp;h=9"').image, "https://i.example/1.jpg?w=140&h=9");
  t.equal(media('width="140" height="90" url="https://i.example/1"').image, "https://i.example/1");
  t.equal(media('medium="image" url="https://i.example/1"').image, "https://i.example/1");
  const attached = (attributes: string) => media(attributes).attachments?.map(({ mime_type }) => mime_type);
  t.same(attached('url="https://i.example/1.mp3"'), ["audio/mpeg"]);
  t.same(attached('medium="video" url="https://i.example/1.mp4?x=1"'), ["video/mp4"]);
  t.same(attached('medium="video" url="https://i.example/1"'), ["application/octet-stream"]);
  t.same(attached('type="mp3" url="https://i.example/1.mp3"'), ["audio/mpeg"]);
  const twice =
    '<enclosure url="https://i.example/1" type="audio/mpeg" length="9"/><media:content url="https://i.example/1"/>';
  t.match(only(rss(`<item><title>a</title>${twice}</item>`)).attachments, [
    { mime_type: "audio/mpeg", size_in_bytes: 9 },
  ]);
  t.end();
});

test("an entry of YouTube has the text and the title of its media group, and no player for Flash", (t) => {
  const group = `<media:group><media:title>A film</media:title>
    <media:content url="https://www.youtube.com/v/x?version=3" type="application/x-shockwave-flash" width="640" height="390"/>
    <media:thumbnail url="https://i.example/x.jpg" width="480" height="360"/>
    <media:description>One line
and another</media:description><media:keywords>one, two</media:keywords></media:group>`;
  const entry = `<entry><id>yt:video:x</id><link rel="alternate" href="https://www.youtube.com/watch?v=x"/>${group}</entry>`;
  t.match(only(atom(entry)), {
    title: "A film",
    content_text: "One line\nand another",
    image: "https://i.example/x.jpg",
    attachments: undefined,
    tags: ["one", "two"],
    _courant: { image_width: 480, image_height: 360, image_description: undefined },
  });
  const html = '<media:description type="html">&lt;p&gt;b&lt;/p&gt;</media:description>';
  t.equal(only(rss(`<item><title>a</title>${html}</item>`)).content_html, "<p>b</p>");
  const both = `<item><title>a</title><description>c</description><media:description>d</media:description>
    <media:content medium="image" url="/1.png"/></item>`;
  t.match(only(rss(both)), { title: "a", summary: "c", content_text: undefined, _courant: { image_description: "d" } });
  t.end();
});

test("keywords of Apple and of Media RSS are tags, each once", (t) => {
  const item = `<category>one</category><itunes:keywords>one, two</itunes:keywords><media:keywords>three,two</media:keywords>
    <media:category label="Four">4</media:category>`;
  t.same(only(rss(`<item><title>a</title>${item}</item>`)).tags, ["one", "two", "three", "Four"]);
  t.end();
});

test("RSS as .NET writes it: links, content and dates of Atom", (t) => {
  const item = `<item><guid isPermaLink="false">urn:1</guid><title>a</title><a10:author><a10:name>Ana</a10:name></a10:author>
    <a10:link rel="alternate" href="/posts/1"/><a10:link rel="enclosure" type="audio/mpeg" href="/1.mp3" length="7"/>
    <description>short</description>
    <a10:content type="html">&lt;p&gt;long&lt;/p&gt;</a10:content><a10:updated>2023-11-16T10:00:00Z</a10:updated></item>`;
  t.match(only(rss(item)), {
    id: "urn:1",
    url: "https://s.example/posts/1",
    summary: "short",
    content_html: "<p>long</p>",
    authors: [{ name: "Ana" }],
    date_published: "2023-11-16T10:00:00.000Z",
    attachments: [{ url: "https://s.example/1.mp3", mime_type: "audio/mpeg", size_in_bytes: 7 }],
  });
  t.end();
});

test("the address of an item: a relative permalink, an id of Atom, a page before a file", (t) => {
  const guid = (attributes: string) => only(rss(`<item><title>a</title><guid ${attributes}>posts/1</guid></item>`)).url;
  t.equal(guid('isPermaLink="true"'), "https://s.example/posts/1");
  t.equal(guid('isPermaLink="false"'), undefined);
  t.equal(guid(""), undefined);
  const entry = (inner: string) => only(atom(`<entry><title>a</title>${inner}</entry>`)).url;
  t.equal(entry("<id>https://s.example/1</id>"), "https://s.example/1");
  t.equal(entry("<id>urn:1</id>"), undefined);
  const pdf = '<link rel="alternate" type="application/pdf" href="https://s.example/1.pdf"/>';
  t.equal(entry(`${pdf}<link rel="alternate" type="text/html" href="https://s.example/1"/>`), "https://s.example/1");
  t.equal(entry(`<id>https://s.example/1</id>${pdf}`), "https://s.example/1.pdf");
  t.end();
});

test("addresses with blanks come in, and one that cannot be used costs nothing else", (t) => {
  const item = `<item><title>a</title><link>https://s.example/My Show</link><enclosure url="https://s.example/My Show 1.mp3"
    type="audio/mpeg"/><enclosure url="ftp://s.example/1.mp3" type="audio/mpeg"/><itunes:image href="data:,"/></item>`;
  t.match(only(rss(item)), {
    url: "https://s.example/My%20Show",
    attachments: [{ url: "https://s.example/My%20Show%201.mp3" }],
    image: undefined,
  });
  t.match(notesOf(rss(`\n\n${item}`)), [
    /^line 4: left out \/image: found "data:,".*\/attachments\/1\/url: found "ftp:/,
  ]);
  t.end();
});

test("items come in wherever they stand: in RDF with prefixes, in its channel, beside its table of contents", (t) => {
  const rdf = (inner: string, more = "") =>
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" ${namespaces}
      xmlns:r="http://purl.org/rss/1.0/">${inner}${more}</rdf:RDF>`;
  const item = (number: number, prefix = "") =>
    `<${prefix}item rdf:about="https://s.example/${number}"><${prefix}title>t${number}</${prefix}title></${prefix}item>`;
  const titles = (xml: string) => {
    const { drafts, places, reasons } = reading(xml);
    t.same(reasons, []);
    t.same(places, places.toSorted());
    return drafts.map(({ title }) => title);
  };
  t.same(titles(rdf(`<r:channel><r:title>F</r:title></r:channel>${item(1, "r:")}${item(2, "r:")}`)), ["t1", "t2"]);
  t.same(titles(rdf(`<channel><title>F</title>${item(1)}${item(2)}</channel>`)), ["t1", "t2"]);
  t.same(titles(rdf(`<channel><title>F</title>${item(1)}</channel>${item(2)}`)), ["t1", "t2"]);
  const toc = '<items><rdf:Seq><rdf:li rdf:resource="https://s.example/2"/></rdf:Seq></items>';
  t.same(titles(rdf(`<channel><title>F</title>${toc}</channel>`, item(1) + item(2))), ["t1", "t2"]);
  const rssItem = (number: number) => `<item><title>t${number}</title></item>`;
  const channel = (inner: string) => `<channel><title>F</title>${inner}</channel>`;
  t.same(titles(`<rss version="2.0">${channel(rssItem(1))}${channel(rssItem(2))}</rss>`), ["t1", "t2"]);
  t.same(titles(`<rss version="2.0">${channel(rssItem(1))}${rssItem(2)}</rss>`), ["t1", "t2"]);
  t.same(titles(`<rss version="0.90">${rssItem(1)}${rssItem(2)}</rss>`), ["t1", "t2"]);
  const restricted = "<item><title>no</title><private/></item>";
  const mixed = reading(
    `<rss version="2.0">${channel(restricted + rssItem(1))}${channel(restricted)}${rssItem(2)}</rss>`,
  );
  t.match(mixed.drafts, [{ title: "t1" }, { title: "t2" }]);
  t.same(mixed.places, ["input, item 2", "input, item 4"]);
  t.equal(mixed.skipped.length, 2);
  t.end();
});

test("base64 in Atom 0.3 is read", (t) => {
  const base64 = Buffer.from("<p>ça &amp; là</p>").toString("base64");
  const content = (inner: string) =>
    only(
      atom(
        `<entry><title>a</title><content type="text/html" mode="base64">${inner}</content></entry>`,
        'version="0.3" xmlns="http://purl.org/atom/ns#"',
      ),
    );
  t.equal(content(base64).content_html, "<p>ça &amp; là</p>");
  t.equal(content(`\n${base64.slice(0, 8)}\n<![CDATA[${base64.slice(8)}]]>`).content_html, "<p>ça &amp; là</p>");
  t.equal(content("").content_html, undefined);
  t.end();
});

test("names and tags have no references of HTML in them, unless Courant wrote them", (t) => {
  const inner = `<category><![CDATA[Food &amp; Drink]]></category><dc:creator><![CDATA[O&#8217;Neil]]></dc:creator>
    <dc:subject>R&amp;amp;D</dc:subject>`;
  t.match(only(rss(`<item><title>a</title>${inner}</item>`)), {
    tags: ["Food & Drink", "R&D"],
    authors: [{ name: "O’Neil" }],
  });
  t.match(only(rss(`<generator>Courant</generator><item><title>a</title>${inner}</item>`)), {
    tags: ["Food &amp; Drink", "R&amp;D"],
    authors: [{ name: "O&#8217;Neil" }],
  });
  const entry = `<entry><title>a</title><author><name>O&amp;#8217;Neil</name></author><category term="a&amp;amp;b"/></entry>`;
  t.match(only(atom(entry)), { authors: [{ name: "O’Neil" }], tags: ["a&b"] });
  t.end();
});

test("a date that cannot be read is told with its line; another date of the item stands in for it", (t) => {
  const item = (dates: string) => `<item><title>a</title>\n${dates}</item>`;
  const xml = rss(
    `\n${item("<pubDate>irgendwann</pubDate>")}${item("<pubDate>bald</pubDate><dc:date>2023-11</dc:date>")}`,
  );
  t.match(reading(xml).drafts, [{ date_published: undefined }, { date_published: "2023-11-01T00:00:00.000Z" }]);
  const [first, second] = notesOf(xml);
  t.match(
    first,
    /^line 3: left out \/date_published: found "irgendwann", expected a date.*; it has the date of the import$/,
  );
  t.equal(second, undefined);
  t.match(reading(xml, "f.xml", { date: "2020-01-01" }).drafts, [{ date_published: "2020-01-01T00:00:00.000Z" }, {}]);
  t.end();
});

test("an item without anything is refused, and moves no other item from its place and line", (t) => {
  const draft = '<item><title>b</title><app:draft xmlns:app="http://www.w3.org/2007/app">yes</app:draft></item>\n';
  const dated = "<item><title>c</title><pubDate>nonsense</pubDate></item>\n";
  const empty = [
    "<item/>",
    "<item></item>",
    "<item ><title/></item >",
    "<item><x:y/></item>",
    "<item\n/>",
    "<item x='>'/>",
  ];
  const documents = [
    ...empty.map((item) => ({ item, xml: rss(`${item}${draft}${dated}`) })),
    ...empty.map((item) => ({ item: `moved ${item}`, xml: `<rss><channel/>${item}${draft}${dated}</rss>` })),
    ...["<entry/>", "<entry ><title/></entry >"].map((item) => ({
      item,
      xml: atom(`${item}${draft}${dated}`.replaceAll(/(<\/?)item/g, "$1entry").replaceAll("pubDate", "updated")),
    })),
    {
      item: "RDF",
      xml: `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel/><item/>${draft}${dated}</rdf:RDF>`,
    },
  ];
  for (const { item, xml } of documents) {
    const { drafts, rejected, skipped } = ingest(
      { name: "f.xml", text: xml },
      { tags: [], baseUrl: "https://s.example/" },
    );
    t.match(rejected, [{ where: "f.xml, item 1", error: { detail: /^the article is empty/ } }], item);
    t.match(skipped, [{ where: "f.xml, item 2" }], item);
    t.match(drafts, [{ where: "f.xml, item 3", prepared: { draft: { title: "c" } } }], item);
  }
  t.match(notesOf(rss("<item/>\n<item/>\n<item><title>c</title><pubDate>x</pubDate></item>")), [/^line 4: /]);
  t.end();
});

test("RSS comes in whose outermost element has a prefix", (t) => {
  const prefixed = (root: string, names: string) =>
    `<?xml version="1.0"?><${root}:rss xmlns:${root}="http://backend.userland.com/rss2"><${names}channel><${names}title>F</${names}title>
      <${names}item><${names}title>a</${names}title><${names}guid>1</${names}guid>
        <${names}description><![CDATA[<p>A <code>&lt;r:item></code> <r:b>b</r:b></p>]]></${names}description></${names}item></${names}channel></${root}:rss>`;
  for (const xml of [prefixed("r", "r:"), prefixed("r", ""), prefixed("x-1.2", "x-1.2:")]) {
    t.match(only(xml), { count: 1, reasons: [], id: "1", title: "a" }, xml);
    t.match(only(xml).content_html, "&lt;r:item&gt;");
  }
  t.end();
});
