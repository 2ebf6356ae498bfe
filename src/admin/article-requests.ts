import type { FastifyInstance, FastifyRequest } from "fastify";
import Type, { type Static } from "typebox";
import type { Article } from "../article/article.ts";
import { type DraftArticle, isDraft } from "../article/draft-article.ts";
import { CourantError, shortPath } from "../errors.ts";
import type { Stores } from "../stores/stores.ts";
import { etagOf, evaluatePreconditions, isConditional, preconditionFailed } from "./preconditions.ts";

/** The stores that hold the states of articles. */
export type ArticleStores = Pick<Stores, "articles" | "drafts" | "erasures" | "revisions">;

/** Returns the path of an article in the admin API. */
export function adminPath(id: string): string {
  return `/admin/articles/${encodeURIComponent(id)}`;
}

/** The path parameter of routes of one article. The router decodes it, so an id may hold any character. */
export const ArticleParams = Type.Object({
  id: Type.String({ description: "the id of the article, percent-encoded as one segment of the path" }),
});

/**
 * Reads the id from `/admin/articles/{id}`.
 * @throws REQUEST_INVALID for an id that no article can have
 */
export function readId(request: FastifyRequest): string {
  const { id } = request.params as Static<typeof ArticleParams>;
  if (id !== "" && id === id.trim()) return id;
  throw new CourantError("REQUEST_INVALID", "Name the article: /admin/articles/{id}, its id percent-encoded.");
}

/** @throws REQUEST_INVALID always: a path below `/admin/articles` that no route has most likely holds an id with slashes */
export async function refuseUnencodedId({ url }: FastifyRequest): Promise<never> {
  throw new CourantError(
    "REQUEST_INVALID",
    `There is nothing at ${shortPath(url)}. If the id of an article contains slashes, write each as %2F: ` +
      "/admin/articles/https%3A%2F%2Fsite.example%2Fa.",
  );
}

/** Lets routes take articles as bytes, which a thread parses. */
export function takeArticlesAsBytes(app: FastifyInstance): void {
  app.removeContentTypeParser(["text/plain", "application/json"]);
  app.addContentTypeParser(
    ["application/json", "application/merge-patch+json", "application/feed+json"],
    { parseAs: "buffer" },
    async (_request: unknown, body: Buffer) => body,
  );
}

/** Finds the state that `/admin/articles/{id}` shows: the published version, and the draft where there is none. */
export async function findShown(
  { articles, drafts }: Pick<ArticleStores, "articles" | "drafts">,
  id: string,
): Promise<Article | DraftArticle | undefined> {
  const found = await articles.find(id);
  return found.state === "present" ? found.article : drafts.find(id);
}

/** @throws ARTICLE_DELETED, ARTICLE_NOT_FOUND when there is neither a published version nor a draft */
export async function requireShown(stores: ArticleStores, request: FastifyRequest): Promise<Article | DraftArticle> {
  const id = readId(request);
  return (await findShown(stores, id)) ?? throwMissing(stores, id);
}

/** @throws ARTICLE_DELETED, ARTICLE_NOT_FOUND when there is no draft */
export async function requireDraft(stores: ArticleStores, request: FastifyRequest): Promise<DraftArticle> {
  const id = readId(request);
  const draft = await stores.drafts.find(id);
  if (draft) return draft;
  if (!(await findShown(stores, id))) return throwMissing(stores, id);
  throw new CourantError(
    "ARTICLE_NOT_FOUND",
    `The article “${id}” has no draft. PUT ${adminPath(id)}/draft begins one beside the published version.`,
  );
}

/** @throws ARTICLE_DELETED, ARTICLE_PURGED, ARTICLE_NOT_FOUND always */
export async function throwMissing(
  { revisions, erasures }: Pick<ArticleStores, "revisions" | "erasures">,
  id: string,
): Promise<never> {
  if (await erasures.isErased(id)) {
    throw new CourantError("ARTICLE_PURGED", "This article was erased for good. Nothing is kept of it.");
  }
  const { deleted, revisions: kept } = await revisions.list(id);
  if (deleted) {
    const restoring = kept.length === 0 ? "" : ` POST ${adminPath(id)}/restore brings it back as it was;`;
    throw new CourantError(
      "ARTICLE_DELETED",
      `“${id}” was deleted at ${deleted.at}.${restoring} PUT ${adminPath(id)} brings it back with new content.`,
    );
  }
  throw new CourantError(
    "ARTICLE_NOT_FOUND",
    `No article has the id “${id}”. GET /admin/articles and “courant article list” list all.`,
  );
}

/** The revisions that a change is meant for. The stores check them again, so that no other change can come between. */
export type Condition = { ifRevision?: number; ifDraft?: number };

/** Returns the condition that nothing has changed since a state was read; `undefined`: there was none. */
export function conditionOf(shown: Article | DraftArticle | undefined): Condition {
  if (!shown) return { ifRevision: 0, ifDraft: 0 };
  const { revision } = shown._courant;
  return isDraft(shown) ? { ifRevision: 0, ifDraft: revision } : { ifRevision: revision };
}

/**
 * Checks the preconditions of a change.
 * @param shown the state that the address of the request shows
 * @returns the condition of the change; none unless the request has one
 * @throws PRECONDITION_FAILED
 */
export function checkPreconditions({ headers }: FastifyRequest, shown: Article | DraftArticle | undefined): Condition {
  if (!isConditional(headers)) return {};
  const etag = shown && etagOf(shown);
  if (evaluatePreconditions(headers, etag) === "proceed") return conditionOf(shown);
  throw preconditionFailed(`If-None-Match: ${headers["if-none-match"]}`, etag);
}
