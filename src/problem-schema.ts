import Type, { type Static } from "typebox";
import { errorCodes } from "./errors.ts";

/** RFC 9457 problem details, with `code` as an extension member. */
export const Problem = Type.Object(
  {
    type: Type.Literal("about:blank"),
    title: Type.String({ description: "what the code means" }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: "what happened, where, why, and what to do" }),
    code: Type.Enum([...errorCodes], { description: "stable, for programs" }),
  },
  { description: "problem details (RFC 9457)" },
);
export type Problem = Static<typeof Problem>;
