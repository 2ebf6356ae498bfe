import type { FastifyRequest } from "fastify";
import Type, { type Static } from "typebox";
import type { Article } from "../article/article.ts";
import { CourantError, shortPath } from "../errors.ts";
import type { ArticleStore } from "../stores/articles.ts";
import { evaluatePreconditions, isConditional, preconditionFailed } from "./preconditions.ts";

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

/** @throws ARTICLE_DELETED, ARTICLE_NOT_FOUND */
export async function requireArticle(articles: Pick<ArticleStore, "find">, request: FastifyRequest): Promise<Article> {
  const id = readId(request);
  const found = await articles.find(id);
  if (found.state === "present") return found.article;
  if (found.state === "deleted") {
    throw new CourantError("ARTICLE_DELETED", `“${id}” was deleted at ${found.deletedAt}. PUT it to bring it back.`);
  }
  throw new CourantError("ARTICLE_NOT_FOUND", `No article has the id “${id}”. GET /admin/articles lists them.`);
}

/**
 * Checks the preconditions of a change.
 * @returns for a conditional request, the revision that the change must apply to; the collection checks it again, so that
 *   no other change can come between
 * @throws PRECONDITION_FAILED
 */
export async function checkPreconditions(
  articles: Pick<ArticleStore, "find">,
  request: FastifyRequest,
): Promise<{ ifRevision?: number }> {
  if (!isConditional(request.headers)) return {};
  const found = await articles.find(readId(request));
  const revision = found.state === "present" ? found.article._courant.revision : undefined;
  if (evaluatePreconditions(request.headers, revision) === "proceed") return { ifRevision: revision ?? 0 };
  throw preconditionFailed(`If-None-Match: ${request.headers["if-none-match"]}`, revision);
}
