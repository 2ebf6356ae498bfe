import { createHash } from "node:crypto";
import type { Token } from "markdown-it";
import { textOf } from "../article/html/text-of.ts";
import { limits } from "../article/limits.ts";
import { isAbsent } from "../article/members.ts";
import { describeExcess } from "../article/mistakes.ts";
import { oneLine } from "../article/plain-text.ts";
import { CourantError } from "../errors.ts";
import { fieldsOfName } from "./file-name.ts";
import { splitFrontMatter } from "./front-matter.ts";
import { articleFields } from "./front-matter-fields.ts";
import { withEmoji } from "./markdown-emoji.ts";
import { markdown } from "./markdown-syntax.ts";
import { dateInAddress } from "./page/page-dates.ts";
import { createPageFinder, isPathOfMarkdown, type PageAddresses } from "./template/pages.ts";
import { describeLostTags, resolveTags } from "./template/resolve.ts";
import { maskTags } from "./template/scan.ts";

/** An article in Markdown. `note`: what of it was lost, for the person who imports it. */
export type MarkdownArticle = { article: Record<string, unknown>; note: string | undefined };

/**
 * Returns the article in Markdown with optional front matter. The title is the front matter's, else the first heading of
 * level one, else the one in a file name after Jekyll's rules.
 * @param file the file's name with its folder, which also makes the ids of footnotes unique in a document of many articles
 * @param pages the pages that are imported together, to which links in it may lead
 * @throws ARTICLE_INVALID for front matter that cannot be read
 */
export function articleOfMarkdown(
  source: string,
  file: string | undefined,
  pages: PageAddresses = {},
): MarkdownArticle {
  const { body, bodyLine, ...frontMatter } = splitFrontMatter(source.replace(/\r\n?/g, "\n"));
  const article = articleFields(frontMatter);
  const nameFields = fieldsOfName(file ?? "");
  checkFootnotes(body);
  const { text, tags } = maskTags(body, { firstLine: bodyLine, isMdx: isMdx(body, file) });
  const docId = createHash("sha256")
    .update(file ?? body)
    .digest("hex")
    .slice(0, 8);
  const environment = { docId, tags };
  const parsed = markdown.parse(text, environment);
  const findPage = createPageFinder(pages);
  const addressOfPage = (reference: string) => findPage(reference, file ?? "");
  resolvePageLinks(parsed, addressOfPage);
  const lost = resolveTags(parsed, tags, {
    inline: (words) => markdown.renderInline(words, {}),
    addressOfPage,
    values: frontMatter.fields,
  });
  const tokens = parsed.filter(({ type, content }) => type !== "html_block" || content !== "");
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
  for (const name of ["title", "summary"]) {
    const words = article[name];
    if (typeof words === "string") article[name] = withEmoji(words);
  }
  article.date_published ??= nameFields.date_published ?? dateInPath(article.url);
  const html = markdown.renderer.render(tokens, markdown.options, environment);
  // A tag that is a block ends the paragraph in which it stands.
  article.content_html = tags.length === 0 ? html : html.replace(/<p>\s*<\/p>\n?/g, "");
  return { article, note: describeLostTags(lost) };
}

/** Lets links to files of Markdown lead to the addresses of these pages, where they are known. */
function resolvePageLinks(tokens: readonly Token[], addressOfPage: (reference: string) => string | undefined): void {
  for (const token of tokens.flatMap(({ children }) => children ?? [])) {
    const href = token.type === "link_open" ? String(token.attrGet("href") ?? "") : "";
    const address = isPathOfMarkdown(href) ? addressOfPage(href) : undefined;
    if (address !== undefined) token.attrSet("href", address);
  }
}

/** Tells whether a text is MDX, by the ending of its file, or because it begins with an import. */
function isMdx(body: string, file = ""): boolean {
  return /\.mdx$/i.test(file) || /^\s*import\s[^;"'\n]{1,300}\sfrom\s+["'][^"'\n]+["']/.test(body);
}

/**
 * Limits the footnotes, because they take time in the square of their number.
 * @throws ARTICLE_INVALID
 */
export function checkFootnotes(body: string): void {
  const markCount = body.split("[^", limits.footnoteMarks + 2).length - 1;
  if (markCount <= limits.footnoteMarks) return;
  throw new CourantError(
    "ARTICLE_INVALID",
    `There are too many footnotes: ${describeExcess(markCount, "times “[^”", limits.footnoteMarks)}. Split the article into several.`,
  );
}

/** Returns the day in the path of an address, which may be relative. */
function dateInPath(address: unknown): string | undefined {
  const url = typeof address === "string" ? URL.parse(address, "https://here.invalid/") : null;
  return url === null ? undefined : dateInAddress(url.href);
}
