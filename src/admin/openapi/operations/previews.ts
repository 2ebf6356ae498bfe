import Type from "typebox";
import { Draft } from "../../../article/article.ts";
import { json, type Operations } from "../operation.ts";
import { ArticleInput } from "../schemas/article.ts";
import { Count, noOtherMembers } from "../schemas/values.ts";
import { sentArticle } from "./examples.ts";

const Finding = Type.Object(
  {
    code: Type.String({ description: "what may be mended, such as SUMMARY_MISSING" }),
    field: Type.String({ description: "a JSON pointer" }),
    detail: Type.String(),
    count: Type.Optional(Count("how often")),
  },
  noOtherMembers,
);

const Preview = Type.Object(
  {
    rss: Type.String({ description: "the item of RSS" }),
    atom: Type.String({ description: "the entry of Atom" }),
    json: Type.String({ description: "the item of JSON Feed" }),
    html: Type.String({ description: "the page, with a strict policy of its own" }),
    findings: Type.Array(Finding),
  },
  noOtherMembers,
);

const Link = Type.Object(
  {
    url: Type.String(),
    ok: Type.Boolean({ description: "whether it answers with a status below 400" }),
    status: Type.Optional(Type.Integer()),
    error: Type.Optional(Type.String({ description: "why there is no answer" })),
  },
  noOtherMembers,
);

const LinkReport = Type.Object(
  { links: Type.Array(Link), unchecked: Count("how many further links were not asked") },
  noOtherMembers,
);

export const previewOperations: Operations = {
  "POST /admin/articles/preview": {
    id: "previewArticle",
    tag: "Articles",
    summary: "Show what an article would become, without storing it",
    body: json(ArticleInput, sentArticle),
    answers: {
      200: {
        description: "its item in each format, its page, and what may be mended",
        content: json(Preview, {
          rss: "<item>…</item>",
          atom: "<entry>…</entry>",
          json: "{}",
          html: "<!DOCTYPE html>…",
          findings: [{ code: "SUMMARY_MISSING", field: "/summary", detail: "There is no summary." }],
        }),
      },
    },
    errors: ["ARTICLE_INVALID"],
  },
  "POST /admin/articles/links": {
    id: "checkLinks",
    tag: "Articles",
    summary: "Ask the links of an article whether they answer",
    description: "Asks at most 50 links, none of them at a private address.",
    body: json(ArticleInput, sentArticle),
    answers: {
      200: {
        description: "how each link answered",
        content: json(LinkReport, { links: [{ url: "https://example.org/", ok: true, status: 200 }], unchecked: 0 }),
      },
    },
    errors: ["ARTICLE_INVALID"],
  },
  "POST /admin/convert": {
    id: "convertText",
    tag: "Articles",
    summary: "Turn a text into an article with clean HTML, without storing it",
    examples: { format: "markdown" },
    body: { "text/markdown": { schema: Type.String(), example: "Open on *Sunday*.\n" }, "*/*": {} },
    answers: {
      200: { description: "the article", content: json(Draft, { content_html: "<p>Open on <em>Sunday</em>.</p>" }) },
    },
    errors: ["ARTICLE_INVALID"],
  },
};
