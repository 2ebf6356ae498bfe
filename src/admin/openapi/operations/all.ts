import { json, type Operations } from "../operation.ts";
import { articleOperations } from "./articles.ts";
import { draftOperations, revisionOperations } from "./drafts.ts";
import { importOperations } from "./imports.ts";
import { mediaOperations } from "./media.ts";
import { previewOperations } from "./previews.ts";
import { runOperations } from "./runs.ts";
import { channelOperations, settingOperations } from "./settings.ts";
import { sourceOperations } from "./sources.ts";
import { statsOperations } from "./statistics.ts";
import { subscriberOperations } from "./subscribers.ts";
import { auditOperations, sessionOperations, tokenOperations } from "./tokens.ts";
import { webhookOperations } from "./webhooks.ts";

/** All operations of the admin API. */
export const operations: Operations = {
  ...articleOperations,
  ...draftOperations,
  ...revisionOperations,
  ...previewOperations,
  ...importOperations,
  ...mediaOperations,
  ...channelOperations,
  ...sourceOperations,
  ...settingOperations,
  ...runOperations,
  ...statsOperations,
  ...subscriberOperations,
  ...sessionOperations,
  ...tokenOperations,
  ...auditOperations,
  ...webhookOperations,
  "GET /admin/openapi.json": {
    id: "getApiDescription",
    tag: "Description",
    summary: "Read this description",
    answers: {
      200: {
        description: "OpenAPI 3.1",
        content: json({ type: "object" }, { openapi: "3.1.1", info: {}, paths: {} }),
      },
    },
  },
};
