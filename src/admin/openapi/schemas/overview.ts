import Type, { type Static } from "typebox";
import { ListedRun } from "../../../stores/run-schema.ts";
import { findingKinds } from "../../attention.ts";
import { Count, Moment, noOtherMembers, Text, type WithUndefined } from "./values.ts";

const Counts = (description: string) => Type.Record(Type.String(), Type.Integer(), { description });

/** Something that needs attention: a failure, or a warning, in words that say what to do. */
export const AttentionFinding = Type.Object(
  {
    kind: Type.Enum([...findingKinds], { description: "what it is about" }),
    level: Type.Enum(["failure", "warning"]),
    text: Text("what is wrong, and what to do"),
    subject: Type.Optional(Text("what fails, such as the slug of a channel, or the id of a source")),
    since: Type.Optional(Moment("since when")),
  },
  { ...noOtherMembers, description: "something that needs attention" },
);
export type AttentionFinding = WithUndefined<Static<typeof AttentionFinding>>;

export const HourOfPolls = Type.Object(
  {
    hour: Text("YYYY-MM-DDTHH, in UTC"),
    requests: Count("polls"),
    unmodified: Count("polls that were answered 304"),
  },
  noOtherMembers,
);
export type HourOfPolls = Static<typeof HourOfPolls>;

/** A channel in the overview. */
export const ChannelOverview = Type.Object(
  {
    slug: Type.String(),
    title: Type.String(),
    configured: Type.Boolean({
      description: "whether the configuration names it; others are made for tags, authors or languages",
    }),
    articles: Count("how many articles its documents hold"),
    changed: Type.Optional(Moment("when a document of it changed last")),
    due: Type.Optional(Moment("when a document of it will change by itself")),
    polls: Type.Object(
      {
        requests: Count("polls"),
        unmodified: Count("polls that were answered 304"),
        hours: Type.Array(Type.Integer()),
      },
      { ...noOtherMembers, description: "the polls of the last 24 hours" },
    ),
    sizes: Type.Record(Type.String(), Counts("bytes, by coding"), { description: "sizes of documents, by format" }),
  },
  noOtherMembers,
);
export type ChannelOverview = WithUndefined<Static<typeof ChannelOverview>>;

/** The subscribers of a week behind each aggregator. */
export const WeekOfSubscribers = Type.Object(
  { week: Text("its Monday, YYYY-MM-DD"), aggregators: Counts("subscribers, by aggregator") },
  noOtherMembers,
);
export type WeekOfSubscribers = Static<typeof WeekOfSubscribers>;

/** How a node stands among several that share a database. */
const OverviewNode = Type.Object(
  {
    publishes: Type.Boolean({ description: "whether this node publishes; otherwise it follows the one that does" }),
    behindMs: Type.Optional(Count("how many milliseconds after it was made this node had the last change")),
  },
  noOtherMembers,
);
export type OverviewNode = Static<typeof OverviewNode>;

/** The answer of `GET /admin/overview`. */
export const Overview = Type.Object(
  {
    at: Moment("now"),
    attention: Type.Array(AttentionFinding, {
      description: "failures first; what is about the configuration and webhooks needs the scope admin",
    }),
    disks: Type.Array(
      Type.Object(
        { folder: Type.Enum(["DATA_DIR", "FEEDS_DIR"]), free: Count("bytes"), size: Count("bytes") },
        noOtherMembers,
      ),
    ),
    articles: Count("how many articles there are"),
    nextRun: Type.Optional(Moment("when the schedule starts a run")),
    node: Type.Optional(OverviewNode),
    lastRun: Type.Optional(ListedRun),
    hours: Type.Array(HourOfPolls, { description: "the last 24 hours" }),
    totalChannels: Count("how many channels there are"),
    channels: Type.Array(ChannelOverview),
    subscribers: Type.Array(WeekOfSubscribers, { description: "the last twelve weeks" }),
  },
  noOtherMembers,
);
