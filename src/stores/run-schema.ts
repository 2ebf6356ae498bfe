import Type, { type Static } from "typebox";

const noOtherMembers = { additionalProperties: false } as const;

const Count = (description: string) => Type.Integer({ minimum: 0, description });
const Milliseconds = (description: string) =>
  Type.Number({ minimum: 0, description: `${description}, in milliseconds` });
const Moment = (description: string) => Type.String({ description: `RFC 3339; ${description}` });

/** Several where requests were joined. */
export const Cause = Type.Enum(["schedule", "change", "admin", "command", "due", "start", "settings"]);
export type Cause = Static<typeof Cause>;

export const TargetResult = Type.Object(
  {
    what: Type.String({ description: "the slug of the channel, site or articles" }),
    outcome: Type.Enum(["changed", "unchanged", "failed"]),
    changed: Count("how many documents changed"),
    durationMs: Milliseconds("how long it took"),
    error: Type.Optional(Type.String()),
  },
  {
    ...noOtherMembers,
    description: "the result of one target: a channel, the pages of the site, or the pages of all articles together",
  },
);
export type TargetResult = Static<typeof TargetResult>;

export const Timings = Type.Object(
  {
    select: Type.Number(),
    render: Type.Number(),
    join: Type.Number(),
    compress: Type.Number(),
    write: Type.Number(),
  },
  { ...noOtherMembers, description: "milliseconds that work took, by its kind, summed over threads" },
);
export type Timings = Static<typeof Timings>;

export const Failure = Type.Object(
  { what: Type.String(), error: Type.String() },
  { ...noOtherMembers, description: "a channel or page that could not be made; its last good documents stay" },
);
export type Failure = Static<typeof Failure>;

export const Truncation = Type.Object(
  {
    channel: Type.String(),
    maxBytes: Count("the setting of the channel"),
    articles: Count("how many articles the documents hold"),
    of: Count("how many they would have held"),
    summarised: Type.Array(Type.String(), {
      description: "ids of articles too large for a document of their own: their summaries stand there",
    }),
  },
  { ...noOtherMembers, description: "a channel whose documents would have been larger than its maxBytes" },
);
export type Truncation = Static<typeof Truncation>;

export const ChannelCut = Type.Object(
  {
    setting: Type.Enum(["perTag", "perAuthor", "perLanguage"]),
    atMost: Count("the setting"),
    channels: Count("how many values have a channel"),
    of: Count("how many have one, or enough articles for one"),
  },
  {
    ...noOtherMembers,
    description: "automatic channels that were not made because there are as many as atMost allows",
  },
);
export type ChannelCut = Static<typeof ChannelCut>;

const runFields = {
  id: Type.String(),
  causes: Type.Array(Cause, { description: "several where requests were joined" }),
  channels: Type.Union([Type.Array(Type.String()), Type.Literal("all")], {
    description: "the slugs that were asked for; all for every channel",
  }),
  force: Type.Boolean(),
  state: Type.Enum(["waiting", "running", "done", "failed"]),
  stopped: Type.Optional(
    Type.Literal(true, {
      description: "Courant was stopped during the run, so it failed as a whole; the next start makes the rest",
    }),
  ),
  requested: Moment("when it was asked for"),
  started: Type.Optional(Moment("when it began")),
  finished: Type.Optional(Moment("when it ended")),
  durationMs: Type.Optional(Milliseconds("how long it took")),
  progress: Type.Object(
    { done: Count("how many targets are done"), total: Count("how many the run has") },
    { ...noOtherMembers, description: "targets are channels, the site, and batches of article pages" },
  ),
};

const runResults = {
  timings: Type.Optional(Timings),
  documents: Type.Object(
    {
      changed: Type.Array(Type.String()),
      unchanged: Count("how many documents kept their bytes"),
      failed: Type.Array(Failure),
      cut: Type.Array(Truncation),
      cutChannels: Type.Optional(
        Type.Array(ChannelCut, { description: "missing when every value with enough articles has its channel" }),
      ),
    },
    noOtherMembers,
  ),
};

/** A run in a list. The results of its targets, which can be hundreds, are left out. */
export const ListedRun = Type.Object({ ...runFields, ...runResults }, noOtherMembers);
export type ListedRun = Static<typeof ListedRun>;

/** One regeneration: its causes and channels, what changed, how long it took, what failed. */
export const Run = Type.Object(
  {
    ...runFields,
    made: Type.Array(TargetResult, {
      description:
        "the result of each target that the run made; one that no change concerns is not made, and not listed",
    }),
    ...runResults,
  },
  {
    ...noOtherMembers,
    description: "one regeneration: its causes and channels, what changed, how long it took, what failed",
  },
);
export type Run = Static<typeof Run>;
