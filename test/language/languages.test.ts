import { test } from "tap";
import { type Language, languages, pageLanguageFor } from "../../src/language/languages.ts";

/** Lists all texts of a language by their paths; a text that a function writes stands as that function. */
function listTexts(node: object, path = ""): [string, unknown][] {
  return Object.entries(node).flatMap(([name, value]) =>
    typeof value === "object" && value !== null
      ? listTexts(value, `${path}${name}.`)
      : [[path + name, value] as [string, unknown]],
  );
}

const [english, ...others] = languages as [Language, ...Language[]];

test("no language lacks a text, or has an empty one", async (t) => {
  const names = listTexts(english.texts).map(([name]) => name);
  t.ok(names.length > 20);
  for (const { tag, texts } of others) {
    const listed = listTexts(texts);
    t.same(
      listed.map(([name]) => name),
      names,
      `${tag} has the texts of English, in its order`,
    );
    for (const [name, value] of listed) t.ok(typeof value === "function" || value !== "", `${tag} ${name}`);
  }
});

test("a function of a language takes as many values as in English", async (t) => {
  const values = new Map(listTexts(english.texts));
  for (const { tag, texts } of others) {
    for (const [name, value] of listTexts(texts)) {
      const own = values.get(name);
      if (typeof value === "function" && typeof own === "function") t.ok(value.length <= own.length, `${tag} ${name}`);
      t.equal(typeof value, typeof own, `${tag} ${name}`);
    }
  }
});

test("a site's language chooses that of its pages", async (t) => {
  const cases = [
    ["de", "de"],
    ["de-AT", "de"],
    ["DE", "de"],
    ["en-GB", "en"],
    ["den", "en"],
    ["ar", "en"],
  ] as const;
  for (const [given, tag] of cases) t.equal(pageLanguageFor(given).tag, tag, given);
});
