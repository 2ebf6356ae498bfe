import type { ChannelCut, Failure, ListedRun, Run, Truncation } from "./run-schema.ts";

export type { Cause, ChannelCut, Failure, ListedRun, Run, TargetResult, Timings, Truncation } from "./run-schema.ts";

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
