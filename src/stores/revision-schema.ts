import Type, { type Static } from "typebox";

const noOtherMembers = { additionalProperties: false } as const;

/** One state of an article. */
export const ListedRevision = Type.Object(
  {
    revision: Type.Integer({ minimum: 1, description: "its number, from 1" }),
    kind: Type.Enum(["published", "draft"]),
    at: Type.String({ description: "RFC 3339; when it was written" }),
    by: Type.String({ description: "who wrote it: the name of a token, the address of a source, or a way in" }),
    current: Type.Boolean({ description: "whether it is the published version or the draft of now" }),
  },
  noOtherMembers,
);
export type ListedRevision = Static<typeof ListedRevision>;

/** When something was deleted, and by whom, if that is known. */
export const Deletion = Type.Object(
  {
    at: Type.String({ description: "RFC 3339" }),
    by: Type.Optional(Type.String()),
  },
  { ...noOtherMembers, description: "neither a published version nor a draft is left" },
);
export type Deletion = Static<typeof Deletion>;

/** The revisions of an article, newest first. `deleted`: neither a published version nor a draft is left. */
export const RevisionList = Type.Object(
  { revisions: Type.Array(ListedRevision, { description: "the newest first" }), deleted: Type.Optional(Deletion) },
  noOtherMembers,
);
export type RevisionList = Static<typeof RevisionList>;
