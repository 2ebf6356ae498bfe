import Type, { type Static } from "typebox";
import { readerColumns } from "../../../stores/audience.ts";
import { grades, readerRules } from "../../reader-grade.ts";
import { noOtherMembers, Text } from "./values.ts";

/** A rule that a reader breaks. */
export const ReaderFault = Type.Object(
  {
    rule: Type.Enum([...readerRules]),
    share: Type.Number({ minimum: 0, maximum: 1, description: "the share of the requests that the rule concerns" }),
    cost: Type.Integer({ minimum: 1, description: "how many grades that costs" }),
  },
  noOtherMembers,
);
export type ReaderFault = Static<typeof ReaderFault>;

const gradeFields = {
  grade: Type.Optional(Type.Enum([...grades], { description: "missing when there were too few requests to tell" })),
  faults: Type.Array(ReaderFault, { description: "the faults that cost most come first" }),
};

const ReaderGrade = Type.Object(gradeFields);
export type ReaderGrade = Static<typeof ReaderGrade>;

const numberDescriptions: Readonly<Record<(typeof readerColumns)[number], string>> = {
  polls: "requests for feeds",
  unmodified: "polls that were answered 304",
  repeats: "polls by a client that was seen to ask for the same document before",
  conditional: "repeats that had a condition",
  early: "repeats that came before max-age was over",
  intervalSeconds: "the time that passed before each of the repeats, in all",
  maxAgeSeconds: "the time that max-age asked for, in all",
  madeUp: "polls with a validator that the document cannot have had",
  refused: "polls that were answered 429",
  refusedAgain: "polls that came although Retry-After was not over",
  gone: "requests that were answered 410",
  goneAgain: "requests that were answered 410 by clients that had been told so before",
};

const numbers = Object.fromEntries(
  readerColumns.map((name) => [name, Type.Integer({ minimum: 0, description: numberDescriptions[name] })]),
);

/** How the clients of a product poll, with a grade. */
export const Reader = Type.Object(
  {
    product: Text("empty for those that are not in the list of products"),
    client: Text("the kind of client"),
    ...numbers,
    ...gradeFields,
  },
  { ...noOtherMembers, description: "how the clients of a product poll, with a grade" },
);
