/*
 * The room `article`: the types of an article, and pure functions that check, clean and revise it. It imports `channel`,
 * `errors.ts` and libraries, and does no I/O.
 */
import Type, { type Static } from "typebox";
import { limits } from "./limits.ts";
import { Podcast } from "./podcast.ts";

const contentLength = { maxLength: limits.content };
const textLength = { maxLength: limits.text };
const lineLength = { maxLength: limits.line };
const amountRange = { minimum: 0, maximum: limits.amount };
const pixelRange = { minimum: 1, maximum: limits.pixels };

/**
 * An article uses the names of a JSON Feed 1.1 item (https://www.jsonfeed.org/version/1.1/#items-a-name-items-a) in the
 * collection, in the admin API and in JSON imports. Fields that JSON Feed lacks stand under `_courant`.
 */

export const Author = Type.Object(
  {
    name: Type.Optional(Type.String(lineLength)),
    url: Type.Optional(Type.String()),
    avatar: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);

export const Attachment = Type.Object(
  {
    url: Type.String(),
    mime_type: Type.String(lineLength),
    title: Type.Optional(Type.String(lineLength)),
    size_in_bytes: Type.Optional(Type.Integer(amountRange)),
    duration_in_seconds: Type.Optional(Type.Number(amountRange)),
  },
  { additionalProperties: false },
);

export const OriginFeed = Type.Object(
  {
    id: Type.Optional(Type.String()),
    title: Type.Optional(Type.String(lineLength)),
    url: Type.Optional(Type.String({ description: "the home page of its site" })),
    feed_url: Type.Optional(Type.String()),
    authors: Type.Optional(Type.Array(Author, { maxItems: limits.authors, description: "of articles that name none" })),
  },
  { additionalProperties: false, description: "the feed of another site from which the article comes" },
);

const courantFields = {
  image_credit: Type.Optional(Type.String({ ...lineLength, description: "who made the image" })),
  image_description: Type.Optional(Type.String({ ...textLength, description: "the image's caption" })),
  image_width: Type.Optional(Type.Integer({ ...pixelRange, description: "pixels" })),
  image_height: Type.Optional(Type.Integer({ ...pixelRange, description: "pixels" })),
  rights: Type.Optional(Type.String({ ...lineLength, description: "who holds which rights in the article" })),
  podcast: Type.Optional(Podcast),
  expires: Type.Optional(
    Type.String({ ...lineLength, description: "RFC 3339; from then on no feed lists the article" }),
  ),
  source: Type.Optional(Type.String({ ...lineLength, description: "where the article was imported from" })),
  feed: Type.Optional(OriginFeed),
};

const fields = {
  id: Type.Optional(Type.String({ description: "permanent and unique; Courant makes one if none is given" })),
  url: Type.Optional(Type.String({ description: "http or https; where the article can be read" })),
  external_url: Type.Optional(Type.String()),
  title: Type.Optional(Type.String({ ...textLength, description: "plain text, no markup" })),
  summary: Type.Optional(Type.String({ ...textLength, description: "plain text, no markup" })),
  content_html: Type.Optional(Type.String(contentLength)),
  content_text: Type.Optional(Type.String(contentLength)),
  image: Type.Optional(Type.String()),
  banner_image: Type.Optional(Type.String()),
  authors: Type.Optional(Type.Array(Author, { maxItems: limits.authors })),
  tags: Type.Optional(Type.Array(Type.String(lineLength), { maxItems: limits.tags })),
  language: Type.Optional(Type.String({ ...lineLength, description: "BCP 47" })),
  date_published: Type.Optional(Type.String({ ...lineLength, description: "RFC 3339" })),
  date_modified: Type.Optional(Type.String({ ...lineLength, description: "RFC 3339" })),
  attachments: Type.Optional(Type.Array(Attachment, { maxItems: limits.attachments })),
};

/** An article before it is checked. Every field is optional, but the article must say something: `prepare` checks that. */
export const Draft = Type.Object(
  {
    ...fields,
    _courant: Type.Optional(
      Type.Object(
        {
          ...courantFields,
          revision: Type.Optional(Type.Integer({ minimum: 1 })),
          without_content: Type.Optional(
            Type.Boolean({ description: "content_text only repeats the summary or title: the content is elsewhere" }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false, title: "Article", description: "A JSON Feed 1.1 item" },
);
export type Draft = Static<typeof Draft>;

/**
 * An article as the collection keeps it. `prepare` and `revise` guarantee these invariants: dates are UTC RFC 3339 with
 * milliseconds; URLs are absolute http(s), for authors also mailto; text has only characters that XML 1.0 allows; HTML is
 * sanitised.
 */
export const Article = Type.Object(
  {
    ...fields,
    id: Type.String(),
    date_published: Type.String(),
    date_modified: Type.String(),
    _courant: Type.Object(
      { ...courantFields, revision: Type.Integer({ minimum: 1 }) },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type Article = Static<typeof Article>;
export type Author = Static<typeof Author>;
export type Attachment = Static<typeof Attachment>;
export type OriginFeed = Static<typeof OriginFeed>;
