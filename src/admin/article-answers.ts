import type { FastifyReply, FastifyRequest } from "fastify";
import type { Article } from "../article/article.ts";
import type { DraftArticle } from "../article/draft-article.ts";
import { etagOf, evaluatePreconditions } from "./preconditions.ts";
import type { Change } from "./recorded-changes.ts";

/** Answers with the state that a change has made. @param namesPlace whether to say where it is, also if it was there */
export function sendChange(reply: FastifyReply, { outcome, shown, path }: Change, namesPlace = false) {
  reply.code(outcome === "created" ? 201 : 200).header("courant-outcome", outcome);
  if (outcome === "created" || namesPlace) reply.header("location", path);
  return reply.header("etag", etagOf(shown)).send(shown);
}

/** Answers a GET with an article or a draft, or 304. */
export function sendShown({ headers }: FastifyRequest, reply: FastifyReply, shown: Article | DraftArticle) {
  const etag = etagOf(shown);
  reply.header("etag", etag);
  return evaluatePreconditions(headers, etag) === "proceed" ? reply.send(shown) : reply.code(304).send();
}
