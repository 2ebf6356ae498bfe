import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import type { Draft } from "../../src/article/article.ts";
import { prepare } from "../../src/article/prepare.ts";
import { revise } from "../../src/article/revise.ts";
import type { FormatName } from "../../src/render/format.ts";
import { formats } from "../../src/render/formats.ts";
import { runs } from "../properties.ts";
import { context, documentOf } from "../render/documents.ts";
import { atomMistakes, jsonFeedMistakes } from "../validators/schemas.ts";
import { canonical } from "../xml.ts";
import { articleWith, kept } from "./articles.ts";
import { harmIn, readable } from "./harm.ts";
import { readBack } from "./read-back.ts";
import { markup, replaced, talksOfHtml, texts } from "./set.ts";

const now = Date.parse("2026-01-01T00:00:00Z");
const baseUrl = "https://site.example/news/";

/** An article as it goes through the door, the collection and a format, and what comes out. */
function through(format: FormatName, draft: Draft): string {
  const { article } = revise(undefined, prepare(draft, { baseUrl }).draft, { now, newId: () => "urn:new" });
  return formats
    .filter(({ name }) => name === format)
    .map((found) => documentOf(found, [article], context))
    .join();
}

/** @throws AssertionError where a document is not well-formed, not valid or not harmless */
function assertSound(format: FormatName, document: string): void {
  if (format !== "json") canonical(document);
  assert.deepEqual(
    format === "json" ? jsonFeedMistakes(document) : format === "atom" ? atomMistakes(document) : [],
    [],
  );
  for (const { html } of readBack(format, document)) assert.deepEqual(html.flatMap(harmIn), []);
}

/** Hostile texts, whole and in pieces of each other. */
const piece = fc.oneof(
  fc.constantFrom(
    ...Object.values(texts).filter((text) => text.length < 200),
    talksOfHtml,
    ...Object.values(markup).filter((html) => html.length < 1000),
  ),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
);
const text = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(""));
const soup = fc
  .array(
    fc.oneof(
      piece,
      piece.chain((whole) => fc.nat(whole.length).map((end) => whole.slice(0, end))),
    ),
    { maxLength: 5 },
  )
  .map((pieces) => pieces.join(""));

for (const { name } of formats) {
  test(`${name}: every text of the set is read back from every field`, (t) => {
    for (const [what, typed] of Object.entries({ ...texts, "text about HTML": talksOfHtml })) {
      const { draft, said } = articleWith(typed, "urn:x:1");
      const document = through(name, draft);
      assertSound(name, document);
      t.strictSame(
        readBack(name, document).map((item) => item.said),
        [said],
        what,
      );
    }
    t.end();
  });

  test(`${name}: whatever text comes in, every visible character of it is read back`, (t) => {
    const property = fc.property(
      text.filter((typed) => kept(typed) !== ""),
      (typed) => {
        const { draft, said } = articleWith(typed, "urn:x:1");
        const document = through(name, draft);
        assertSound(name, document);
        assert.deepEqual(readBack(name, document)[0]?.said, said);
      },
    );
    t.doesNotThrow(() => fc.assert(property, { numRuns: runs(150) }));
    t.end();
  });

  test(`${name}: whatever HTML comes in, what comes out is harmless, and says the same`, (t) => {
    for (const [what, html] of Object.entries(markup)) {
      const document = through(name, { id: "urn:x:1", title: "x", summary: "y", content_html: html });
      assertSound(name, document);
      const [item] = readBack(name, document);
      const marked = [...readable(html).matchAll(/⟦([^⟧]*)⟧/g)].map(([, inside = ""]) => inside).join("");
      t.equal((item?.said.content ?? "").replaceAll(/[⟦⟧]/g, ""), replaced[what] ?? marked, what);
    }
    const property = fc.property(soup, (html) => {
      assertSound(name, through(name, { id: "urn:x:1", title: "x", summary: "y", content_html: html }));
    });
    t.doesNotThrow(() => fc.assert(property, { numRuns: runs(300) }));
    t.end();
  });
}
