import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { showArticles } from "../../src/render/content.ts";
import { markedItem } from "../../src/render/feed-parts.ts";
import { formats } from "../../src/render/formats.ts";
import { runs } from "../properties.ts";
import { articles } from "./arbitraries.ts";
import { context, itemOf, minimal } from "./documents.ts";

/*
 * Items are written from patterns of `feed`, or many into one document. Whatever they contain, each is the item that its
 * article gives by itself.
 */

const { id: markId, link, content, description, date, published } = markedItem;
const values = [link, content, description, date.toUTCString(), date.toISOString(), published.toISOString()];

const marks = [`<guid isPermaLink="false">${markId}</guid>`, `<id>${markId}</id>`];

/** Texts that look like the borders between items or like values of patterns, raw: sanitised HTML never has most of them. */
const borders = [
  markId,
  ...values,
  ...values.map((value) => `<![CDATA[${value}]]>`),
  ...marks,
  ...marks.map((mark) => mark.slice(0, -1)),
  ...marks.map((mark) => mark.slice(1)),
  "</item>",
  "\n        </item>\n        <item>\n            ",
  "\n    </entry>\n    <entry>\n        ",
  "</entry>",
  "<entry>",
  "</channel>\n</rss>",
  "]]>",
  '"content_html":""',
];

const hostileHtml = fc
  .array(fc.oneof(fc.constantFrom(...borders), fc.string()), { minLength: 1, maxLength: 6 })
  .map((pieces) => pieces.join(""))
  .filter((html) => html.isWellFormed());

function itemsOf(given: readonly Article[]): string[][] {
  const shown = showArticles(given, { content: "full", language: "en", baseUrl: context.baseUrl });
  return formats.map((format) => format.items(shown, { ...context, podcast: false }));
}

function itemsOneByOne(given: readonly Article[]): string[][] {
  return formats.map((format) => given.map((article) => itemOf(format, article)));
}

test("an item among others is the same as by itself, whatever the articles contain", (t) => {
  const withRawHtml = fc
    .tuple(articles, fc.array(fc.option(hostileHtml), { minLength: 12, maxLength: 12 }))
    .map(([given, htmls]) =>
      given.map((article, index) => (htmls[index] == null ? article : { ...article, content_html: htmls[index] })),
    );
  const property = fc.property(withRawHtml, (given) => {
    assert.deepEqual(itemsOf(given), itemsOneByOne(given));
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: runs(40) }));
  t.end();
});

test("an article that contains the mark spoils no item, neither its own nor another's", (t) => {
  for (const border of borders) {
    const given = ["first", "second", "third"].map((id) => ({ ...minimal, id, content_html: `<p>of the ${id}</p>` }));
    const hostile = { ...minimal, id: markId, summary: border, content_html: `<p>${border}</p>${border}` };
    for (const place of [0, 1, 2, 3]) {
      const all = given.toSpliced(place, 0, hostile);
      const items = itemsOf(all);
      t.strictSame(items, itemsOneByOne(all), border);
      for (const item of items) {
        t.match(
          item.map((text) => /of the (\w+)/.exec(text)?.[1]),
          all.map(({ id }) => (id === markId ? undefined : id)),
        );
      }
    }
  }
  t.end();
});

test("the whole content stands in the item that contains the mark", (t) => {
  for (const mark of marks) {
    const html = `<p>before</p>${mark}<p>after</p></item></entry>`;
    const articles = [minimal, { ...minimal, id: "hostile", content_html: html }, minimal];
    const [rss = [], atom = [], json = []] = itemsOf(articles);
    for (const item of [rss[1], atom[1]]) t.ok(item?.includes(`<![CDATA[${html}]]>`));
    t.equal(JSON.parse(json[1] ?? "").content_html, html);
  }
  t.end();
});

test("no value of a pattern stands in an item", (t) => {
  const contents = [{}, { summary: "A summary" }, { content_html: "<p>x</p>" }, { summary: "s", content_text: "x" }];
  for (const item of itemsOf(contents.map((content) => ({ ...minimal, ...content }))).flat()) {
    for (const value of [markId, ...values]) t.notOk(item.includes(value), value);
  }
  t.end();
});

test("no articles give no items", (t) => {
  t.strictSame(itemsOf([]), [[], [], []]);
  t.end();
});

test("a link inside an article without an address leads to the article's page", (t) => {
  const content_html = '<p><a href="#a">x</a> <a href="#fn-00000000-1">1</a> <code>&lt;a href="#b"></code></p>';
  const { url: _, ...own } = { ...minimal, id: "urn:x/1", content_html };
  for (const item of itemsOf([own]).flat()) {
    t.match(item, `${context.baseUrl}/articles/urn:x%2F1#a`);
    t.notMatch(item, /1#(?:b|fn)/);
  }
  t.end();
});
