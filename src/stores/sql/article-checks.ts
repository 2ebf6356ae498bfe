import { permalinkPath } from "../../article/address.ts";
import { areUnrelated } from "../../article/likeness.ts";
import type { PreparedArticle } from "../../article/prepare.ts";
import { CourantError, excerpt } from "../../errors.ts";
import { type ArticleRow, articleOf } from "./article-row.ts";
import type { DraftRow } from "./draft-rows.ts";

/** @throws ARTICLE_DELETED when the article was deleted */
export function checkPresence({ id, deleted }: ArticleRow): void {
  if (deleted === null) return;
  throw new CourantError(
    "ARTICLE_DELETED",
    `The article ${id} was deleted on ${new Date(deleted).toISOString()}, and an import does not bring it back. ` +
      `PUT /admin${permalinkPath(id)} brings it back.`,
  );
}

/**
 * @param maxBytes the longest text by which the database finds an article, in bytes
 * @throws ARTICLE_INVALID when the article has a longer id, address, tag or author
 */
export function checkKeys({ draft, names }: PreparedArticle, maxBytes: number | undefined): void {
  if (maxBytes === undefined) return;
  const { id, url, tags = [], authors = [] } = draft;
  const keys = [id, url, ...tags, ...authors.map(({ name }) => name), ...names];
  const long = keys.find((key) => key !== undefined && Buffer.byteLength(key) > maxBytes);
  if (long === undefined) return;
  throw new CourantError(
    "ARTICLE_INVALID",
    `“${excerpt(long)}” has ${Buffer.byteLength(long)} bytes. The database finds articles by ids, addresses, tags and ` +
      `authors of up to ${maxBytes} bytes: shorten it.`,
  );
}

/** @throws ARTICLE_INVALID when there is content, which an article that comes without its own would delete */
export function checkContent(row: ArticleRow): void {
  if (row.body === null) return;
  const { content_html, content_text } = articleOf(row);
  if (content_html === undefined && content_text === undefined) return;
  throw new CourantError(
    "ARTICLE_INVALID",
    `The article ${row.id} comes without its content (_courant.without_content), but the collection has it. ` +
      "Import it from a feed of whole articles.",
  );
}

/** @throws PRECONDITION_FAILED unless the article is at this revision (0: unless there is none) */
export function checkRevision(row: ArticleRow | undefined, expected: number): void {
  const revision = row?.body == null ? 0 : row.revision;
  if (revision === expected) return;
  const state = row && revision > 0 ? `The article ${row.id} is at revision ${revision}` : "There is no such article";
  throw new CourantError(
    "PRECONDITION_FAILED",
    `${state}, but the change is meant for ${expected === 0 ? "a new article" : `revision ${expected}`}. ` +
      "Read it again, and repeat the change if you still want it.",
  );
}

/** @throws PRECONDITION_FAILED unless the draft of an article is at this revision (0: unless there is none) */
export function checkDraftRevision(row: DraftRow | undefined, expected: number): void {
  const revision = row?.revision ?? 0;
  if (revision === expected) return;
  const state = row ? `The draft of ${row.id} is at revision ${revision}` : "There is no such draft";
  throw new CourantError(
    "PRECONDITION_FAILED",
    `${state}, but the change is meant for ${expected === 0 ? "a new draft" : `revision ${expected}`}. ` +
      "Read it again, and repeat the change if you still want it.",
  );
}

/** @throws ARTICLE_CONFLICT when a text has hardly anything in common with the article whose file or headline it has */
export function checkLikeness(row: ArticleRow, { draft, names }: PreparedArticle): void {
  const article = articleOf(row);
  const file = names.find((name) => name.startsWith("file:"));
  if (!areUnrelated(draft, article, file === undefined ? "content" : "all")) return;
  const known =
    file === undefined ? "has the same headline" : `came from the same file (${file.slice("file:".length)})`;
  throw new CourantError(
    "ARTICLE_CONFLICT",
    `The text has hardly any words in common with the article ${row.id} (“${excerpt(article.title ?? "")}”), which ${known} ` +
      "and which it would replace. To replace that article, import the text with --replace (replace=true over HTTP). " +
      "To keep both, give the text another file name, or another headline if it has no file.",
  );
}
