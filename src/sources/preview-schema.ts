import Type, { type Static } from "typebox";

const noOtherMembers = { additionalProperties: false } as const;
const Count = (description: string) => Type.Integer({ minimum: 0, description });

/** An article that a source would bring in. */
export const PreviewArticle = Type.Object(
  {
    id: Type.Optional(Type.String()),
    url: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
    summary: Type.Optional(Type.String()),
    date_published: Type.Optional(Type.String({ description: "RFC 3339" })),
    tags: Type.Optional(Type.Immutable(Type.Array(Type.String()))),
  },
  noOtherMembers,
);
export type PreviewArticle = Static<typeof PreviewArticle>;

/** The articles that a source would bring in. */
export const SourcePreview = Type.Object(
  {
    kind: Type.Enum(["feed", "page", "sitemap"]),
    address: Type.String({ description: "where the source answered" }),
    taken: Count("how many articles would be stored; of a sitemap, how many pages would be read"),
    articles: Type.Array(PreviewArticle, { description: "the first of the articles that would be taken" }),
    pages: Type.Array(
      Type.Object(
        { url: Type.String(), modified: Type.Optional(Type.String({ description: "RFC 3339" })) },
        noOtherMembers,
      ),
      { description: "the first of the pages that a sitemap lists" },
    ),
    skipped: Count("how many are not meant for everybody"),
    filtered: Count("how many patterns leave out"),
    surplus: Count("how many are not among the newest"),
    rejected: Type.Array(Type.Object({ where: Type.String(), error: Type.String() }, noOtherMembers), {
      description: "the first of those with mistakes",
    }),
  },
  noOtherMembers,
);
export type SourcePreview = Static<typeof SourcePreview>;
