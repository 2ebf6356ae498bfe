import fc from "fast-check";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { compareArticles, compareTexts } from "../../src/article/difference.ts";

const article = (fields: Partial<Article>): Article => ({
  id: "a",
  date_published: "2026-03-01T12:00:00.000Z",
  date_modified: "2026-03-01T12:00:00.000Z",
  _courant: { revision: 1 },
  ...fields,
});

/** One side of a comparison. */
const side = (from: string, to: string, missing: "added" | "removed") =>
  (compareTexts(from, to) ?? []).flatMap(({ kind, text }) => (kind === missing ? [] : [text])).join("");

test("fields that differ are named, and those alike are left out", async (t) => {
  t.same(compareArticles(article({}), article({})), []);
  const differences = compareArticles(
    article({ tags: ["x"], image: "https://x.example/1.png", _courant: { revision: 1, rights: "R" } }),
    article({ tags: ["x", "y"], title: "New", _courant: { revision: 2, rights: "S", source: "s" } }),
  );
  t.same(differences, [
    { field: "/tags", from: ["x"], to: ["x", "y"] },
    { field: "/image", from: "https://x.example/1.png" },
    { field: "/_courant/rights", from: "R", to: "S" },
    { field: "/_courant/source", to: "s" },
    { field: "/title", changes: [{ kind: "added", text: "New" }] },
  ]);
});

test("a draft and its published version differ in what somebody wrote, not in what Courant notes", async (t) => {
  const { _courant, ...fields } = article({ title: "T" });
  const note = { draft: true, revision: 2, saved_at: "2026-03-02T12:00:00.000Z", saved_by: "ann" } as const;
  t.same(compareArticles(article({ title: "T" }), { ...fields, _courant: note }), []);
});

test("words are compared whole, tags of HTML too, also where a language writes no spaces", async (t) => {
  t.same(compareTexts('<p class="a b">one two</p>', "<p>one three</p>"), [
    { kind: "removed", text: '<p class="a b">' },
    { kind: "added", text: "<p>" },
    { kind: "same", text: "one " },
    { kind: "removed", text: "two" },
    { kind: "added", text: "three" },
    { kind: "same", text: "</p>" },
  ]);
  const changes = compareTexts("我喜欢吃苹果。", "我喜欢吃香蕉。") ?? [];
  t.match(
    changes.map(({ kind }) => kind),
    ["same", "removed", "added", "same"],
  );
});

test("each side of a comparison is the text that it compares, for any text", async () => {
  const piece = fc.constantFrom(
    "<p>",
    "</p>",
    "<",
    ">",
    " ",
    "\n",
    "word",
    "wörter",
    "漢字",
    "🦉",
    "\u0000",
    "<a href='<'>",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, text, (from, to) => side(from, to, "added") === from && side(from, to, "removed") === to),
  );
});

test("texts that have nothing in common are not compared word by word", async (t) => {
  const words = (prefix: string) => Array.from({ length: 20_000 }, (_, index) => prefix + index).join(" ");
  const [from, to] = [words("a"), words("b")];
  const started = process.cpuUsage();
  t.same(compareArticles(article({ content_text: from }), article({ content_text: to })), [
    { field: "/content_text", from, to },
  ]);
  t.ok(process.cpuUsage(started).user < 20_000_000);
});
