import Type, { type Static } from "typebox";
import { Draft } from "./article.ts";

/** The members of `_courant` that an article in a request can have as well. */
export const requestedDraftFields = {
  draft: Type.Boolean({ description: "true saves a draft, which is not published" }),
  publish_at: Type.String({ description: "RFC 3339; when the draft is published by itself" }),
};

/** A draft as the admin API shows it: an article that is not published, or a version beside a published one. */
export const DraftArticle = Type.Object(
  {
    ...Draft.properties,
    id: Type.String(),
    _courant: Type.Object(
      {
        ...Draft.properties._courant.properties,
        draft: Type.Literal(true),
        revision: Type.Integer({ minimum: 1, description: "its number among the revisions of the article" }),
        saved_at: Type.String({ description: "RFC 3339" }),
        saved_by: Type.String({ description: "the name of the token that saved it" }),
        publish_at: Type.Optional(requestedDraftFields.publish_at),
        publish_error: Type.Optional(
          Type.String({ description: "the reason why it could not be published when its time came" }),
        ),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false, description: "an article that is not published, or a version beside a published one" },
);
export type DraftArticle = Static<typeof DraftArticle>;
