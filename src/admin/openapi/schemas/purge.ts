import Type, { type Static } from "typebox";
import { Count, noOtherMembers, Text } from "./values.ts";

/** How the caches do that are told what changed. */
export const PurgeReport = Type.Object(
  {
    works: Type.Boolean({
      description:
        "whether the last purge of every cache succeeded, so that shared caches may keep documents for a day",
    }),
    targets: Type.Array(
      Type.Object(
        {
          kind: Type.Enum(["varnish", "nginx", "request"], { description: "what is purged, and how" }),
          host: Text("the host of its address; paths and headers are not shown, because they may hold secrets"),
          waiting: Type.Boolean({ description: "whether something is still to be purged" }),
          purged: Type.Optional(Text("when a purge last succeeded, RFC 3339")),
          failures: Count("attempts that failed in a row"),
          since: Type.Optional(Text("when the first of them was, RFC 3339")),
          error: Type.Optional(Text("why the last of them failed")),
        },
        noOtherMembers,
      ),
      { description: "the caches that the configuration names" },
    ),
  },
  { ...noOtherMembers, description: "caches that are told what changed" },
);
export type PurgeReport = Static<typeof PurgeReport>;
