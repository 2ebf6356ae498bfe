import Type from "typebox";
import { json, jsonOfRoute, type Operations } from "../operation.ts";
import { Count, noOtherMembers } from "../schemas/values.ts";
import { Delivery, WebhookView, WebhookWithSecret } from "../schemas/webhook.ts";

const sentWebhook = { url: "https://example.com/hooks/courant", events: ["article.published"], description: "Chat" };
const webhookExample = {
  id: "0a7e6d3c-6a35-4b61-8a3c-3e9a8b1b7d10",
  ...sentWebhook,
  enabled: true,
  created: "2026-03-01T12:00:00.000Z",
  failures: 0,
  waiting: 0,
  dead: 0,
  dropped: 0,
};
const deliveryExample = {
  n: 7,
  event: "webhook.test",
  messageId: "msg_9f0c3a52-6f0e-4c25-a86c-6b3f1b3c5c4e",
  created: "2026-03-01T12:00:00.000Z",
  state: "waiting",
  attempts: 0,
  next: "2026-03-01T12:00:00.000Z",
};
const secret = "whsec_…";
const idExample = { id: webhookExample.id };
const unknown = ["WEBHOOK_NOT_FOUND"] as const;
const unusable = ["WEBHOOK_NOT_FOUND", "WEBHOOK_DISABLED"] as const;
const refused = ["CHANNEL_NOT_FOUND", "FETCH_REFUSED"] as const;

export const webhookOperations: Operations = {
  "GET /admin/webhooks": {
    id: "listWebhooks",
    tag: "Webhooks",
    summary: "List the webhooks",
    answers: {
      200: {
        description: "the webhooks, without their secrets",
        content: json(Type.Object({ webhooks: Type.Array(WebhookView) }, noOtherMembers), {
          webhooks: [webhookExample],
        }),
      },
    },
  },
  "POST /admin/webhooks": {
    id: "createWebhook",
    tag: "Webhooks",
    summary: "Add a webhook",
    body: jsonOfRoute(sentWebhook),
    answers: {
      201: {
        description: "the webhook, with its secret this once",
        headers: ["Location"],
        content: json(WebhookWithSecret, { ...webhookExample, secret }),
      },
    },
    errors: [...refused, "TOO_MANY_WEBHOOKS"],
  },
  "GET /admin/webhooks/{id}": {
    id: "getWebhook",
    tag: "Webhooks",
    summary: "Read a webhook",
    examples: idExample,
    answers: { 200: { description: "the webhook", content: json(WebhookView, webhookExample) } },
    errors: unknown,
  },
  "PATCH /admin/webhooks/{id}": {
    id: "patchWebhook",
    tag: "Webhooks",
    summary: "Change a webhook",
    examples: idExample,
    body: jsonOfRoute({ enabled: true, channels: ["news"] }),
    answers: {
      200: { description: "the webhook", content: json(WebhookView, { ...webhookExample, channels: ["news"] }) },
    },
    errors: [...refused, ...unknown],
  },
  "DELETE /admin/webhooks/{id}": {
    id: "deleteWebhook",
    tag: "Webhooks",
    summary: "Remove a webhook",
    examples: idExample,
    answers: { 204: { description: "it is removed, with its deliveries" } },
    errors: unknown,
  },
  "POST /admin/webhooks/{id}/rotate": {
    id: "rotateWebhookSecret",
    tag: "Webhooks",
    summary: "Give a webhook a new secret",
    description: "For a day, deliveries are signed with the former one, too.",
    examples: idExample,
    answers: {
      200: {
        description: "the webhook, with its new secret this once",
        content: json(WebhookWithSecret, {
          ...webhookExample,
          formerSecretUntil: "2026-03-02T12:00:00.000Z",
          secret,
        }),
      },
    },
    errors: unknown,
  },
  "POST /admin/webhooks/{id}/test": {
    id: "testWebhook",
    tag: "Webhooks",
    summary: "Send a test event",
    examples: idExample,
    answers: { 202: { description: "the delivery waits", content: json(Delivery, deliveryExample) } },
    errors: unusable,
  },
  "GET /admin/webhooks/{id}/deliveries": {
    id: "listDeliveries",
    tag: "Webhooks",
    summary: "List the deliveries of a webhook",
    examples: { ...idExample, limit: 20 },
    answers: {
      200: {
        description: "a page of the list, newest first",
        headers: ["Link"],
        content: json(
          Type.Object(
            {
              deliveries: Type.Array(Delivery),
              next: Type.Optional(Type.String({ description: "the cursor of the next page" })),
            },
            noOtherMembers,
          ),
          { deliveries: [deliveryExample] },
        ),
      },
    },
    errors: unknown,
  },
  "POST /admin/webhooks/{id}/deliveries/replay": {
    id: "replayDeadLetters",
    tag: "Webhooks",
    summary: "Send all dead letters again",
    examples: idExample,
    answers: {
      202: {
        description: "they wait",
        content: json(Type.Object({ replayed: Count("how many they are") }, noOtherMembers), { replayed: 2 }),
      },
    },
    errors: unusable,
  },
  "POST /admin/webhooks/{id}/deliveries/{n}/replay": {
    id: "replayDelivery",
    tag: "Webhooks",
    summary: "Send a delivery again",
    examples: { ...idExample, n: 7 },
    answers: { 202: { description: "the delivery waits", content: json(Delivery, deliveryExample) } },
    errors: [...unusable, "DELIVERY_NOT_FOUND"],
  },
};
