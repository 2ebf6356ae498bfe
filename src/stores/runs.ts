import type { AutomaticSetting } from "../config/schema.ts";

/** One regeneration: its causes and channels, what changed, how long it took, what failed. */
export type Run = {
  id: string;
  /** `schedule`, `change`, `admin`, `command`, `due`, `start`; several where requests were joined. */
  causes: Cause[];
  /** The slugs that were asked for; `all` for every channel. */
  channels: string[] | "all";
  force: boolean;
  state: "waiting" | "running" | "done" | "failed";
  /** Courant was stopped during the run, so the run failed as a whole; the next start makes the rest. */
  stopped?: true;
  /** RFC 3339. */
  requested: string;
  started?: string;
  finished?: string;
  durationMs?: number;
  /** How many targets (channels, the site, batches of article pages) are done, and how many the run has. */
  progress: { done: number; total: number };
  /** The result of each target that the run made. A target that no change concerns is not made, and is not listed. */
  made: TargetResult[];
  timings?: Timings;
  documents: {
    changed: string[];
    unchanged: number;
    failed: Failure[];
    cut: Truncation[];
    /** Missing when every value with enough articles has its channel. */
    cutChannels?: ChannelCut[];
  };
};

/** A run in a list. The results of its targets, which can be hundreds, are left out. */
export type ListedRun = Omit<Run, "made">;

/** The result of one target: a channel, the pages of the site, or the pages of all articles together. */
export type TargetResult = {
  /** The channel's slug, `site` or `articles`. */
  what: string;
  outcome: "changed" | "unchanged" | "failed";
  /** How many documents changed. */
  changed: number;
  durationMs: number;
  error?: string;
};

/** Milliseconds that work took, by its kind, summed over threads. */
export type Timings = { select: number; render: number; join: number; compress: number; write: number };

export type Cause = "schedule" | "change" | "admin" | "command" | "due" | "start" | "settings";

/** A channel whose documents would have been larger than its `maxBytes`. */
export type Truncation = {
  channel: string;
  maxBytes: number;
  /** How many articles they hold, and how many they would have held. */
  articles: number;
  of: number;
  /** Ids of articles too large for a document of their own: their summaries stand there. */
  summarised: string[];
};

/** Automatic channels that were not made because there are as many as `atMost` allows. */
export type ChannelCut = {
  setting: AutomaticSetting;
  atMost: number;
  /** How many values have a channel, and how many have one or enough articles for one. */
  channels: number;
  of: number;
};

/** A channel or page that could not be made. Its last good documents stay. */
export type Failure = { what: string; error: string };

/** The failure of a run that a stop cut short. The documents that the run made are good. */
export const interruptionFailure: Failure = {
  what: "run",
  error:
    "Courant stopped before the run ended. The documents built so far are published; the next start builds the rest.",
};

/** Tells whether a run has ended, and changes no more. */
export function isFinished({ state }: Pick<Run, "state">): boolean {
  return state === "done" || state === "failed";
}

/** Says what was cut, and which setting shows more. */
export function describeTruncation({ channel, maxBytes, articles, of, summarised }: Truncation): string {
  const short = summarised.length === 0 ? "" : `, and of ${summarised.join(", ")} only the summary`;
  return `${channel}: documents of ${maxBytes.toLocaleString("en")} bytes (maxBytes) hold ${articles} of ${of} articles${short}; a larger maxBytes shows more`;
}

/** Says which automatic channels were not made, and which settings change that. */
export function describeChannelCut({ setting, atMost, channels, of }: ChannelCut): string {
  const [made, all, most] = [channels, of, atMost].map((count) => count.toLocaleString("en"));
  return (
    `${setting}: ${made} of ${all} values have a channel, because ${setting}.atMost is ${most}; a larger atMost makes ` +
    "more channels, a larger atLeast leaves rare values out"
  );
}

/** Keeps the last runs, as many as its limits allow. The last run may be lost in a power failure. */
export type RunStore = {
  /** Keeps a run, in the place of an earlier state of the same run. */
  record(run: Run): Promise<void>;

  /** Finds a run by its id; undefined when no such run is kept. */
  find(id: string): Promise<Run | undefined>;

  /** Lists runs, the last requested first; of runs requested at one moment, the last recorded first. */
  list(limit: number): Promise<ListedRun[]>;
};
