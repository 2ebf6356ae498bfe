import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import { prepare } from "../../src/article/prepare.ts";
import { runs } from "../properties.ts";
import { draftsAt } from "./drafts.ts";

const baseUrl = "https://news.example/home/";
const { draftOf, mistakesOf } = draftsAt(baseUrl);

test("a whole article comes out clean, and the input stays as it was", (t) => {
  const input = {
    id: " storm-1 ",
    url: "https://münchen.example/é/storm?a=1",
    title: "Q&A <b>\n about \u0001storms ",
    summary: "two\nlines",
    content_html: '<p onclick="x">See <a href="map">the map</a></p><script>1</script>',
    content_text: "a\r\nb\u0000",
    image: "/i.jpg",
    authors: [{ name: " Ana\tPop ", url: "https://a.example", avatar: null }, { name: "\u0002" }],
    tags: ["storm", " storm ", "", "sea  level"],
    language: "PT-br",
    date_published: "2025-09-02",
    date_modified: "2025-09-02 23:30:00.1239-01:00",
    attachments: [{ url: "a.mp3", mime_type: "audio/mpeg", size_in_bytes: 0, title: "" }],
    _courant: { image_credit: " A/B ", revision: 7, expires: "2026-01-01t00:00:00z", source: "" },
    _other: { anything: [1] },
    external_url: null,
  };
  const before = structuredClone(input);
  t.same(prepare(input, { baseUrl, names: ["file:storm.json"] }), {
    draft: {
      id: "storm-1",
      url: "https://münchen.example/é/storm?a=1",
      title: "Q&A <b> about storms",
      summary: "two lines",
      content_html: '<p>See <a href="https://xn--mnchen-3ya.example/%C3%A9/map">the map</a></p>',
      content_text: "a\nb",
      image: "https://xn--mnchen-3ya.example/i.jpg",
      authors: [{ name: "Ana Pop", url: "https://a.example" }],
      tags: ["storm", "sea level"],
      language: "pt-BR",
      date_published: "2025-09-02T00:00:00.000Z",
      date_modified: "2025-09-03T00:30:00.123Z",
      attachments: [{ url: "https://xn--mnchen-3ya.example/%C3%A9/a.mp3", mime_type: "audio/mpeg", size_in_bytes: 0 }],
      _courant: { image_credit: "A/B", expires: "2026-01-01T00:00:00.000Z" },
    },
    names: ["file:storm.json"],
  });
  t.same(input, before);
  t.end();
});

test("only what is there comes out", (t) => {
  t.strictSame(
    draftOf({ title: "a", summary: " ", tags: [""], authors: [{}], content_html: "<script></script>", _courant: {} }),
    {
      title: "a",
    },
  );
  t.end();
});

test("older and looser JSON Feed items are understood", (t) => {
  t.strictSame(draftOf({ id: 12, title: "a", author: { name: "Ana" } }), {
    id: "12",
    title: "a",
    authors: [{ name: "Ana" }],
  });
  t.strictSame(draftOf({ title: "a", url: "/storm" }), { title: "a", url: "https://news.example/storm" });
  t.end();
});

test("an article must say something", (t) => {
  for (const nothing of [
    {},
    { id: "a", url: "https://a.example" },
    { title: " " },
    { content_html: "<p> </p><img>" },
  ]) {
    t.match(mistakesOf(nothing), /is empty/);
  }
  t.equal(mistakesOf({ content_html: '<img src="a.png">' }), "no mistakes");
  t.equal(mistakesOf({ image: "https://a.example/i.png" }), "no mistakes");
  t.equal(mistakesOf({ attachments: [{ url: "https://a.example/i", mime_type: "audio/mpeg" }] }), "no mistakes");
  for (const other of [null, 1, "text", [], true]) t.match(mistakesOf(other), /expected an object/);
  t.end();
});

test("words that a document has in place of content are not content", (t) => {
  const item = { title: "a", summary: "b", content_text: "b", _courant: { without_content: true, rights: "c" } };
  t.same(draftOf(item), { title: "a", summary: "b", _courant: { rights: "c", without_content: true } });
  t.equal(draftOf({ ...item, _courant: { without_content: false } }).content_text, "b");
  t.end();
});

test("an article of nothing but a film says something, whatever it has for those who cannot see it", (t) => {
  for (const inside of ["", "Cannot play this"]) {
    const content_html = `<video src="https://news.example/a.mp4" controls>${inside}</video>`;
    t.equal(draftOf({ content_html }).content_html, content_html);
  }
  t.end();
});

const names = fc.constantFrom(
  "id",
  "url",
  "title",
  "summary",
  "content_html",
  "image",
  "author",
  "authors",
  "tags",
  "language",
  "date_published",
  "attachments",
  "_courant",
  "__proto__",
  "constructor",
  "name",
  "mime_type",
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, fc.jsonValue(), fc.string({ unit: "binary" }), tie("list"), tie("object")),
  list: fc.array(tie("value"), { maxLength: 3 }),
  object: fc.dictionary(names, tie("value"), { maxKeys: 6 }),
}));

test("property: whatever comes in, only an ARTICLE_INVALID comes out, or a draft that is at rest", (t) => {
  fc.assert(
    fc.property(fc.oneof(anything.object, anything.value), (input) => {
      if (mistakesOf(input) !== "no mistakes") return;
      const draft = draftOf(input);
      assert.deepEqual(draftOf(draft), draft);
      assert.ok(JSON.stringify(draft).isWellFormed());
    }),
    { numRuns: runs(1500) },
  );
  t.end();
});
