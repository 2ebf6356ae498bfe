import Type, { type Static } from "typebox";
import { noOtherKeys } from "./fields.ts";

const paths = (description: string) =>
  Type.Optional(
    Type.Array(
      Type.String({
        pattern: '^/[!"$-~]*$',
        maxLength: 1000,
        description: "a path that begins with /, without blanks and #; * stands for any characters, $ for the end",
      }),
      { maxItems: 100, description },
    ),
  );

/** `robots`: rules for robots (RFC 9309). */
export const Robots = Type.Array(
  Type.Object(
    {
      agents: Type.Array(
        Type.String({
          pattern: "^(?:\\*|[A-Za-z0-9_-]{1,100})$",
          description: "the name of a robot, such as GPTBot, or *",
        }),
        { minItems: 1, maxItems: 100, description: "the names of robots; * for all that no other group names" },
      ),
      disallow: paths("what these robots must not request; / for everything"),
      allow: paths("exceptions from it"),
    },
    noOtherKeys,
  ),
  {
    default: [],
    maxItems: 100,
    description: "rules for robots, in /robots.txt; without any, they may read all public pages",
  },
);

export type RobotGroup = Static<typeof Robots>[number];
