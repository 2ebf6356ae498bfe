import Type from "typebox";
import { json, jsonOfRoute, type Operations } from "../operation.ts";
import { SubscriberView, SubscriberWithPassword } from "../schemas/subscriber.ts";
import { noOtherMembers } from "../schemas/values.ts";

const example = {
  id: "1b4e28ba-2fa1-4d2b-883f-0016d3cca427",
  channel: "members",
  name: "Anna",
  username: "k3Jx0aQfV7uT",
  created: "2026-03-01T12:00:00.000Z",
};

const password = "b1Yk0sQ2mXw8Zt4Nf6Rj1Lp3Vc5Hd7Ge9Ai0Bo2Ue4";
const url = `https://feeds.example.org/private/${example.username}.${password}/feeds/members`;
const withPassword = {
  ...example,
  urls: { rss: `${url}.rss`, atom: `${url}.atom`, json: `${url}.json` },
  password,
};

const examples = { id: example.id };

export const subscriberOperations: Operations = {
  "GET /admin/subscribers": {
    id: "listSubscribers",
    tag: "Subscribers",
    summary: "List the readers of private feeds",
    examples: { limit: 20 },
    answers: {
      200: {
        description: "a page of the list, newest first, without passwords",
        headers: ["Link"],
        content: json(
          Type.Object(
            {
              subscribers: Type.Array(SubscriberView),
              next: Type.Optional(Type.String({ description: "the cursor of the next page" })),
            },
            noOtherMembers,
          ),
          { subscribers: [example] },
        ),
      },
    },
  },
  "POST /admin/subscribers": {
    id: "createSubscriber",
    tag: "Subscribers",
    summary: "Give somebody an address of a private feed",
    body: jsonOfRoute({ channel: "members", name: "Anna" }),
    answers: {
      201: {
        description: "the subscriber, with the addresses and the password this once",
        headers: ["Location"],
        content: json(SubscriberWithPassword, withPassword),
      },
    },
    errors: ["CHANNEL_NOT_FOUND", "CHANNEL_NOT_PRIVATE", "FILE_UNWRITABLE"],
  },
  "GET /admin/subscribers/{id}": {
    id: "getSubscriber",
    tag: "Subscribers",
    summary: "Show a reader of a private feed",
    examples,
    answers: { 200: { description: "the subscriber, without the password", content: json(SubscriberView, example) } },
    errors: ["SUBSCRIBER_NOT_FOUND"],
  },
  "DELETE /admin/subscribers/{id}": {
    id: "revokeSubscriber",
    tag: "Subscribers",
    summary: "Revoke an address of a private feed for good",
    examples,
    answers: { 204: { description: "the address answers 410 from now on" } },
    errors: ["SUBSCRIBER_NOT_FOUND", "FILE_UNWRITABLE"],
  },
  "POST /admin/subscribers/{id}/rotate": {
    id: "rotateSubscriber",
    tag: "Subscribers",
    summary: "Replace an address of a private feed by another one",
    description: "The address before answers 410 from now on.",
    examples,
    answers: {
      200: {
        description: "the subscriber, with the new addresses and the new password this once",
        content: json(SubscriberWithPassword, withPassword),
      },
    },
    errors: ["SUBSCRIBER_NOT_FOUND", "SUBSCRIBER_REVOKED", "FILE_UNWRITABLE"],
  },
  "POST /admin/subscribers/{id}/purge": {
    id: "purgeSubscriber",
    tag: "Subscribers",
    summary: "Erase a reader of a private feed",
    description:
      "The name and everything else is erased for good. The address answers 410, and the audit log keeps the id alone.",
    examples,
    answers: { 204: { description: "nothing is left of the subscriber" } },
    errors: ["SUBSCRIBER_NOT_FOUND", "FILE_UNWRITABLE"],
  },
};
