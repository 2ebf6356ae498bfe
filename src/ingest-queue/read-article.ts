import type { Article } from "../article/article.ts";
import { isMembers } from "../article/members.ts";
import { applyMergePatch } from "../article/merge-patch.ts";
import { type PreparedArticle, type PrepareOptions, prepare } from "../article/prepare.ts";
import { restrictionOf } from "../article/restriction.ts";
import { CourantError } from "../errors.ts";
import { parseJsonBody } from "../ingest/json-body.ts";

/** The change that a request makes to an article. `id`: the id in the address; `article`: the article that is patched. */
export type ArticleChange = { kind: "create" } | { kind: "replace"; id: string } | { kind: "patch"; article: Article };

/** A request, and the settings with which its article is checked. */
export type ArticleRequest = { change: ArticleChange } & PrepareOptions;

/**
 * Reads the article in the body of a request, checked and cleaned.
 * @throws REQUEST_INVALID for a body that is not JSON, or no object where one is needed; ARTICLE_CONFLICT for another
 *   id than that in the address; ARTICLE_INVALID
 */
export function readArticle(body: Uint8Array, { change, ...options }: ArticleRequest): PreparedArticle {
  const article = changedArticle(parseArticle(body), change);
  refuseRestricted(article);
  return prepare(article, options);
}

function changedArticle(body: unknown, change: ArticleChange): unknown {
  if (change.kind === "create") return body;
  if (!isMembers(body)) {
    throw new CourantError("REQUEST_INVALID", "The body must be a JSON object with the names of a JSON Feed item.");
  }
  if (change.kind === "replace") {
    const { id } = change;
    if (body.id === undefined || body.id === id) return { ...body, id };
    throw new CourantError(
      "ARTICLE_CONFLICT",
      `The id “${body.id}” in the body is not “${id}” of the address. Leave it out of the body.`,
    );
  }
  const { date_modified, ...current } = change.article;
  if (body.id === undefined || body.id === current.id) return applyMergePatch(current, body);
  throw new CourantError("ARTICLE_CONFLICT", "An article's id never changes. Leave it out of the patch.");
}

function parseArticle(body: Uint8Array): unknown {
  const article = parseJsonBody(body);
  if (article === undefined) throw new CourantError("REQUEST_INVALID", "The body is empty. Send the article as JSON.");
  return article;
}

/** @throws ARTICLE_INVALID for an article that says, in an extension, that it is not meant for everybody */
function refuseRestricted(article: unknown): void {
  const restriction = isMembers(article) ? restrictionOf(article) : undefined;
  if (restriction === undefined) return;
  throw new CourantError(
    "ARTICLE_INVALID",
    `The article is marked as not meant for everybody: ${restriction}. Remove the mark to publish it.`,
  );
}
