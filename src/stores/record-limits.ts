/**
 * How many records the stores keep when they add one: `revisions` of an article, of them `sourceRevisions` that one source
 * wrote, and `runs`.
 */
export type RecordLimits = { revisions: number; sourceRevisions: number; runs: number };
