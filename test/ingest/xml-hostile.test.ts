import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import { CourantError } from "../../src/errors.ts";
import { runs } from "../properties.ts";
import { slowTest } from "../slow.ts";
import { reading } from "./reading.ts";

// Hostile inputs are refused long before tap's timeout.

const rss = (item: string) => `<rss version="2.0"><channel>${item}</channel></rss>`;
const wxr = (item: string) =>
  `<rss xmlns:wp="http://wordpress.org/export/1.2/" version="2.0"><channel>${item}</channel></rss>`;

test("XML that is hostile or broken is refused, in feeds and in exports of WordPress alike", (t) => {
  const laughs = Array.from({ length: 10 }, (_, index) => `<!ENTITY a${index + 1} "${`&a${index};`.repeat(10)}">`);
  for (const wrap of [rss, wxr]) {
    const reason = (text: string) => reading(text, "a.xml").reasons.join("\n");
    t.match(
      reason(`<!DOCTYPE rss [<!ENTITY a0 "ha">${laughs.join("")}]>${wrap("<title>&a10;</title>")}`),
      /line 1: it declares entities/,
    );
    t.match(
      reason(`<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>${wrap("<title>&x;</title>")}`),
      /it declares entities/,
    );
    t.match(
      reason(`${wrap("<item><title>a</title></item>").replace("<title>a", "<title>&x;")}`),
      /Invalid character entity/,
    );
    t.match(reason(wrap("<a>".repeat(100_000))), /more than 500 elements are nested/);
    t.match(reason(wrap(`<item a="${"x".repeat(5_000_000)}"/>`)), /Max buffer length exceeded: attribValue/);
    t.match(reason(wrap(`<${"x".repeat(5_000_000)}/>`)), /Max buffer length exceeded: tagName/);
    t.match(reason(wrap("\n\n<item><title><![CDATA[a")), /line 3: Unclosed/);
    t.match(reason(wrap("<item><title>a</item>")), /Unexpected close tag/);
    t.match(reason(wrap("<item>").replace("</channel></rss>", "")), /Unclosed root tag/);
    t.match(reason(wrap("<item><title>a\u0001b</title></item>")), /the character U\+0001, which XML does not allow/);
    t.match(reason(`<!DOCTYPE ${"x".repeat(1_000_000)}>${wrap("")}`), /Max buffer length exceeded/);
  }
  t.end();
});

slowTest("names of persons that took time in square of their length", (t) => {
  t.match(reading(rss(`<item><author>${"(".repeat(1_000_000)}</author></item>`)).reasons, [
    /<author>, line 1: found .* characters, expected at most 500/,
  ]);
  t.match(
    reading(rss(`<item><title>a</title><author>${"(".repeat(400)}</author></item>`.repeat(2000))).drafts.length,
    2000,
  );
  t.end();
});

slowTest("comments, shortcodes and blocks that have no end", (t) => {
  const post = (content: string) =>
    wxr(
      `<item><title>a</title><wp:post_type>post</wp:post_type><content:encoded><![CDATA[${content}]]></content:encoded></item>`,
    );
  for (const bit of [
    "<!--",
    "[caption]",
    "[caption ",
    "[a",
    "[/a]",
    "[",
    "<p ",
    "<div",
    "<pre>",
    "</p>\n\n",
    "\n \n",
    "[[a x=1]",
  ]) {
    const { drafts, reasons } = reading(post(bit.repeat(Math.floor(300_000 / bit.length))), "a.xml");
    t.equal(drafts.length + reasons.length, 1, bit);
  }
  t.match(reading(post("x".repeat(1_000_001)), "a.xml").reasons, [
    /content:encoded has more than 1,000,000 characters/,
  ]);
  t.end();
});

test("property: no XML throws anything but what is told to people", (t) => {
  const bits = fc.array(
    fc.constantFrom(
      ...["<item>", "</item>", "<title>", "</title>", "<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&#0;", "&x;"],
      ...["<content:encoded>", "</content:encoded>", "<wp:postmeta>", "<entry>", "<content type='xhtml'>", "<div>"],
      ...[
        "</div>",
        "</content>",
        "</entry>",
        "<__proto__>",
        "<constructor/>",
        "<a b='c' b='d'>",
        "\u0000",
        "\uD800",
        "x",
      ],
      ...["<author>", "</author>", "<author/>", "<link href='x' rel='enclosure'/>", "<enclosure/>", "<media:content/>"],
    ),
    { maxLength: 30 },
  );
  const starts = ["<rss><channel>", "<feed>", "<rdf:RDF>", wxr("").replace("</channel></rss>", "")];
  const ends = ["</channel></rss>", "</feed>", "</rdf:RDF>", ""];
  fc.assert(
    fc.property(fc.constantFrom(...starts), bits, fc.constantFrom(...ends), (start, middle, end) => {
      try {
        reading(start + middle.join("") + end, "a.xml");
      } catch (error) {
        assert.ok(error instanceof CourantError && error.code === "FORMAT_UNKNOWN", String(error));
      }
    }),
    { numRuns: runs(1000) },
  );
  t.end();
});
