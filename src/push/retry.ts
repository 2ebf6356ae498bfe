import type { JobResult, TakenJob } from "../stores/jobs.ts";
import type { AttemptOutcome } from "./queue.ts";

/** The share of a pause that chance adds, so that jobs that failed together are not tried again together. */
const jitterShare = 0.1;

/** Returns what becomes of a job after an attempt. Pure. @param context.random a number from 0 to 1 */
export function resultOf(
  outcome: AttemptOutcome,
  context: { job: Pick<TakenJob, "failures">; delaysMs: readonly number[]; now: number; random: number },
): JobResult {
  const { job, delaysMs, now, random } = context;
  const { attempt } = outcome;
  if (outcome.outcome === "done") return { state: "done", finished: now, attempt };
  const delayMs = delaysMs[job.failures];
  if (outcome.outcome === "ended" || delayMs === undefined) return { state: "dead", finished: now, attempt };
  const pauseMs = outcome.outcome === "failed" ? (outcome.pauseMs ?? 0) : 0;
  return { state: "waiting", due: Math.ceil(now + Math.max(delayMs * (1 + jitterShare * random), pauseMs)), attempt };
}
