import fc from "fast-check";
import { test } from "tap";
import type { Channel, Site } from "../../src/config/schema.ts";
import { renderOpml } from "../../src/render/opml.ts";
import { evaluate } from "../xml.ts";

const site: Site = { title: "The Example", url: "https://example.org/", language: "en" };
const news: Channel = {
  slug: "news",
  title: "News & <views>",
  description: 'So "new"',
  content: "full",
  limit: 50,
  maxBytes: 250_000,
  archive: true,
};
const baseUrl = "https://feeds.example.org";

test("every channel is an outline that a reader can subscribe to", (t) => {
  const list = renderOpml(
    { ...site, author: { name: "Ann" } },
    [news, { ...news, slug: "sport", language: "de" }],
    baseUrl,
  );
  t.equal(
    list,
    `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
<head>
<title>The Example</title>
<ownerName>Ann</ownerName>
</head>
<body>
<outline text="News &amp; &lt;views&gt;" title="News &amp; &lt;views&gt;" type="rss" version="RSS2" xmlUrl="https://feeds.example.org/feeds/news.rss" htmlUrl="https://feeds.example.org/feeds/news" description="So &quot;new&quot;" language="en"/>
<outline text="News &amp; &lt;views&gt;" title="News &amp; &lt;views&gt;" type="rss" version="RSS2" xmlUrl="https://feeds.example.org/feeds/sport.rss" htmlUrl="https://feeds.example.org/feeds/sport" description="So &quot;new&quot;" language="de"/>
</body>
</opml>
`,
  );
  t.end();
});

test("whatever the texts hold, the list is well-formed and reads back as them", (t) => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(..."<>&\"'\n\t\r\0]!-\u{FFFE}é") }),
  );
  const channels = fc.sample(fc.record({ title: hostile, description: hostile }), { numRuns: 500, seed: 1 });
  const lists = channels.map((fields): Channel => ({ ...news, ...fields }));
  const input = renderOpml({ ...site, title: lists.map(({ title }) => title).join("") }, lists, baseUrl);
  const xpath = "count(/opml/body/outline[@type='rss' and @text and @xmlUrl and count(@*)=8 and not(node())])";
  t.equal(evaluate(input, xpath), 500);
  t.equal(evaluate(input, "count(//*)"), 504);
  t.end();
});

test("text survives an XML parser, white space included", (t) => {
  const title = "a\tb\nc\rd <e> & \"f\" 'g' &amp; ]]> 😀 é";
  const input = renderOpml({ ...site, title }, [{ ...news, title }], baseUrl);
  t.equal(evaluate(input, "string(/opml/head/title)"), title);
  t.equal(evaluate(input, "string(/opml/body/outline/@text)"), title);
  t.end();
});

test("the channels of a group stand in an outline of its name, after those of none", (t) => {
  const group = 'By "tag" & <more>';
  const channels = [
    { ...news, slug: "a", group },
    news,
    { ...news, slug: "b", group: "B" },
    { ...news, slug: "c", group },
  ];
  const list = renderOpml(site, channels, baseUrl);
  const slugs = (path: string, position: number) => evaluate(list, `string((${path})[${position}]/@xmlUrl)`);
  const body = "/opml/body/outline";
  t.equal(evaluate(list, `count(${body})`), 3);
  t.equal(slugs(body, 1), `${baseUrl}/feeds/news.rss`);
  t.equal(evaluate(list, `string(${body}[2]/@text)`), group);
  t.equal(slugs(`${body}[2]/outline`, 1), `${baseUrl}/feeds/a.rss`);
  t.equal(slugs(`${body}[2]/outline`, 2), `${baseUrl}/feeds/c.rss`);
  t.equal(slugs(`${body}[3]/outline`, 1), `${baseUrl}/feeds/b.rss`);
  t.equal(evaluate(list, "count(//outline[not(@text)])"), 0);
  t.equal(evaluate(list, "count(//outline[outline][@type or @xmlUrl or @title])"), 0);
  t.end();
});
