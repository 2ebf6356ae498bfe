import Type, { type Static } from "typebox";
import { lineSchema, noOtherKeys, urlSchema } from "./fields.ts";

/** `fetching`: how Courant asks other servers. */
export const Fetching = Type.Object(
  {
    contact: Type.Optional(
      urlSchema("a page about you for operators of other servers, part of the User-Agent; the site if not given"),
    ),
    allow: Type.Array(Type.String({ format: "fetch-target" }), {
      default: [],
      description: "hosts, addresses and ranges outside the public internet that Courant may request",
    }),
    media: Type.Boolean({
      default: true,
      description:
        "whether Courant requests pictures and attachments to find the type, length and size that articles omit",
    }),
  },
  { ...noOtherKeys, default: {} },
);

/** A part of `include` or `exclude`. `*` stands for any text, and case does not count. */
const patternsSchema = (description: string) =>
  Type.Optional(
    Type.Array(
      Type.String({ minLength: 1, maxLength: 200, format: "line", description: "a pattern of at most 200 characters" }),
      { minItems: 1, maxItems: 100, description },
    ),
  );

/** `include` and `exclude` of a source: an article matches if one of the patterns does. */
export const ArticlePatterns = Type.Object(
  {
    title: patternsSchema("words of the title"),
    text: patternsSchema("words of the title, the summary or the content"),
    tags: patternsSchema("a whole tag"),
    authors: patternsSchema("the whole name of an author"),
    url: patternsSchema("a part of the article's address"),
  },
  noOtherKeys,
);
export type ArticlePatterns = Static<typeof ArticlePatterns>;

const pollingSettings = {
  every: Type.Integer({
    minimum: 60,
    maximum: 86_400,
    default: 1800,
    description: "the time between two polls, in seconds; longer if the source says that it stays fresh",
  }),
  tags: Type.Array(lineSchema("a tag"), { default: [], description: "added to each article's own tags" }),
  include: Type.Optional({
    ...ArticlePatterns,
    description: "takes only articles that match; `*` stands for any text",
  }),
  exclude: Type.Optional({ ...ArticlePatterns, description: "takes no articles that match, whatever `include` says" }),
  most: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 10_000,
    description: "how many articles are taken from an answer and kept: the newest; edited ones stay",
  }),
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
    paused: Type.Optional(Type.Boolean({ description: "whether it is left alone for now; its articles stay" })),
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
