import { test } from "tap";
import { reading } from "./reading.ts";

const html =
  '<p><img src="data:image/gif;base64,AA" data-src="/a.jpg" alt="A"><noscript><img src="/a.jpg" alt="A"></noscript></p><p><img src="data:image/png;base64,AAAA" alt="A chart"></p><iframe src="https://player.vimeo.com/video/1" title="A film"></iframe><p><a href="#install">Install</a></p>';
const cleaned = (link: string) =>
  `<p><img src="https://site.example/a.jpg" alt="A" /></p><p>A chart</p><p><a href="https://vimeo.com/1">A film</a></p><p><a href="${link}">Install</a></p>`;

test("pictures, films and inner links of an article come in alike, whatever its format", (t) => {
  const rss = (more: string) =>
    `<rss version="2.0"><channel><title>F</title><link>https://site.example/</link><description>d</description><item>${more}<title>T</title><description><![CDATA[${html}]]></description></item></channel></rss>`;
  const url = "https://site.example/p";
  const inputs: [input: string, name: string, link: string][] = [
    [JSON.stringify({ title: "T", content_html: html }), "a.json", "#install"],
    [JSON.stringify({ title: "T", url, content_html: html }), "a.json", `${url}#install`],
    [`# T\n\n${html}`, "a.md", "#install"],
    [rss("<guid>1</guid>"), "a.xml", "#install"],
    [rss(`<link>${url}</link>`), "a.xml", `${url}#install`],
  ];
  for (const [input, name, link] of inputs) {
    t.equal(reading(input, name).drafts[0]?.content_html, cleaned(link), input.slice(0, 200));
  }
  t.end();
});

test("a frame of a host that the configuration names stays, whatever the format", (t) => {
  const frame = '<iframe src="https://player.vimeo.com/video/1"></iframe>';
  const rss = `<rss version="2.0"><channel><title>F</title><link>https://site.example/</link><description>d</description><item><title>T</title><description><![CDATA[${frame}]]></description></item></channel></rss>`;
  for (const input of [JSON.stringify({ title: "T", content_html: frame }), rss]) {
    const [draft] = reading(input, undefined, { frames: ["player.vimeo.com"] }).drafts;
    t.match(draft?.content_html, /^<iframe src="https:\/\/player\.vimeo\.com\/video\/1" sandbox=/);
  }
  t.end();
});

test("an entry of Atom with nothing but a summary in HTML has it as its content, as in RSS", (t) => {
  const entry = (more: string) =>
    reading(
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><id>urn:f</id><updated>2026-01-01T00:00:00Z</updated><link href="https://site.example/"/><entry><title>T</title><id>urn:1</id><updated>2026-01-01T00:00:00Z</updated><link href="https://site.example/1"/>${more}</entry></feed>`,
    ).drafts[0];
  const markup = '<summary type="html">&lt;p>A &lt;a href="/x">link&lt;/a>&lt;img src="/a.png">&lt;/p></summary>';
  t.match(entry(markup), {
    summary: undefined,
    content_html: '<p>A <a href="https://site.example/x">link</a><img src="https://site.example/a.png" /></p>',
  });
  t.match(entry('<summary type="html">Q&amp;amp;A</summary>'), { summary: "Q&A", content_html: undefined });
  t.match(entry(`${markup}<content type="html">b</content>`), { summary: "A link", content_html: "b" });
  t.match(entry('<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>b</b></div></summary>'), {
    content_html: /<b>b<\/b>/,
  });
  t.end();
});
