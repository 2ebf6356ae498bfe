import Type from "typebox";
import { deltaSchema } from "./delta-schema.ts";
import { lineSchema, noOtherKeys, slugSchema } from "./fields.ts";
import { Podcast } from "./podcast.ts";

export const Selection = Type.Object(
  {
    tags: Type.Optional(
      Type.Array(lineSchema("a tag"), { minItems: 1, description: "articles with any of these tags" }),
    ),
    authors: Type.Optional(
      Type.Array(lineSchema("a name"), { minItems: 1, description: "articles by any of these authors" }),
    ),
    language: Type.Optional(Type.String({ format: "language", description: "articles marked with this language" })),
    search: Type.Optional(
      Type.String({
        format: "search",
        maxLength: 1000,
        description: 'articles that a search finds, such as harbour -strike "old town"',
      }),
    ),
  },
  noOtherKeys,
);

/** How the documents of a channel are made, whatever the channel selects. */
const documentSettings = {
  content: Type.Enum(["full", "summary"], {
    default: "full",
    description: "whole articles, or only their summaries",
  }),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50, description: "how many articles, newest first" }),
  maxBytes: Type.Integer({
    minimum: 10_000,
    maximum: 100_000_000,
    default: 250_000,
    description: "the maximum size of a document; if the articles need more, it contains fewer of them",
  }),
  archive: Type.Boolean({
    default: true,
    description: "whether archive documents (RFC 5005) hold the articles that do not fit",
  }),
  maxAge: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 31_536_000, description: "serving.maxAge of this channel" }),
  ),
  downloadsPerHour: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1_000_000, description: "serving.downloadsPerHour of this channel" }),
  ),
  deltas: Type.Optional(deltaSchema({ description: "the setting `deltas` of the whole service for this channel" })),
};

/** An entry of `channels`: a feed, and the articles it selects. */
export const Channel = Type.Object(
  {
    slug: slugSchema,
    title: lineSchema("the feed's title"),
    description: lineSchema("what the feed is about"),
    group: Type.Optional(lineSchema("the heading under which the list of feeds shows it")),
    language: Type.Optional(Type.String({ format: "language", description: "the feed's language, if not the site's" })),
    select: Type.Optional(Selection),
    podcast: Type.Optional(Podcast),
    access: Type.Optional(
      Type.Enum(["public", "private"], {
        description:
          "who may read the feed: everybody, or only subscribers with a password; everybody if it is left out",
      }),
    ),
    exclusive: Type.Optional(
      Type.Boolean({
        // Neither is the default: forms offer both, and a third choice for leaving it out.
        enum: [true, false],
        description:
          "whether the articles of a private channel stand nowhere in public; if it is left out, they do if the channel selects articles",
      }),
    ),
    ...documentSettings,
  },
  noOtherKeys,
);

/** How many channels may be made for the values of a facet, which come from articles and so from outside. */
const automaticBounds = {
  atLeast: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 1,
    description: "how many articles a value needs before it gets a channel",
  }),
  atMost: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 1000,
    description: "how many channels are made; a channel stays while it has an article",
  }),
};

const automaticSchema = (facet: string, defaultGroup: string) =>
  Type.Optional(
    Type.Object(
      {
        title: Type.String({
          format: "line",
          default: "{site} – {value}",
          description: `the feeds' titles; {site} is the site's title, {value} the ${facet}`,
        }),
        description: Type.String({
          format: "line",
          default: "{value}",
          description: "the feeds' descriptions, with the same placeholders",
        }),
        group: Type.String({
          format: "line",
          default: defaultGroup,
          description: "their heading in the list of feeds",
        }),
        ...automaticBounds,
        ...documentSettings,
      },
      { ...noOtherKeys, description: `a channel for each ${facet} in use; \`true\` takes the defaults` },
    ),
  );

/** Keys that may also be `true` or `false`: `true` stands for a mapping with all the defaults. */
export const switchableSettings = {
  perTag: automaticSchema("tag", "By tag"),
  perAuthor: automaticSchema("author", "By author"),
  perLanguage: automaticSchema("language", "By language"),
};
