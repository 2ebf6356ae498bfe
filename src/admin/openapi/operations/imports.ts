import Type from "typebox";
import { json, type Operations } from "../operation.ts";
import { ImportLine, ImportReport } from "../schemas/import-report.ts";
import { StartersReport } from "../schemas/starters.ts";
import { articleExample, sentArticle } from "./examples.ts";

const text = Type.String();
const noCounts = { created: 0, updated: 0, unchanged: 0, rejected: 0, skipped: 0 };
const reportExample = {
  ...noCounts,
  created: 1,
  articles: [
    {
      where: "sunday.md",
      outcome: "created",
      id: "https://example.org/sunday",
      url: "https://example.org/sunday",
      title: "Open on Sunday",
    },
  ],
};
const rejectedExample = {
  ...noCounts,
  rejected: 1,
  articles: [
    {
      where: "sunday.json",
      outcome: "rejected",
      error: {
        type: "about:blank",
        title: "Courant cannot store this article",
        status: 422,
        detail: "/url: found a number, expected text.",
        code: "ARTICLE_INVALID",
      },
    },
  ],
};

const folderExample = [
  { name: "a.md", text: "See [b](b.md)." },
  { name: "b.md", text: "---\nurl: https://example.org/b\n---\nText" },
]
  .map((file) => `${JSON.stringify(file)}\n`)
  .join("");

export const importOperations: Operations = {
  "POST /admin/import": {
    id: "importArticles",
    tag: "Import",
    summary: "Import a text, a feed or an export",
    description:
      "Takes a body in any format, of any length. A client that accepts `application/x-ndjson` gets a line for each part " +
      "while the import goes on. `Content-Location` is the base of relative addresses. With `address`, there is no body.",
    examples: { name: "sunday.md", tag: ["news"], url: "https://example.org/sunday" },
    body: {
      "text/markdown": {
        schema: text,
        example: "# Open on Sunday\n\nThe museum is open on Sunday, from ten to four.\n",
      },
      "text/html": { schema: text },
      "application/json": { schema: {} },
      "application/x-ndjson": { schema: text, example: `${JSON.stringify(sentArticle)}\n` },
      "application/xml": { schema: text },
      "*/*": {},
    },
    isBodyOptional: true,
    answers: {
      200: {
        description: "the outcome of each article",
        headers: ["Location"],
        content: {
          ...json(ImportReport, reportExample),
          "application/x-ndjson": { schema: ImportLine },
        },
      },
      422: { description: "no article could be imported", content: json(ImportReport, rejectedExample) },
    },
    errors: ["INPUT_UNREADABLE", "STOPPING"],
  },
  "POST /admin/import/links": {
    id: "findFolderLinks",
    tag: "Import",
    summary: "Find to which files of the same folder its files of Markdown link",
    description:
      "Takes the files of a folder, a line of JSON each. The addresses of a file are the value of `pages` in its import, so " +
      "that links to other files lead to their articles. Nothing is stored.",
    examples: { source: "notes" },
    body: { "application/x-ndjson": { schema: text, example: folderExample }, "*/*": {} },
    answers: {
      200: {
        description: "for each file that links to others, their addresses by their paths",
        content: json(Type.Object({ files: Type.Record(text, Type.Record(text, text)) }), {
          files: { "a.md": { "b.md": "https://example.org/b" } },
        }),
      },
    },
    errors: ["ARTICLE_INVALID"],
  },
  "GET /admin/export": {
    id: "exportArticles",
    tag: "Import",
    summary: "Export the collection",
    description: "Sends everything that an import into an empty collection needs, a line for each article.",
    answers: {
      200: {
        description: "the export",
        content: {
          "application/x-ndjson": {
            schema: text,
            example: `{"_courant_export":{"version":1}}\n${JSON.stringify({ ...articleExample, _courant_export: { names: [`id:${articleExample.id}`] } })}\n`,
          },
        },
      },
    },
  },
  "DELETE /admin/starters": {
    id: "deleteStarters",
    tag: "Import",
    summary: "Delete the starter articles",
    description: "Starter articles that somebody edited are kept.",
    answers: {
      200: {
        description: "what was deleted",
        content: json(StartersReport, {
          removed: 1,
          kept: 0,
          articles: [{ outcome: "removed", id: "urn:uuid:2a4ba1b0-5f2f-4f0f-a0d4-2f0b36c9a2c4", title: "Welcome" }],
        }),
      },
    },
  },
};
