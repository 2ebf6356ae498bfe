import Type, { type Static } from "typebox";
import { Count, Moment, noOtherMembers, Text } from "./values.ts";

const tokenFields = {
  id: Type.String(),
  name: Text("for people: the program or the person that uses it"),
  scopes: Type.Immutable(Type.Array(Type.String(), { description: "what the token allows" })),
  limit: Count("how many requests a minute the token may send"),
  created: Moment("when it was made"),
  expires: Type.Optional(Moment("when it becomes invalid")),
  expired: Type.Optional(Type.Literal(true, { description: "whether it has expired; missing otherwise" })),
  used: Type.Optional(Moment("when it was last used, to the minute; missing until then")),
};

/** A token as people see it: without its text, with times in RFC 3339. */
export const TokenView = Type.Object(tokenFields, { ...noOtherMembers, description: "a token, without its text" });
export type TokenView = Static<typeof TokenView>;

/** A token with its text, which nobody can find out again. */
export const CreatedToken = Type.Object(
  { ...tokenFields, token: Text("the text of the token, this once") },
  noOtherMembers,
);
export type CreatedToken = Static<typeof CreatedToken>;
