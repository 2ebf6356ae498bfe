import { CourantError } from "../errors.ts";

type Conditions = { "if-match"?: string | undefined; "if-none-match"?: string | undefined };

/** The ETag of an article is its revision. */
export function etagOfRevision(revision: number): string {
  return `"${revision}"`;
}

/** Tells whether a request has a precondition. */
export function isConditional(headers: Conditions): boolean {
  return headers["if-match"] !== undefined || headers["if-none-match"] !== undefined;
}

/**
 * Evaluates the preconditions of a request for an article (RFC 9110 section 13.2.2): first If-Match with strong comparison,
 * then If-None-Match with weak comparison. Both may be lists or `*`.
 * @param revision undefined if there is no article
 * @returns `not modified` when If-None-Match names the revision: GET then answers 304, other methods 412
 * @throws PRECONDITION_FAILED when If-Match does not name the revision
 */
export function evaluatePreconditions(headers: Conditions, revision: number | undefined): "proceed" | "not modified" {
  const { "if-match": match, "if-none-match": noneMatch } = headers;
  if (match !== undefined && !namesRevision(match, revision)) throw preconditionFailed(`If-Match: ${match}`, revision);
  const isKnown = noneMatch !== undefined && namesRevision(noneMatch.replaceAll("W/", ""), revision);
  return isKnown ? "not modified" : "proceed";
}

/** Returns the error for a precondition that does not hold. @param condition the header, with its name */
export function preconditionFailed(condition: string, revision: number | undefined): CourantError {
  const state = revision === undefined ? "does not exist" : `is at ${etagOfRevision(revision)}`;
  return new CourantError(
    "PRECONDITION_FAILED",
    `“${condition}” does not hold, because the article ${state}. GET it again and repeat the change.`,
  );
}

function namesRevision(header: string, revision: number | undefined): boolean {
  if (revision === undefined) return false;
  const tags = header.split(",").map((tag) => tag.trim());
  return tags.includes("*") || tags.includes(etagOfRevision(revision));
}
