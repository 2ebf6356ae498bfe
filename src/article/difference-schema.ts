import Type, { type Static } from "typebox";

const noOtherMembers = { additionalProperties: false } as const;

export const TextChange = Type.Object(
  { kind: Type.Enum(["same", "removed", "added"]), text: Type.String() },
  {
    ...noOtherMembers,
    description: "a piece of text that is in both states, only in the first (removed), or only in the second (added)",
  },
);
export type TextChange = Static<typeof TextChange>;

const field = Type.String({ description: "a JSON pointer" });

/**
 * A field that two states of an article have differently. Texts have `changes`, word by word; other fields, and texts that
 * differ too much, have both values, of which one is missing where the field was.
 */
export const FieldDifference = Type.Union(
  [
    Type.Object({ field, changes: Type.Array(TextChange, { description: "word by word" }) }, noOtherMembers),
    Type.Object({ field, from: Type.Optional(Type.Unknown()), to: Type.Optional(Type.Unknown()) }, noOtherMembers),
  ],
  { description: "a field that two states of an article have differently" },
);
export type FieldDifference = Static<typeof FieldDifference>;
