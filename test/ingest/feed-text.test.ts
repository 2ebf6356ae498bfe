import assert from "node:assert/strict";
import fc from "fast-check";
import { generateAtomFeed, generateRssFeed } from "feedsmith";
import { test } from "tap";
import { oneLine } from "../../src/article/plain-text.ts";
import { element, escapeText } from "../../src/render/xml.ts";
import { reading } from "./reading.ts";

const bits = fc.constantFrom(
  "&amp;",
  "&lt;b&gt;",
  "<b>",
  "&",
  "]]>",
  "<![CDATA[",
  "<!-- a -->",
  "&#38;",
  "&copy",
  "\u00A0",
);
const text = fc
  .array(fc.oneof(fc.string({ unit: "grapheme", maxLength: 9 }), bits), { maxLength: 6 })
  .map((parts) => parts.join(""))
  .filter((typed) => oneLine(typed) !== "");

test("property: text of an RSS item and an Atom entry comes back as it was", (t) => {
  fc.assert(
    fc.property(text, text, text, text, (title, body, tag, author) => {
      const plain = { title: oneLine(title), authors: [{ name: oneLine(author) }], tags: [oneLine(tag)] };
      const html = `<p>${escapeText(oneLine(body))}</p>`;
      const rss = element(
        "rss",
        { "xmlns:dc": "http://purl.org/dc/elements/1.1/" },
        element(
          "channel",
          {},
          element("generator", {}, "Courant"),
          element(
            "item",
            {},
            element("title", {}, escapeText(title)),
            element("category", {}, escapeText(tag)),
            element("dc:creator", {}, escapeText(author)),
            element("description", {}, escapeText(html)),
          ),
        ),
      );
      assert.deepEqual(reading(rss).drafts, [{ ...plain, content_html: html }]);
      const atom = element(
        "feed",
        { xmlns: "http://www.w3.org/2005/Atom" },
        element("generator", {}, "Courant"),
        element(
          "entry",
          {},
          element("title", {}, escapeText(title)),
          element("category", { term: tag }),
          element("author", {}, element("name", {}, escapeText(author))),
          element("content", { type: "html" }, escapeText(html)),
        ),
      );
      assert.deepEqual(reading(atom).drafts, [{ ...plain, content_html: html }]);
    }),
  );
  t.end();
});

test("property: what another program generates of random text comes back as it was", (t) => {
  fc.assert(
    fc.property(text, text, (title, words) => {
      const [headline, summary] = [oneLine(title).replaceAll("&", "+"), oneLine(words).replaceAll("<", "‹")];
      const html = `<p>${escapeText(summary)}</p>`;
      const id = "urn:x:1";
      const rss = generateRssFeed({
        title: "F",
        link: "https://a.example/",
        description: "d",
        items: [{ title: headline, guid: { value: id, isPermaLink: false }, content: { encoded: html } }],
      });
      const feed = { title: "F", url: "https://a.example/" };
      assert.deepEqual(reading(rss).drafts, [{ id, title: headline, content_html: html, _courant: { feed } }]);
      const updated = "2024-05-02T10:00:00.000Z";
      const atom = generateAtomFeed({
        title: { value: "F" },
        id: "urn:f",
        updated: new Date(updated),
        entries: [
          { title: { value: headline }, id, updated: new Date(updated), content: { value: html, type: "html" } },
        ],
      });
      assert.deepEqual(reading(atom).drafts, [
        { id, title: headline, content_html: html, date_published: updated, date_modified: updated },
      ]);
    }),
  );
  t.end();
});

test("a title in RSS has no references of HTML in it, unless Courant wrote it; its tags are words", (t) => {
  const titleOf = (title: string, head = "") =>
    reading(`<rss version="2.0"><channel>${head}<item><title>${title}</title><guid>a</guid></item></channel></rss>`)
      .drafts[0]?.title;
  t.equal(titleOf("<![CDATA[It&#8217;s &quot;open&quot; &amp; free]]>"), "It’s “open” & free".replace(/[“”]/g, '"'));
  t.equal(titleOf("Tom &amp;amp; Jerry"), "Tom & Jerry");
  t.equal(titleOf("The &lt;title&gt; of R&amp;D &amp;nope; a &amp; b &lt; c"), "The <title> of R&D &nope; a & b < c");
  t.equal(titleOf("&amp;lt;em&amp;gt;"), "<em>");
  t.equal(titleOf("&amp;lt;em&amp;gt;", "<generator>Courant</generator>"), "&lt;em&gt;");
  t.end();
});
