import type { Article } from "../article/article.ts";
import { type DraftArticle, isDraft, readDraftMark } from "../article/draft-article.ts";
import { isMembers, isPresent } from "../article/members.ts";
import { applyMergePatch } from "../article/merge-patch.ts";
import { type PreparedArticle, type PrepareOptions, prepare } from "../article/prepare.ts";
import { restrictionOf } from "../article/restriction.ts";
import { CourantError } from "../errors.ts";
import { parseJsonBody } from "../ingest/json-body.ts";

/**
 * The change that a request makes to an article. `id`: the id in the address; `article`: the article or draft that is
 * patched.
 */
export type ArticleChange =
  | { kind: "create" }
  | { kind: "replace"; id: string }
  | { kind: "patch"; article: Article | DraftArticle };

/** A request, and the settings with which its article is checked. `makesDraft`: whatever the body says of it. */
export type ArticleRequest = { change: ArticleChange; makesDraft?: boolean } & PrepareOptions;

/** The article in a request, and whether it is a draft. `publishAt`: when it is to be published, ms since 1970. */
export type SentArticle = { prepared: PreparedArticle; isDraft: boolean; publishAt?: number | undefined };

/**
 * Reads the article in the body of a request, checked and cleaned.
 * @throws REQUEST_INVALID for a body that is not JSON, or no object where one is needed; ARTICLE_CONFLICT for another
 *   id than that in the address; ARTICLE_INVALID
 */
export function readArticle(body: Uint8Array, { change, makesDraft = false, ...options }: ArticleRequest): SentArticle {
  const sent = parseArticle(body);
  const mark = readDraftMark(changedArticle(sent, change));
  refuseRestricted(mark.article);
  const prepared = prepare(mark.article, options);
  if (mark.isDraft || makesDraft) return { prepared, isDraft: true, publishAt: mark.publishAt };
  if (mark.publishAt !== undefined) refuseSchedule(sent, change);
  return { prepared, isDraft: false };
}

/** @throws ARTICLE_INVALID unless a patch publishes a draft, whose time was set before */
function refuseSchedule(sent: unknown, { kind }: ArticleChange): void {
  const courant = isMembers(sent) ? sent._courant : undefined;
  if (kind === "patch" && !(isMembers(courant) && isPresent(courant.publish_at))) return;
  throw new CourantError(
    "ARTICLE_INVALID",
    "/_courant/publish_at: only a draft is published later. Set _courant.draft to true as well, or use date_published " +
      "for the date of the article.",
  );
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
  const { date_modified, ...undated } = change.article;
  // The date of a published article is Courant's; that of a draft is what somebody gave it.
  const current = isDraft(change.article) ? change.article : undated;
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
    `The article is marked as not meant for everybody: ${restriction}. Remove the mark to publish it; in its place, ` +
      "set _courant.draft to true to keep it as a draft.",
  );
}
