import Type from "typebox";
import { Article } from "../../../article/article.ts";
import { DraftArticle } from "../../../article/draft-schema.ts";
import { PurgeAnswer } from "../../purge-routes.ts";
import { type Answer, json, jsonOfRoute, mergePatch, type Operations } from "../operation.ts";
import { ArticleInput, ArticlePatch } from "../schemas/article.ts";
import { Count, noOtherMembers } from "../schemas/values.ts";
import { articleExample, sentArticle } from "./examples.ts";

const Shown = Type.Union([Article, DraftArticle]);
const idExample = { id: articleExample.id };
const change = { headers: ["ETag", "Courant-Outcome"], content: json(Shown, articleExample) } as const;

/** The answer of GET to a client that has the present state. */
export const notModified: Answer = { description: "If-None-Match names the present state", headers: ["ETag"] };

export const articleOperations: Operations = {
  "GET /admin/articles": {
    id: "listArticles",
    tag: "Articles",
    summary: "List and search articles",
    description: "Lists the collection, newest first, or, with `state=draft`, the drafts.",
    examples: {
      q: "sunday -monday",
      tag: ["news"],
      author: ["Ada"],
      state: ["published"],
      limit: 20,
      sort: "-modified",
    },
    answers: {
      200: {
        description: "a page of the list",
        headers: ["Link"],
        content: json(
          Type.Object(
            {
              articles: Type.Array(Shown),
              next: Type.Optional(Type.String({ description: "the cursor of the next page" })),
              drafts: Type.Optional(
                Type.Array(Type.String(), { description: "the ids of those that have a draft beside them" }),
              ),
              pending: Type.Optional(Count("how many changed articles the search does not know yet")),
            },
            noOtherMembers,
          ),
          { articles: [articleExample] },
        ),
      },
    },
    errors: ["CHANNEL_NOT_FOUND"],
  },
  "GET /admin/values": {
    id: "listValues",
    tag: "Articles",
    summary: "List the tags, authors or languages that articles have",
    examples: { facet: "tag", prefix: "ne", limit: 20 },
    answers: {
      200: {
        description: "the values, in the order of their text, each as the newest article spells it",
        content: json(Type.Object({ values: Type.Array(Type.String()) }, noOtherMembers), { values: ["news"] }),
      },
    },
  },
  "POST /admin/articles": {
    id: "createArticle",
    tag: "Articles",
    summary: "Create or update an article",
    description:
      "An article whose id or address is known is updated. `_courant.draft: true` makes a draft; publishing needs the scope `publish`.",
    body: json(ArticleInput, sentArticle),
    answers: {
      201: { description: "the article is new", ...change, headers: ["Location", ...change.headers] },
      200: { description: "the article was there", ...change, headers: ["Location", ...change.headers] },
    },
    errors: ["ARTICLE_INVALID", "ARTICLE_CONFLICT", "ARTICLE_DELETED", "ARTICLE_PURGED"],
  },
  "GET /admin/articles/{id}": {
    id: "getArticle",
    tag: "Articles",
    summary: "Read an article",
    description: "An article that has no published version is shown as its draft.",
    headers: ["If-None-Match"],
    examples: idExample,
    answers: {
      200: { description: "the article", headers: ["ETag"], content: json(Shown, articleExample) },
      304: notModified,
    },
    errors: ["ARTICLE_NOT_FOUND", "ARTICLE_DELETED", "ARTICLE_PURGED", "PRECONDITION_FAILED"],
  },
  "PUT /admin/articles/{id}": {
    id: "putArticle",
    tag: "Articles",
    summary: "Create or replace an article",
    description: "Brings a deleted article back. A token without the scope `publish` makes and replaces drafts only.",
    headers: ["If-Match", "If-None-Match"],
    examples: idExample,
    body: json(ArticleInput, sentArticle),
    answers: {
      201: { description: "the article is new", ...change, headers: ["Location", ...change.headers] },
      200: { description: "the article was there", ...change },
    },
    errors: ["ARTICLE_INVALID", "ARTICLE_CONFLICT", "ARTICLE_PURGED"],
  },
  "PATCH /admin/articles/{id}": {
    id: "patchArticle",
    tag: "Articles",
    summary: "Change members of an article",
    description: "Changing a published article needs the scope `publish`.",
    headers: ["If-Match", "If-None-Match"],
    examples: idExample,
    body: mergePatch(ArticlePatch, { summary: "From ten to five.", image: null }),
    answers: { 200: { description: "the article", ...change } },
    errors: ["ARTICLE_INVALID", "ARTICLE_CONFLICT", "ARTICLE_NOT_FOUND", "ARTICLE_DELETED", "ARTICLE_PURGED"],
  },
  "DELETE /admin/articles/{id}": {
    id: "deleteArticle",
    tag: "Articles",
    summary: "Delete an article",
    description: "Deletes the published version with its draft, which needs the scope `publish`, or the draft.",
    headers: ["If-Match", "If-None-Match"],
    examples: idExample,
    answers: { 204: { description: "it is deleted" } },
    errors: ["ARTICLE_NOT_FOUND", "ARTICLE_DELETED", "ARTICLE_PURGED"],
  },
  "POST /admin/articles/{id}/purge": {
    id: "purgeArticle",
    tag: "Articles",
    summary: "Erase an article for good",
    description:
      "Erases the article, also a deleted one, with its draft, its revisions, the uploaded files that nothing else uses, and " +
      "everything else that is kept of it. Nothing brings it back but a backup that was made before.",
    examples: idExample,
    body: jsonOfRoute({}),
    isBodyOptional: true,
    answers: {
      200: {
        description: "it is erased, or deleted and the rest is tried again",
        content: json(PurgeAnswer, { subject: "purged:5a1c0e6f2b7d9384", media: 1, inboxFiles: 0, copies: [] }),
      },
    },
    errors: ["ARTICLE_NOT_FOUND", "ARTICLE_PURGED"],
  },
};
