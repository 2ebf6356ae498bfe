import Type, { type Static } from "typebox";
import { noOtherKeys, urlSchema } from "./fields.ts";

/** `micropub`: programs that write to the site (https://www.w3.org/TR/micropub/). */
export const Micropub = Type.Object(
  {
    tokenEndpoint: Type.Optional(
      urlSchema("the IndieAuth token endpoint that knows the tokens of these programs, beside the tokens of Courant"),
    ),
    authorizationEndpoint: Type.Optional(urlSchema("the IndieAuth authorization endpoint that the home page names")),
    me: Type.Array(urlSchema("an address"), {
      default: [],
      maxItems: 20,
      description: "the addresses of the people who may write with such tokens; if empty, site.url",
    }),
  },
  { ...noOtherKeys, default: {} },
);

export type Micropub = Static<typeof Micropub>;
