import Type from "typebox";
import { Article } from "../../../article/article.ts";
import { FieldDifference } from "../../../article/difference-schema.ts";
import { DraftArticle } from "../../../article/draft-schema.ts";
import { RevisionList } from "../../../stores/revision-schema.ts";
import { json, jsonOfRoute, mergePatch, type Operations } from "../operation.ts";
import { ArticleInput, ArticlePatch } from "../schemas/article.ts";
import { noOtherMembers } from "../schemas/values.ts";
import { notModified } from "./articles.ts";
import { articleExample, draftExample, sentArticle } from "./examples.ts";

const Shown = Type.Union([Article, DraftArticle]);
const idExample = { id: articleExample.id };
const missing = ["ARTICLE_NOT_FOUND", "ARTICLE_DELETED", "ARTICLE_PURGED"] as const;
const refused = ["ARTICLE_INVALID", "ARTICLE_CONFLICT"] as const;
const draft = { headers: ["ETag", "Courant-Outcome"], content: json(DraftArticle, draftExample) } as const;
const article = { headers: ["ETag", "Courant-Outcome"], content: json(Shown, articleExample) } as const;
const withPlace = <Of extends { headers: readonly ["ETag", "Courant-Outcome"] }>(answer: Of) => ({
  ...answer,
  headers: ["Location", ...answer.headers] as const,
});

export const draftOperations: Operations = {
  "GET /admin/articles/{id}/draft": {
    id: "getDraft",
    tag: "Drafts",
    summary: "Read the draft of an article",
    headers: ["If-None-Match"],
    examples: idExample,
    answers: {
      200: { description: "the draft", headers: ["ETag"], content: json(DraftArticle, draftExample) },
      304: notModified,
    },
    errors: [...missing, "PRECONDITION_FAILED"],
  },
  "PUT /admin/articles/{id}/draft": {
    id: "putDraft",
    tag: "Drafts",
    summary: "Create or replace the draft of an article",
    description: "A draft with `_courant.publish_at` needs the scope `publish`.",
    headers: ["If-Match", "If-None-Match"],
    examples: idExample,
    body: json(ArticleInput, { ...sentArticle, title: draftExample.title }),
    answers: {
      201: { description: "the draft is new", ...withPlace(draft) },
      200: { description: "the draft was there", ...draft },
    },
    errors: refused,
  },
  "PATCH /admin/articles/{id}/draft": {
    id: "patchDraft",
    tag: "Drafts",
    summary: "Change members of the draft",
    description: "If there is no draft, it begins with the published version.",
    headers: ["If-Match", "If-None-Match"],
    examples: idExample,
    body: mergePatch(ArticlePatch, { title: draftExample.title }),
    answers: {
      201: { description: "the draft is new", ...withPlace(draft) },
      200: { description: "the draft was there", ...draft },
    },
    errors: [...refused, ...missing],
  },
  "DELETE /admin/articles/{id}/draft": {
    id: "deleteDraft",
    tag: "Drafts",
    summary: "Delete the draft",
    headers: ["If-Match", "If-None-Match"],
    examples: idExample,
    answers: { 204: { description: "it is deleted; the published version stays" } },
    errors: missing,
  },
  "POST /admin/articles/{id}/draft/publish": {
    id: "publishDraft",
    tag: "Drafts",
    summary: "Publish the draft",
    headers: ["If-Match", "If-None-Match"],
    examples: idExample,
    body: jsonOfRoute({}),
    isBodyOptional: true,
    answers: {
      201: { description: "it is the first published version", ...withPlace(article) },
      200: { description: "it takes the place of the published version", ...article },
    },
    errors: [...refused, ...missing],
  },
};

export const revisionOperations: Operations = {
  "GET /admin/articles/{id}/revisions": {
    id: "listRevisions",
    tag: "Revisions",
    summary: "List the revisions of an article",
    examples: idExample,
    answers: {
      200: {
        description: "the revisions, newest first",
        content: json(RevisionList, {
          revisions: [
            { revision: 1, kind: "published", at: "2026-03-01T12:00:00.000Z", by: "Newsroom", current: true },
          ],
        }),
      },
    },
    errors: missing,
  },
  "GET /admin/articles/{id}/revisions/{revision}": {
    id: "getRevision",
    tag: "Revisions",
    summary: "Read an article as it was",
    examples: { ...idExample, revision: 1 },
    answers: { 200: { description: "the article or draft as it was then", content: json(Shown, articleExample) } },
    errors: [...missing, "REVISION_NOT_FOUND"],
  },
  "GET /admin/articles/{id}/revisions/{revision}/difference": {
    id: "compareRevisions",
    tag: "Revisions",
    summary: "Compare two revisions",
    examples: { ...idExample, revision: 1, to: 1 },
    answers: {
      200: {
        description: "the fields that differ",
        content: json(
          Type.Object(
            { from: Type.Integer(), to: Type.Integer(), fields: Type.Array(FieldDifference) },
            noOtherMembers,
          ),
          {
            from: 1,
            to: 2,
            fields: [
              {
                field: "/title",
                changes: [
                  { kind: "same", text: "Open on Sunday" },
                  { kind: "added", text: " and Monday" },
                ],
              },
            ],
          },
        ),
      },
    },
    errors: [...missing, "REVISION_NOT_FOUND"],
  },
  "POST /admin/articles/{id}/revisions/{revision}/restore": {
    id: "restoreRevision",
    tag: "Revisions",
    summary: "Make a former state the present one",
    description:
      "Makes a new revision with the content of a former one: a published version, which needs the scope `publish`, or a draft.",
    headers: ["If-Match", "If-None-Match"],
    examples: { ...idExample, revision: 1 },
    body: jsonOfRoute({}),
    isBodyOptional: true,
    answers: {
      201: { description: "it was deleted before", ...withPlace(article) },
      200: { description: "it has another state now", ...article },
    },
    errors: [...refused, ...missing, "REVISION_NOT_FOUND"],
  },
  "POST /admin/articles/{id}/restore": {
    id: "restoreArticle",
    tag: "Revisions",
    summary: "Bring a deleted article back",
    description: "It comes back as it was. Publishing it needs the scope `publish`.",
    examples: idExample,
    body: jsonOfRoute({}),
    isBodyOptional: true,
    answers: {
      201: { description: "it is back", ...withPlace(article) },
      200: { description: "it is back", ...article },
    },
    errors: [...refused, ...missing, "REVISION_NOT_FOUND", "PRECONDITION_FAILED"],
  },
};
