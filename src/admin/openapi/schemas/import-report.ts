import Type, { type Static } from "typebox";
import { Problem } from "../../../problem-schema.ts";
import { Count, noOtherMembers, Text } from "./values.ts";

const where = Text("the file, and the place in it");

/** How one article fared. */
export const ArticleOutcome = Type.Union(
  [
    Type.Object(
      {
        where,
        outcome: Type.Enum(["created", "updated", "unchanged"]),
        id: Type.String(),
        url: Type.Optional(Text("where it can be read")),
        title: Type.Optional(Type.String()),
        note: Type.Optional(Text("a remark for the person who imports it")),
      },
      noOtherMembers,
    ),
    Type.Object({ where, outcome: Type.Literal("rejected"), error: Problem }, noOtherMembers),
    Type.Object(
      { where, outcome: Type.Literal("skipped"), reason: Text("why it was left out on purpose") },
      noOtherMembers,
    ),
  ],
  { description: "how one article fared" },
);
export type ArticleOutcome = Static<typeof ArticleOutcome>;

const countFields = {
  created: Count("how many are new"),
  updated: Count("how many changed"),
  unchanged: Count("how many are here already, as they are"),
  rejected: Count("how many have mistakes"),
  skipped: Count("how many were left out on purpose, such as drafts"),
};

export const ImportCounts = Type.Object(countFields, noOtherMembers);
export type ImportCounts = Static<typeof ImportCounts>;

const formerFeeds = Type.Optional(
  Type.Immutable(
    Type.Array(Type.String(), {
      description:
        "the addresses of the feeds that the input comes from, if it says any; subscribers may still ask there",
    }),
  ),
);

/** How the articles of an input fared: the counts, and the outcome of each article, imported ones first. */
export const ImportReport = Type.Object(
  {
    ...countFields,
    articles: Type.Array(ArticleOutcome, { description: "the outcome of each article, imported ones first" }),
    formerFeeds,
  },
  noOtherMembers,
);
export type ImportReport = Static<typeof ImportReport>;

/** One line of the answer to a client that accepts NDJSON. */
export const ImportLine = Type.Object(
  {
    total: Type.Optional(ImportCounts),
    remaining: Type.Optional(Count("about how many parts follow, where that can be estimated")),
    articles: Type.Optional(
      Type.Array(ArticleOutcome, { description: "the articles of the part that were not imported, or have a note" }),
    ),
    formerFeeds,
    done: Type.Optional(Type.Boolean({ description: "in the last line: whether the import reached its end" })),
    error: Type.Optional(Problem),
  },
  { ...noOtherMembers, description: "one line for each part of an import, and one at its end" },
);
