import MarkdownIt from "markdown-it";
import { oneLine, textOf } from "../article/plain-text.ts";
import { articleFields, splitFrontMatter } from "./front-matter.ts";
import { fieldsOfName } from "./file-name.ts";
import { isAbsent } from "./json.ts";

/** HTML stays as it was written: `prepare` sanitises what comes out. */
const markdown = new MarkdownIt({ html: true, linkify: false });

/**
 * The article in Markdown (CommonMark and tables) with optional front matter. A first-level heading is the title
 * where the front matter gives none, and else what Jekyll's file name says.
 * @param name the file's, with its folder's
 * @throws ARTICLE_INVALID when the front matter cannot be read, or says that this is a draft
 */
export function articleOfMarkdown(source: string, name = ""): Record<string, unknown> {
  const { fields, body } = splitFrontMatter(source.replace(/\r\n?/g, "\n"));
  const article = articleFields(fields);
  const named = fieldsOfName(name);
  const environment = {};
  const tokens = markdown.parse(body, environment);
  const heading = tokens.findIndex((token) => token.type === "heading_open" && token.tag === "h1" && token.level === 0);
  const headline = heading === -1 ? "" : textOf(markdown.renderInline(tokens[heading + 1]?.content ?? "", environment));
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
