import Type from "typebox";
import { lineSchema, noOtherKeys, urlSchema } from "./fields.ts";

/** `fetching`: how Courant asks other servers. */
export const Fetching = Type.Object(
  {
    contact: Type.Optional(
      urlSchema("a page that tells operators of other servers who asks, if not the site; part of the User-Agent"),
    ),
    allow: Type.Array(Type.String({ format: "fetch-target" }), {
      default: [],
      description: "hosts, addresses and ranges outside the public internet that Courant may ask",
    }),
    media: Type.Boolean({
      default: true,
      description: "whether Courant asks pictures and attachments for the type, length and size that articles omit",
    }),
  },
  { ...noOtherKeys, default: {} },
);

const pollingSettings = {
  every: Type.Integer({
    minimum: 60,
    maximum: 86_400,
    default: 1800,
    description: "the time between two polls, in seconds; longer if the source says that it stays fresh",
  }),
  tags: Type.Array(lineSchema("a tag"), { default: [], description: "added to each article's own tags" }),
};

/** An entry of `sources`: an address elsewhere that articles are fetched from. */
export const Source = Type.Object(
  {
    url: urlSchema("the address of a feed, a page or a sitemap"),
    path: Type.Optional(
      Type.String({
        pattern: "^/",
        maxLength: 1000,
        description: "for a sitemap: only pages whose path begins with this, for example /blog/",
      }),
    ),
    ...pollingSettings,
  },
  noOtherKeys,
);

/** An entry of `subscriptions`: an OPML file whose feeds are sources too. */
export const Subscriptions = Type.Object(
  {
    file: lineSchema("the name of an OPML file; a relative name starts from the folder of this file"),
    ...pollingSettings,
  },
  noOtherKeys,
);
