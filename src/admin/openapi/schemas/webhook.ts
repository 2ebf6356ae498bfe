import Type from "typebox";
import { WebhookEvent } from "../../../stores/webhooks.ts";
import { jobStateOf } from "../../webhook-json.ts";
import { Count, Moment, noOtherMembers, Text } from "./values.ts";

const webhookFields = {
  id: Type.String(),
  url: Text("the address that receives the events"),
  events: Type.Array(WebhookEvent),
  channels: Type.Optional(
    Type.Array(Type.String(), { description: "slugs of the only channels whose events are sent; missing for all" }),
  ),
  description: Type.Optional(Text("for people")),
  enabled: Type.Boolean(),
  disabled: Type.Optional(Type.Object({ at: Moment("since when"), reason: Type.String() }, noOtherMembers)),
  created: Moment("when it was added"),
  failures: Count("how many attempts failed, one after another"),
  failingSince: Type.Optional(Moment("when the first of them was")),
  formerSecretUntil: Type.Optional(Moment("until then, the secret before the last rotation signs as well")),
  waiting: Count("how many deliveries wait"),
  dead: Count("how many dead letters there are"),
  dropped: Count("how many events found no room"),
};

export const WebhookView = Type.Object(webhookFields, {
  ...noOtherMembers,
  description: "a webhook, without its secret",
});

export const WebhookWithSecret = Type.Object(
  { ...webhookFields, secret: Text("signs the deliveries; shown this once") },
  noOtherMembers,
);

export const Delivery = Type.Object(
  {
    n: Type.Integer({ minimum: 1, description: "its number" }),
    event: Text("the type of the event"),
    messageId: Text("the idempotency key, the same in all attempts"),
    created: Moment("when the event was made"),
    state: Type.Enum(Object.keys(jobStateOf) as (keyof typeof jobStateOf)[]),
    attempts: Count("how many there were"),
    next: Type.Optional(Moment("when it is tried next; there while it waits")),
    attempted: Type.Optional(Moment("when it was tried last")),
    durationMs: Type.Optional(Type.Number({ minimum: 0, description: "how long the last attempt took" })),
    status: Type.Optional(Type.Integer({ description: "the status of the last answer" })),
    error: Type.Optional(Type.String()),
    answer: Type.Optional(Text("the beginning of the last answer")),
  },
  { ...noOtherMembers, description: "an event for a webhook, and its last attempt" },
);
