import Type, { type Static } from "typebox";
import { Count, Moment, noOtherMembers, Text } from "./values.ts";

const NetworkCount = Type.Object(
  { day: Text("in UTC, YYYY-MM-DD"), networks: Count("from how many networks") },
  noOtherMembers,
);

const subscriberFields = {
  id: Type.String(),
  channel: Text("the slug of the private channel"),
  name: Text("for people: who reads with the address"),
  username: Text("the user name of HTTP Basic, and the first part of the address"),
  created: Moment("when it was added"),
  rotated: Type.Optional(Moment("when its address was replaced last")),
  revoked: Type.Optional(Moment("when it was revoked; missing while its address is valid")),
  used: Type.Optional(Type.Object(NetworkCount.properties, { ...noOtherMembers, description: "the last day of use" })),
  flagged: Type.Optional(
    Type.Object(NetworkCount.properties, {
      ...noOtherMembers,
      description: "the last day on which so many networks used the address that somebody may have passed it on",
    }),
  ),
};

/** A subscriber as people see it: without its password, with times in RFC 3339. */
export const SubscriberView = Type.Object(subscriberFields, {
  ...noOtherMembers,
  description: "a reader of a private channel, without the password",
});
export type SubscriberView = Static<typeof SubscriberView>;

/** A subscriber with its address and password, which nobody can find out again. */
export const SubscriberWithPassword = Type.Object(
  {
    ...subscriberFields,
    urls: Type.Object(
      { rss: Type.String(), atom: Type.String(), json: Type.String() },
      { ...noOtherMembers, description: "the addresses of the feed, this once" },
    ),
    password: Text("the password of HTTP Basic, this once"),
  },
  noOtherMembers,
);
export type SubscriberWithPassword = Static<typeof SubscriberWithPassword>;

/** A subscriber that somebody adds. */
export const NewSubscriber = Type.Object(
  {
    channel: Type.String({ description: "the slug of a private channel" }),
    name: Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: "^(?=.*\\S)[^\\p{C}]+$",
      description: "for people: who reads with the address",
    }),
  },
  noOtherMembers,
);
export type NewSubscriber = Static<typeof NewSubscriber>;
