/** One regeneration: what caused it, which channels, what changed, how long it took, what failed. */
export type Run = {
  id: string;
  /** `schedule`, `change`, `admin`, `command`, `due`, `start`; several where requests were joined. */
  causes: Cause[];
  /** The slugs that were asked for; `all` for every channel. */
  channels: string[] | "all";
  force: boolean;
  state: "waiting" | "running" | "done" | "failed";
  /** Somebody stopped Courant meanwhile, so that the run failed as a whole; the next start makes what is left. */
  stopped?: true;
  /** RFC 3339. */
  requested: string;
  started?: string;
  finished?: string;
  durationMs?: number;
  /** How many of the channels, the site and batches of articles' pages that are to be made are done, of how many. */
  progress: { done: number; total: number };
  /** What became of all that was made. What nothing concerned was not made, and is not here. */
  made: TargetResult[];
  timings?: Timings;
  documents: { changed: string[]; unchanged: number; failed: Failure[]; cut: Truncation[] };
};

/** A run as it stands in a list: what became of each of hundreds of channels is told of one run at a time. */
export type ListedRun = Omit<Run, "made">;

/** What became of a channel, of the pages of the site, or of the pages of all articles together. */
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

export type Cause = "schedule" | "change" | "admin" | "command" | "due" | "start";

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

/** A channel or page that could not be made; its last good documents stay. */
export type Failure = { what: string; error: string };

/** What a run says that a stop cut short. Nothing that it did make is wrong. */
export const cutShort: Failure = {
  what: "run",
  error:
    "Courant was stopped before the end. What was made is published; the first run after the start makes the rest.",
};

/** Whether nothing of a run changes any more. */
export function isFinished({ state }: Pick<Run, "state">): boolean {
  return state === "done" || state === "failed";
}

/** What was cut, and what an operator may do about it. */
export function describeTruncation({ channel, maxBytes, articles, of, summarised }: Truncation): string {
  const short = summarised.length === 0 ? "" : `, and of ${summarised.join(", ")} only the summary`;
  return `${channel}: documents of ${maxBytes.toLocaleString("en")} bytes (maxBytes) hold ${articles} of ${of} articles${short}; a larger maxBytes shows more`;
}

/** Keeps the last 500 runs. The last run may be lost in a power failure. */
export type RunStore = {
  /** Keeps a run, in the place of an earlier state of the same run. */
  record(run: Run): Promise<void>;

  find(id: string): Promise<Run | undefined>;

  /** Lists runs, the last requested first. */
  list(limit: number): Promise<ListedRun[]>;
};
