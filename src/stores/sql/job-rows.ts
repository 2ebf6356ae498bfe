import type { Attempt, Job, JobResult, JobState } from "../jobs.ts";
import type { Row, SqlValue } from "./engine.ts";

/** The columns that `jobOf` reads, of a job and its message. */
export const jobColumns = `number, kind, lane, host, attempts, failures, message, type, messages.created AS created,
  CASE WHEN taken = 1 THEN 'taken' ELSE state END AS state, due, attempted, duration, status, error, answer`;

/** Reads what a job is and how it stands, without its message and its last attempt. */
export function jobHeadOf(row: Row): Pick<Job, "number" | "kind" | "lane" | "host" | "attempts" | "failures"> {
  return {
    number: Number(row.number),
    kind: String(row.kind),
    lane: String(row.lane),
    host: String(row.host),
    attempts: Number(row.attempts),
    failures: Number(row.failures),
  };
}

/** Reads a job from a row. */
export function jobOf(row: Row): Job {
  const number = (value: SqlValue | undefined) => (typeof value === "number" ? value : undefined);
  const text = (value: SqlValue | undefined) => (typeof value === "string" ? value : undefined);
  const attempted = number(row.attempted);
  const attempt: Attempt | undefined =
    attempted === undefined && row.error === null
      ? undefined
      : {
          attempted: attempted ?? 0,
          durationMs: number(row.duration) ?? 0,
          status: number(row.status),
          error: text(row.error),
          answer: text(row.answer),
        };
  return {
    ...jobHeadOf(row),
    message: { id: String(row.message), type: String(row.type), created: Number(row.created) },
    state: row.state as JobState,
    due: number(row.due),
    attempt,
  };
}

/** Returns the columns of a job that an attempt changes. */
export function resultColumns(result: JobResult) {
  const { attempted, durationMs, status = null, error = null, answer = null } = result.attempt;
  const isWaiting = result.state === "waiting";
  return {
    state: result.state,
    due: isWaiting ? result.due : null,
    finished: isWaiting ? null : result.finished,
    failed: result.state === "done" ? 0 : 1,
    attempted,
    durationMs,
    status,
    error,
    answer,
  };
}
