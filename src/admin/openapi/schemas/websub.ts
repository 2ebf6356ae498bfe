import Type, { type Static } from "typebox";
import { Count, noOtherMembers, Text } from "./values.ts";

const attempts = (description: string) =>
  Type.Object(
    {
      delivered: Count("attempts that succeeded"),
      failed: Count("attempts that are repeated later"),
      ended: Count("attempts after which none follows: given up, refused, or not needed any more"),
    },
    { ...noOtherMembers, description },
  );

const FailingSubscriber = Type.Object(
  {
    host: Text("the host of the callback; its path is not shown, because it is often a secret"),
    topic: Text("the address of the document"),
    failures: Count("attempts that failed in a row"),
    since: Type.Optional(Text("when the first of them was, RFC 3339")),
    error: Type.Optional(Text("why the last of them failed")),
  },
  noOtherMembers,
);

const HubElsewhere = Type.Object(
  {
    url: Text("the address of the hub"),
    accepted: Type.Optional(Text("when it last accepted that a document changed, RFC 3339")),
    delivered: Type.Optional(Text("when it last delivered a document to Courant's own subscription, RFC 3339")),
    failures: Count("attempts to tell it of a change that failed in a row"),
    problem: Type.Optional(Text("why it does not work; not there when nothing is known against it")),
  },
  noOtherMembers,
);

/** The facts about WebSub: the own hub and hubs elsewhere. */
export const WebSubReport = Type.Object(
  {
    hub: Type.Optional(Text("the address of the service's own hub; not there when it is closed")),
    since: Text("since when attempts are counted: the start of the service, RFC 3339"),
    subscribers: Count("subscriptions at the own hub"),
    topics: Type.Array(
      Type.Object(
        {
          path: Text("the path of the document"),
          subscribers: Count("its subscriptions"),
          failing: Count("those whose last delivery failed"),
        },
        noOtherMembers,
      ),
      { description: "the documents that have subscriptions" },
    ),
    deliveries: attempts("deliveries to subscribers"),
    verifications: attempts("requests to callbacks whether they want a subscription, or its end"),
    failing: Type.Array(FailingSubscriber, { description: "at most 50 subscriptions that fail, the longest first" }),
    hubs: Type.Array(HubElsewhere, { description: "the hubs elsewhere that the configuration names" }),
  },
  { ...noOtherMembers, description: "subscriptions to changes (WebSub)" },
);
export type WebSubReport = Static<typeof WebSubReport>;
