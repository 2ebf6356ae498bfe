import type { FastifyRequest } from "fastify";
import type { Article } from "../article/article.ts";
import { restrictionOf } from "../article/restriction.ts";
import { CourantError } from "../errors.ts";
import type { ArticleStore } from "../stores/articles.ts";
import { evaluatePreconditions, isConditional, preconditionFailed } from "./preconditions.ts";

/** Reads the id from `/admin/articles/{id}`. It is percent-decoded and may contain slashes. */
export function readId(request: FastifyRequest): string {
  const id = (request.params as { "*": string })["*"];
  if (id !== "" && id === id.trim()) return id;
  throw new CourantError("REQUEST_INVALID", "Name the article: /admin/articles/{id}, its id percent-encoded.");
}

export function readObject(request: FastifyRequest): Record<string, unknown> {
  const { body } = request;
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new CourantError("REQUEST_INVALID", "The body must be a JSON object with the names of a JSON Feed item.");
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

/** @throws ARTICLE_INVALID for an article that says, in an extension, that it is not meant for everybody */
export function refuseRestricted(body: unknown): void {
  const restriction = typeof body === "object" && body !== null ? restrictionOf({ ...body }) : undefined;
  if (restriction === undefined) return;
  throw new CourantError(
    "ARTICLE_INVALID",
    `The article says that it is not meant for everybody: ${restriction}. Take that out to publish it.`,
  );
}
