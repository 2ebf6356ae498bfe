import type { JobStore } from "../jobs.ts";
import { openAloneJobs } from "./alone-jobs.ts";
import type { Dialect } from "./dialect.ts";
import { atomically, createStore, type Engine, query } from "./engine.ts";
import { openJobLanes } from "./job-lanes.ts";
import { openJobLease } from "./job-lease.ts";
import { jobColumns, jobOf, resultColumns } from "./job-rows.ts";
import { openJobWriter } from "./job-writer.ts";

/** The lanes with a waiting job, found by one step in the index for each of them. */
const waitingLanes = (dialect: Dialect) => `
  WITH RECURSIVE lanes (lane) AS (
    SELECT min(lane) FROM jobs WHERE state = 'waiting' AND alone = 0
    UNION ALL
    SELECT (SELECT min(lane) FROM jobs WHERE state = 'waiting' AND alone = 0 AND lane > lanes.lane) FROM lanes WHERE lane IS NOT NULL
  ), first_jobs AS (
    SELECT jobs.number, jobs.host, ${dialect.greater("jobs.due", "coalesce(paused.resumes, jobs.due)")} AS due FROM lanes
    JOIN jobs ON jobs.number = (
      SELECT number FROM jobs WHERE state = 'waiting' AND alone = 0 AND lane = lanes.lane ORDER BY due, number LIMIT 1)
    LEFT JOIN job_lanes AS paused ON paused.lane = lanes.lane
    WHERE ${dialect.isNotIn("lanes.lane", ":exceptLanes")}
  )`;

/** The job to take next. */
const nextJob = (dialect: Dialect) => `${waitingLanes(dialect)}
  SELECT number FROM first_jobs
  WHERE due <= :now AND ${dialect.isNotIn("host", ":exceptHosts")} ORDER BY due, number LIMIT 1`;

/** Opens the queue: a row for each job, and one for each message that jobs send. A taken job is due when its lease ends. */
export function openJobs(engine: Engine): JobStore {
  const { dialect } = engine;
  const writer = openJobWriter(engine);
  const next = query(nextJob(dialect));
  const lease = openJobLease(engine);
  const due = query(
    `${waitingLanes(dialect)} SELECT min(due) AS due FROM first_jobs
     WHERE ${dialect.isNotIn("host", ":exceptHosts")}`,
  );
  const finish = query(
    `UPDATE jobs SET taken = 0, state = :state, due = :due, finished = :finished, failures = failures + :failed,
       attempted = :attempted, duration = :durationMs, status = :status, error = :error, answer = :answer
     WHERE number = :number AND attempts = :attempts AND taken = 1`,
  );
  const releaseTaken = query("UPDATE jobs SET taken = 0, due = ? WHERE taken = 1");
  const bringJobs = query("UPDATE jobs SET due = :now WHERE state = 'waiting' AND taken = 0 AND due > :latest");
  const bringLanes = query("UPDATE job_lanes SET resumes = :now WHERE resumes > :latest");
  const replay = query(
    `UPDATE jobs SET state = 'waiting', due = :now, finished = NULL, failures = 0
     WHERE number = :number AND lane = :lane AND taken = 0`,
  );
  const find = query(
    `SELECT ${jobColumns} FROM jobs JOIN messages ON messages.id = message WHERE number = ? AND lane = ?`,
  );
  const list = query(
    `SELECT ${jobColumns} FROM jobs JOIN messages ON messages.id = message
     WHERE lane = :lane AND number < :before
       AND (CAST(:state AS TEXT) IS NULL OR :state = CASE WHEN taken = 1 THEN 'taken' ELSE state END)
     ORDER BY number DESC LIMIT :limit`,
  );
  const backlog = query(
    "SELECT count(*) AS waiting, (SELECT min(created) FROM jobs WHERE state = 'waiting') AS oldest FROM jobs WHERE state = 'waiting'",
  );

  return {
    ...openJobLanes(engine),
    ...openAloneJobs(engine),

    ...createStore<JobCalls>(engine, {
      enqueue: (jobs) => atomically(() => writer.add(jobs)),

      take: ({ now, leaseUntil, exceptLanes, exceptHosts }) =>
        atomically(function* () {
          const row = yield* next.get({ now, ...asJson({ exceptLanes, exceptHosts }) });
          if (row === undefined) return undefined;
          const [job] = yield* lease.take([Number(row.number)], leaseUntil);
          return job;
        }),

      *nextDue(except) {
        const time = (yield* due.get(asJson(except)))?.due;
        return typeof time === "number" ? time : undefined;
      },

      finish: ({ number, attempts }, result) =>
        atomically(function* () {
          yield* finish.run({ number, attempts, ...resultColumns(result) });
          if (result.state === "waiting") yield* writer.settleRetry(number);
        }),

      *releaseTaken(now) {
        yield* releaseTaken.run(now);
      },

      bringForward: (latest, now) =>
        atomically(function* () {
          yield* bringJobs.run({ latest, now });
          yield* bringLanes.run({ latest, now });
        }),

      *replay(lane, number, now) {
        yield* replay.run({ lane, number, now });
      },

      *find(lane, number) {
        const row = yield* find.get(number, lane);
        return row && jobOf(row);
      },

      *list(lane, { limit, before = Number.MAX_SAFE_INTEGER, state = null }) {
        const rows = yield* list.all({ lane, limit, before, state });
        return rows.map(jobOf);
      },

      *backlog() {
        const row = yield* backlog.get();
        return { waiting: Number(row?.waiting), oldest: typeof row?.oldest === "number" ? row.oldest : undefined };
      },
    }),
  };
}

/** The calls that are not in the parts of the queue with files of their own. */
type JobCalls = Omit<JobStore, keyof ReturnType<typeof openJobLanes> | keyof ReturnType<typeof openAloneJobs>>;

const asJson = (except: { exceptLanes: readonly string[]; exceptHosts: readonly string[] }) => ({
  exceptLanes: JSON.stringify(except.exceptLanes),
  exceptHosts: JSON.stringify(except.exceptHosts),
});
