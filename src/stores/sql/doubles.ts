import type { Article, Draft } from "../../article/article.ts";
import type { Revision } from "../../article/revise.ts";
import { CourantError, excerpt } from "../../errors.ts";
import type { AcceptedOutcome } from "../articles.ts";
import type { ArticleRow } from "./article-row.ts";

/**
 * The outcome of a draft that is the same article as one before it in its input, which stays.
 * @throws ARTICLE_CONFLICT when it is not the same text
 */
export function repeatedOutcome({ outcome, article }: Revision, draft: Draft): AcceptedOutcome {
  if (outcome !== "unchanged") throw repeatedError(draft);
  return { outcome, article };
}

/** The error for a draft that would take the place of another draft of the same input. */
export function repeatedError({ id, url, title = "" }: Draft): CourantError {
  const sign = id !== undefined ? `id “${id}”` : url !== undefined ? `link ${url}` : `headline “${excerpt(title)}”`;
  return new CourantError(
    "ARTICLE_CONFLICT",
    `The ${sign} occurs several times in this input, with other content. Courant imported the first article with it, but not this ` +
      "one. Give each article its own id, and import it again.",
  );
}

/** Says that an article may be one that is here already. */
export function describeDouble({ url }: Article, { id }: ArticleRow): string {
  return (
    `The article ${id} has the same link ${url}, but this input gave it another id, so this is a new article. If the ` +
    "input changed the ids of all its articles, import it again with --match=link (match=link over HTTP)."
  );
}

/** Says that an article was deleted where links come first. */
export function describeRemoval({ id }: ArticleRow): string {
  return `The article ${id} had the same link. It is deleted, and its id leads to this one.`;
}
