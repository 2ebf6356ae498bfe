import fc from "fast-check";
import { test } from "tap";
import { conditionsOf, termsOf } from "../../src/channel/terms.ts";

const dates = { date_published: "2026-01-01T00:00:00.000Z", date_modified: "2026-01-01T00:00:00.000Z" };
const article = { id: "a", ...dates, _courant: { revision: 1 } };

test("an article has each term that can select it, once", (t) => {
  const full = {
    ...article,
    url: "https://x.example/",
    tags: ["News", "NEWS", "été"],
    authors: [{ name: "Ann" }, { url: "https://x.example/" }],
    language: "zh-Hant-TW",
  };
  const languages = ["language:zh", "language:zh-hant", "language:zh-hant-tw"];
  t.same(termsOf(full), ["all", "tag:news", "tag:été", "author:ann", ...languages]);
  t.same(termsOf(article), ["all", "permalinked"]);
  t.end();
});

test("a selection is a list of terms for each of its conditions", (t) => {
  t.same(conditionsOf({}), [["all"]]);
  t.same(conditionsOf({ language: "EN-gb" }), [["language:en-gb"]]);
  const lists = [["tag:a", "tag:b"], ["author:ann"], ["language:en"]];
  t.same(conditionsOf({ language: "en", authors: ["ANN"], tags: ["A", "b", "a"] }), lists);
  t.end();
});

test("an article is selected by each of its tags, in any case and composition", (t) => {
  const changes = [
    (text: string) => text,
    (text: string) => text.normalize("NFD"),
    (text: string) => text.normalize("NFKC"),
  ];
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme" }), { minLength: 1 }),
      fc.constantFrom(...changes),
      (tags, change) => {
        const terms = termsOf({ ...article, tags });
        for (const tag of tags) t.ok(conditionsOf({ tags: [change(tag)] })[0].every((term) => terms.includes(term)));
      },
    ),
  );
  t.end();
});
