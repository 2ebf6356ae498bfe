import { createHash } from "node:crypto";
import { limits } from "../article/limits.ts";
import { tooMany } from "../article/mistakes.ts";
import { oneLine, textOf } from "../article/plain-text.ts";
import { CourantError } from "../errors.ts";
import { fieldsOfName } from "./file-name.ts";
import { articleFields, splitFrontMatter } from "./front-matter.ts";
import { isAbsent } from "./json.ts";
import { markdown } from "./markdown-syntax.ts";

/**
 * The article in Markdown with optional front matter. A first-level heading is the title where the front matter gives
 * none, and else what Jekyll's file name says.
 * @param file its name, with its folder's; the ids of footnotes are made from it too: many articles stand in one document
 * @throws ARTICLE_INVALID when the front matter cannot be read
 */
export function articleOfMarkdown(source: string, file: string | undefined): Record<string, unknown> {
  const { fields, body } = splitFrontMatter(source.replace(/\r\n?/g, "\n"));
  const article = articleFields(fields);
  const named = fieldsOfName(file ?? "");
  checkFootnotes(body);
  const environment = {
    docId: createHash("sha256")
      .update(file ?? body)
      .digest("hex")
      .slice(0, 8),
  };
  const tokens = markdown.parse(body, environment);
  const heading = tokens.findIndex((token) => token.type === "heading_open" && token.tag === "h1" && token.level === 0);
  const words = (tokens[heading + 1]?.children ?? []).filter(({ type }) => type !== "footnote_ref");
  const headline = heading === -1 ? "" : textOf(markdown.renderer.render(words, markdown.options, environment));
  const untitled = isAbsent(article.title);
  const repeated = heading === 0 && typeof article.title === "string" && oneLine(article.title) === headline;
  if (headline !== "" && (untitled || repeated)) {
    article.title = headline;
    tokens.splice(heading, 3);
  }
  if (isAbsent(article.title)) article.title = named.title;
  if (isAbsent(article.date_published)) article.date_published = named.date_published;
  return { ...article, content_html: markdown.renderer.render(tokens, markdown.options, environment) };
}

/** Their number takes time in square. */
function checkFootnotes(body: string): void {
  const marks = body.split("[^", limits.footnoteMarks + 2).length - 1;
  if (marks <= limits.footnoteMarks) return;
  throw new CourantError(
    "ARTICLE_INVALID",
    `There are too many footnotes: ${tooMany(marks, "times “[^”", limits.footnoteMarks)}. Split the article into several.`,
  );
}
