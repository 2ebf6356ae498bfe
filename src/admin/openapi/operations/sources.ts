import Type from "typebox";
import { SourcePreview } from "../../../sources/preview-schema.ts";
import { json, jsonOfRoute, mergePatch, type Operations } from "../operation.ts";
import { SourceInput, SourcePatch, SourceView } from "../schemas/settings.ts";
import { noOtherMembers } from "../schemas/values.ts";
import { notModified } from "./articles.ts";
import { answerHeaders, changeErrors, changeHeaders } from "./settings.ts";

const sentSource = { url: "https://museum.example/feed.xml", every: 3600, tags: ["museum"] };
const sourceExample = {
  id: "Zq3vK1b2",
  ...sentSource,
  paused: false,
  most: 10_000,
  asking: false,
  address: sentSource.url,
  kind: "feed",
  kept: 12,
  filtered: 0,
  surplus: 0,
  polled: "2026-03-01T12:00:00.000Z",
  next: "2026-03-01T13:00:00.000Z",
  failures: 0,
};
const idExample = { id: sentSource.url };
const SourceList = Type.Object({ sources: Type.Array(SourceView) }, noOtherMembers);

export const sourceOperations: Operations = {
  "GET /admin/sources": {
    id: "listSources",
    tag: "Sources",
    summary: "List the sources",
    answers: { 200: { description: "the sources", content: json(SourceList, { sources: [sourceExample] }) } },
    errors: ["CONFIG_INVALID"],
  },
  "POST /admin/sources": {
    id: "createSource",
    tag: "Sources",
    summary: "Add a source",
    headers: changeHeaders,
    body: json(SourceInput, sentSource),
    answers: {
      201: {
        description: "the source is added, and polled at once",
        headers: ["Location", ...answerHeaders],
        content: json(SourceView, sourceExample),
      },
    },
    errors: changeErrors,
  },
  "GET /admin/sources/{id}": {
    id: "getSource",
    tag: "Sources",
    summary: "Read a source",
    headers: ["If-None-Match"],
    examples: idExample,
    answers: {
      200: { description: "the source", headers: ["ETag"], content: json(SourceView, sourceExample) },
      304: notModified,
    },
    errors: ["NOT_FOUND", "CONFIG_INVALID"],
  },
  "PATCH /admin/sources/{id}": {
    id: "patchSource",
    tag: "Sources",
    summary: "Change a source",
    headers: changeHeaders,
    examples: idExample,
    body: mergePatch(SourcePatch, { paused: true }),
    answers: {
      200: {
        description: "the source",
        headers: answerHeaders,
        content: json(SourceView, { ...sourceExample, paused: true }),
      },
    },
    errors: [...changeErrors, "NOT_FOUND"],
  },
  "DELETE /admin/sources/{id}": {
    id: "deleteSource",
    tag: "Sources",
    summary: "Remove a source",
    description: "Its articles stay.",
    headers: changeHeaders,
    examples: idExample,
    answers: { 204: { description: "it is removed", headers: answerHeaders } },
    errors: [...changeErrors, "NOT_FOUND"],
  },
  "POST /admin/sources/preview": {
    id: "previewSource",
    tag: "Sources",
    summary: "Try a source out",
    description: "Requests the source as a poll does, and stores nothing.",
    body: json(SourceInput, sentSource),
    answers: {
      200: {
        description: "what the source would bring in",
        content: json(SourcePreview, {
          kind: "feed",
          address: sentSource.url,
          taken: 1,
          articles: [{ id: "https://museum.example/1", title: "New rooms", tags: ["museum"] }],
          pages: [],
          skipped: 0,
          filtered: 0,
          surplus: 0,
          rejected: [],
        }),
      },
    },
    errors: ["SETTINGS_INVALID", "CONFIG_INVALID", "FETCH_FAILED", "FETCH_REFUSED", "INPUT_UNREADABLE"],
  },
  "POST /admin/sources/poll": {
    id: "pollSources",
    tag: "Sources",
    summary: "Poll one source, or all",
    headers: ["Prefer"],
    body: jsonOfRoute({ url: sentSource.url }),
    answers: {
      200: {
        description: "the polls have ended",
        headers: ["Preference-Applied"],
        content: json(SourceList, { sources: [sourceExample] }),
      },
      202: {
        description: "the polls go on",
        headers: ["Preference-Applied"],
        content: json(SourceList, { sources: [{ ...sourceExample, asking: true }] }),
      },
    },
    errors: ["NOT_FOUND"],
  },
};
