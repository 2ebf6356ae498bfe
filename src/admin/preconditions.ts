import type { Article } from "../article/article.ts";
import { type DraftArticle, isDraft } from "../article/draft-article.ts";
import { CourantError } from "../errors.ts";

type Conditions = { "if-match"?: string | undefined; "if-none-match"?: string | undefined };

/** The ETag of an article is its revision. That of a draft differs from it, whatever their numbers are. */
export function etagOf(shown: Article | DraftArticle): string {
  const { revision } = shown._courant;
  return isDraft(shown) ? `"draft-${revision}"` : `"${revision}"`;
}

/** Tells whether a request has a precondition. */
export function isConditional(headers: Conditions): boolean {
  return headers["if-match"] !== undefined || headers["if-none-match"] !== undefined;
}

/**
 * Evaluates the preconditions of a request for an article (RFC 9110 section 13.2.2): first If-Match with strong comparison,
 * then If-None-Match with weak comparison. Both may be lists or `*`.
 * @param etag undefined if there is no article
 * @returns `not modified` when If-None-Match names the ETag: GET then answers 304, other methods 412
 * @throws PRECONDITION_FAILED when If-Match does not name the ETag
 */
export function evaluatePreconditions(headers: Conditions, etag: string | undefined): "proceed" | "not modified" {
  const { "if-match": match, "if-none-match": noneMatch } = headers;
  if (match !== undefined && !namesEtag(match, etag)) throw preconditionFailed(`If-Match: ${match}`, etag);
  const isKnown = noneMatch !== undefined && namesEtag(noneMatch.replaceAll("W/", ""), etag);
  return isKnown ? "not modified" : "proceed";
}

/** Returns the error for a precondition that does not hold. @param condition the header, with its name */
export function preconditionFailed(condition: string, etag: string | undefined): CourantError {
  const state = etag === undefined ? "does not exist" : `is at ${etag}`;
  return new CourantError(
    "PRECONDITION_FAILED",
    `“${condition}” does not hold, because the article ${state}. GET it again and repeat the change.`,
  );
}

function namesEtag(header: string, etag: string | undefined): boolean {
  if (etag === undefined) return false;
  const tags = header.split(",").map((tag) => tag.trim());
  return tags.includes("*") || tags.includes(etag);
}
