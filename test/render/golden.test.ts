import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import type { DocumentContext } from "../../src/render/format.ts";
import { formats } from "../../src/render/formats.ts";
import { canonical } from "../xml.ts";
import { context, documentOf } from "./documents.ts";

/*
 * test/golden/<case>/ holds articles.json, context.json where it is not the usual one, and the documents they make.
 * After a change that is meant: `npm test -- --snapshot test/render/golden.test.ts`, and read the difference.
 */
const regenerate = process.env.TAP_SNAPSHOT === "1";
const golden = join(import.meta.dirname, "../golden");

function read<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

for (const name of readdirSync(golden)) {
  const folder = join(golden, name);
  const articles = read<Article[]>(join(folder, "articles.json"));
  const contextFile = join(folder, "context.json");
  const given = existsSync(contextFile) ? { ...context, ...read<Partial<DocumentContext>>(contextFile) } : context;

  for (const format of formats) {
    test(`${name}, ${format.name}: the document is the golden one`, (t) => {
      const file = join(folder, `feed.${format.name}`);
      const document = documentOf(format, articles, given);
      if (regenerate) writeFileSync(file, document);
      t.equal(document, readFileSync(file, "utf8"));
      if (format.name === "json") t.doesNotThrow(() => JSON.parse(document));
      else t.doesNotThrow(() => canonical(document));
      t.end();
    });
  }
}
