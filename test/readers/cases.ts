import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Article } from "../../src/article/article.ts";
import type { DocumentContext, FormatName } from "../../src/render/format.ts";
import { context } from "../render/documents.ts";

const golden = join(import.meta.dirname, "../golden");

/** The golden cases: articles, what their documents are made with, and these. */
export const cases = readdirSync(golden).map((name) => {
  const folder = join(golden, name);
  const text = (file: string) => readFileSync(join(folder, file), "utf8");
  const given = existsSync(join(folder, "context.json"))
    ? (JSON.parse(text("context.json")) as Partial<DocumentContext>)
    : {};
  return {
    name,
    articles: JSON.parse(text("articles.json")) as Article[],
    context: { ...context, ...given },
    document: (format: FormatName) => text(`feed.${format}`),
  };
});
