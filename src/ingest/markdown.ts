import { createHash } from "node:crypto";
import { limits } from "../article/limits.ts";
import { describeExcess } from "../article/mistakes.ts";
import { oneLine, textOf } from "../article/plain-text.ts";
import { CourantError } from "../errors.ts";
import { fieldsOfName } from "./file-name.ts";
import { articleFields, splitFrontMatter } from "./front-matter.ts";
import { isAbsent } from "./json.ts";
import { markdown } from "./markdown-syntax.ts";

/**
 * Returns the article in Markdown with optional front matter. The title is the front matter's, else the first heading of
 * level one, else the one in a file name after Jekyll's rules.
 * @param file the file's name with its folder, which also makes the ids of footnotes unique in a document of many articles
 * @throws ARTICLE_INVALID for front matter that cannot be read
 */
export function articleOfMarkdown(source: string, file: string | undefined): Record<string, unknown> {
  const { fields, body } = splitFrontMatter(source.replace(/\r\n?/g, "\n"));
  const article = articleFields(fields);
  const nameFields = fieldsOfName(file ?? "");
  checkFootnotes(body);
  const environment = {
    docId: createHash("sha256")
      .update(file ?? body)
      .digest("hex")
      .slice(0, 8),
  };
  const tokens = markdown.parse(body, environment);
  const headingIndex = tokens.findIndex(
    (token) => token.type === "heading_open" && token.tag === "h1" && token.level === 0,
  );
  const headingTokens = (tokens[headingIndex + 1]?.children ?? []).filter(({ type }) => type !== "footnote_ref");
  const headline =
    headingIndex === -1 ? "" : textOf(markdown.renderer.render(headingTokens, markdown.options, environment));
  const isUntitled = isAbsent(article.title);
  const isRepeated = headingIndex === 0 && typeof article.title === "string" && oneLine(article.title) === headline;
  if (headline !== "" && (isUntitled || isRepeated)) {
    article.title = headline;
    tokens.splice(headingIndex, 3);
  }
  if (isAbsent(article.title)) article.title = nameFields.title;
  if (isAbsent(article.date_published)) article.date_published = nameFields.date_published;
  return { ...article, content_html: markdown.renderer.render(tokens, markdown.options, environment) };
}

/** Limits the footnotes, because they take time in the square of their number. */
function checkFootnotes(body: string): void {
  const markCount = body.split("[^", limits.footnoteMarks + 2).length - 1;
  if (markCount <= limits.footnoteMarks) return;
  throw new CourantError(
    "ARTICLE_INVALID",
    `There are too many footnotes: ${describeExcess(markCount, "times “[^”", limits.footnoteMarks)}. Split the article into several.`,
  );
}
