import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import { textOf } from "../../src/article/html/text-of.ts";
import { addParagraphs } from "../../src/ingest/wordpress-paragraphs.ts";
import { replaceShortcodes } from "../../src/ingest/wordpress-shortcodes.ts";
import { fixture } from "./reading.ts";

test("posts of a WordPress export come in whole, whatever they refer to; the others are told with their reason", (t) => {
  const { drafts, places, reasons, skipped } = fixture("wordpress.xml");
  t.strictSame(drafts, [
    {
      id: "https://room.example/?p=10",
      url: "https://room.example/2024/05/open/",
      title: "It’s open & free",
      summary: "In short.",
      content_html: [
        "<p>The room is <em>open</em>.<br />\nFrom ten to four.</p>",
        '<figure><a href="https://room.example/a"><img src="https://room.example/wp-content/lamp.jpg" alt="A lamp" /></a><figcaption>A lamp, by <b>Bo</b></figcaption></figure>\n<blockquote>\n<p>Quoted words.</p>\n</blockquote>',
        "<ul>\n \t<li>One [sic]</li>\n</ul>",
        "<p>Press and [gallery] ]]&gt; end</p>",
      ].join("\n"),
      image: "https://room.example/wp-content/big.jpg",
      authors: [{ name: "Inés Moreau" }],
      tags: ["News", "Reading & writing"],
      language: "en-GB",
      date_published: "2024-05-01T08:00:00.000Z",
      date_modified: "2024-05-02T08:00:00.000Z",
    },
    {
      id: "https://room.example/?p=20",
      url: "https://room.example/?p=20",
      title: "Blocks",
      content_html: "<p>Line\none</p>",
      authors: [{ name: "guest" }],
      language: "en-GB",
      date_published: "2099-01-01T08:00:00.000Z",
      attachments: [{ url: "https://room.example/20.mp3", mime_type: "audio/mpeg" }],
    },
  ]);
  t.same(places, ["wordpress.xml, line 20", "wordpress.xml, line 54"]);
  t.same(reasons, []);
  t.same(skipped, [
    "wordpress.xml, line 74: “Not yet” is left out: it is a draft.",
    "wordpress.xml, line 75: “Ours” is left out: it is private.",
    "wordpress.xml, line 76: “Gone” is left out: it is in the trash.",
    "wordpress.xml, line 77: “Locked” is left out: it can be read with a password only.",
    "wordpress.xml, pages: Pages are left out, 1 of them: only posts are articles.",
  ]);
  t.end();
});

test("paragraphs as WordPress makes them", (t) => {
  const cases: [typed: string, html: string][] = [
    ["a", "<p>a</p>"],
    ["a\nb\n\n\nc\r\n\r\nd", "<p>a<br>\nb</p>\n<p>c</p>\n<p>d</p>"],
    ["a<br />\nb", "<p>a<br />\nb</p>"],
    ["<p>a\nb</p>", "<p>a<br>\nb</p>"],
    ["a\n<h2>b</h2>\nc", "<p>a</p>\n<h2>b</h2>\n<p>c</p>"],
    ["<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"],
    ["<div>a</div>", "<div>a</div>"],
    ["<div>a\n\nb</div>", "<div>\n<p>a</p>\n<p>b</p>\n</div>"],
    ["<blockquote>a</blockquote>", "<blockquote>\n<p>a</p>\n</blockquote>"],
    ["<table>\n<tr>\n<td>a\nb</td>\n</tr>\n</table>", "<table>\n<tr>\n<td>a<br>\nb</td>\n</tr>\n</table>"],
    ["a <img\nsrc='x'> b", "<p>a <img\nsrc='x'> b</p>"],
    ["a<!-- x\n\ny -->b", "<p>ab</p>"],
    ["a <!-- b", "<p>a <!-- b</p>"],
    ["<!-- wp:heading --><h2>a</h2><!-- /wp:heading -->\n\nb", "<h2>a</h2>\n\nb"],
  ];
  for (const [typed, html] of cases) t.equal(addParagraphs(typed).trim(), html, typed);
  t.end();
});

test("shortcodes are used or dropped, and words in brackets stay", (t) => {
  const cases: [typed: string, html: string][] = [
    ["[caption]<img src=a> b[/caption]", "<figure><img src=a><figcaption>b</figcaption></figure>"],
    ['[caption caption="b"]<img src=a>[/caption]', "<figure><img src=a><figcaption>b</figcaption></figure>"],
    ["[caption]no image[/caption]", "no image"],
    ["[caption]<img src=a> b", "<img src=a> b"],
    ['[audio mp3="a.mp3"][/audio]', '<audio controls src="a.mp3"></audio>'],
    ["[embed]https://a.example/v[/embed]", '<a href="https://a.example/v">https://a.example/v</a>'],
    ['[contact-form-7 id="1" title="x"]', ""],
    ["[box]kept[/box]", "kept"],
    ["He said [sic] so [1], [see below] [...]", "He said [sic] so [1], [see below] [...]"],
    ["[[gallery]]", "[gallery]"],
  ];
  for (const [typed, html] of cases) t.equal(replaceShortcodes(typed).html, html, typed);
  t.end();
});

test("a button of a theme is a link, and one without an address leaves its words", (t) => {
  const link = '<a href="https://x.example/b?a=1&amp;b=2">Press</a>';
  for (const button of [
    '[button link="https://x.example/b?a=1&amp;b=2" size="big"]Press[/button]',
    '[su_button url="https://x.example/b?a=1&amp;b=2"]Press[/su_button]',
    '[dt_btn href="https://x.example/b?a=1&amp;b=2" text="Press"]',
  ]) {
    t.equal(replaceShortcodes(button).html, link, button);
  }
  t.equal(replaceShortcodes('[button color="red"]Press[/button]').html, "Press");
  t.equal(replaceShortcodes('[button link="javascript:alert(1)"]Press[/button]').html, "Press");
  t.end();
});

test("property: paragraphs and shortcodes lose no word of the prose", (t) => {
  const words = fc.array(
    fc.constantFrom("one", "two", "\n", "\n\n", " ", "<b>", "</b>", "<div>", "</div>", "<p>", "</p>", "[sic]"),
    {
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(words, (parts) => {
      const typed = parts.join("");
      assert.equal(
        textOf(addParagraphs(replaceShortcodes(typed).html)).replaceAll(" ", ""),
        textOf(typed).replaceAll(" ", ""),
      );
    }),
  );
  t.end();
});
