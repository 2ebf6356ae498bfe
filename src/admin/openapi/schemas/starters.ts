import Type, { type Static } from "typebox";
import { Count, noOtherMembers } from "./values.ts";

/** The result of a removal of starter articles. */
export const StartersReport = Type.Object(
  {
    removed: Count("how many were deleted"),
    kept: Count("how many were kept, because somebody edited them"),
    articles: Type.Array(
      Type.Object(
        { outcome: Type.Enum(["removed", "kept"]), id: Type.String(), title: Type.Optional(Type.String()) },
        noOtherMembers,
      ),
    ),
  },
  noOtherMembers,
);
export type StartersReport = Static<typeof StartersReport>;
