import { CourantError } from "../errors.ts";

type Conditions = { "if-match"?: string | undefined; "if-none-match"?: string | undefined };

/** An article's ETag is its revision. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

export function isConditional(headers: Conditions): boolean {
  return headers["if-match"] !== undefined || headers["if-none-match"] !== undefined;
}

/**
 * Whether a request's conditions hold for an article (RFC 9110 section 13.2.2): If-Match first, compared strongly, then
 * If-None-Match, compared weakly; lists and `*` in both.
 * @param revision undefined where there is no article
 * @returns `not modified` when If-None-Match names the revision: GET answers 304, everything else 412
 * @throws PRECONDITION_FAILED when If-Match does not name the revision
 */
export function evaluatePreconditions(headers: Conditions, revision: number | undefined): "proceed" | "not modified" {
  const { "if-match": match, "if-none-match": noneMatch } = headers;
  if (match !== undefined && !namesRevision(match, revision)) throw preconditionFailed(`If-Match: ${match}`, revision);
  const known = noneMatch !== undefined && namesRevision(noneMatch.replaceAll("W/", ""), revision);
  return known ? "not modified" : "proceed";
}

export function preconditionFailed(condition: string, revision: number | undefined): CourantError {
  const state = revision === undefined ? "does not exist" : `is at ${etagOf(revision)}`;
  return new CourantError(
    "PRECONDITION_FAILED",
    `“${condition}” does not hold, because the article ${state}. GET it again and repeat the change.`,
  );
}

function namesRevision(header: string, revision: number | undefined): boolean {
  if (revision === undefined) return false;
  const tags = header.split(",").map((tag) => tag.trim());
  return tags.includes("*") || tags.includes(etagOf(revision));
}
