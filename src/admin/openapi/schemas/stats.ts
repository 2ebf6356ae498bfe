import Type, { type Static } from "typebox";
import { DiskUse } from "./disk-use.ts";
import { PurgeReport } from "./purge.ts";
import { Count, noOtherMembers, Text } from "./values.ts";
import { WebSubReport } from "./websub.ts";

const counts = (description: string) => Type.Record(Type.String(), Type.Integer(), { description });

/** The number of requests, in total and by each of their properties. */
export const RequestSums = Type.Object(
  {
    total: Count("all requests"),
    format: counts("requests by format: rss, atom, json, media and so on"),
    status: counts("requests by status"),
    coding: counts("requests by content coding"),
    client: counts("requests by the kind of client"),
  },
  noOtherMembers,
);
export type RequestSums = Static<typeof RequestSums>;

/** The number of subscribers behind aggregators, in total and by aggregator. */
export const SubscriberSums = Type.Object(
  { total: Count("all subscribers"), aggregators: counts("subscribers by aggregator") },
  noOtherMembers,
);
export type SubscriberSums = Static<typeof SubscriberSums>;

const statsFields = {
  subscribers: SubscriberSums,
  requests: RequestSums,
  days: Type.Immutable(
    Type.Array(
      Type.Object({ day: Text("YYYY-MM-DD"), requests: Type.Integer(), subscribers: Type.Integer() }, noOtherMembers),
    ),
  ),
  channels: Type.Array(
    Type.Object(
      {
        channel: Text("its slug; empty for requests that belong to no channel"),
        subscribers: SubscriberSums,
        requests: RequestSums,
      },
      noOtherMembers,
    ),
    { description: "the most requested channels come first" },
  ),
};

export const Stats = Type.Object(statsFields, noOtherMembers);
export type Stats = Static<typeof Stats>;

const MediaFactCounts = Type.Object(
  {
    known: Count("files whose facts are known"),
    waiting: Count("files that are not requested yet"),
    unknown: Count("files whose facts cannot be found"),
  },
  noOtherMembers,
);

/** The answer of `GET /admin/stats`. */
export const StatsReport = Type.Object(
  {
    from: Text("the first day (UTC)"),
    to: Text("the last day (UTC)"),
    ...statsFields,
    media: MediaFactCounts,
    disk: DiskUse,
    websub: WebSubReport,
    purge: PurgeReport,
  },
  noOtherMembers,
);
