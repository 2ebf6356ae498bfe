import type { NewJob } from "./jobs.ts";

/**
 * The facts about a cache that is told what changed. Times are milliseconds since 1970.
 * - `told`: the published state (a digest) that `pending` leads to; undefined before the first one;
 * - `pending`: the percent-encoded paths that are still to be purged, or everything;
 * - `purged`: when a purge last succeeded; `failures`, `failingSince` and `error`: of the attempts since then.
 */
export type PurgeState = {
  target: string;
  told?: string | undefined;
  pending: readonly string[] | "everything";
  purged?: number | undefined;
  failures: number;
  failingSince?: number | undefined;
  error?: string | undefined;
};

/** Keeps what the caches that the configuration names were told, and have still to be told. */
export type PurgeStore = {
  list(): Promise<PurgeState[]>;

  find(target: string): Promise<PurgeState | undefined>;

  /** Changes what is known of a target, in one transaction. @param revise a pure function */
  update(target: string, revise: (state: PurgeState) => PurgeState): Promise<PurgeState>;

  /**
   * Revises the states of all targets, adds a job for each that has something pending, and forgets all other targets, in
   * one transaction. Targets that stay the same object get no job.
   * @param revise a pure function
   */
  announce(
    targets: readonly string[],
    revise: (state: PurgeState) => PurgeState,
    toJob: (target: string) => NewJob,
  ): Promise<PurgeState[]>;
};
