import type { DatabaseSync } from "node:sqlite";
import type { JobStore } from "../jobs.ts";
import { transaction } from "../sqlite/transaction.ts";
import { openAloneJobs } from "./alone-jobs.ts";
import { openJobLanes } from "./job-lanes.ts";
import { openJobLease } from "./job-lease.ts";
import { jobColumns, jobOf, resultColumns } from "./job-rows.ts";
import { openJobWriter } from "./job-writer.ts";

/** The lanes with a waiting job, found by one step in the index for each of them. */
const waitingLanes = `
  WITH RECURSIVE lanes (lane) AS (
    SELECT min(lane) FROM jobs WHERE state = 'waiting' AND alone = 0
    UNION ALL
    SELECT (SELECT min(lane) FROM jobs WHERE state = 'waiting' AND alone = 0 AND lane > lanes.lane) FROM lanes WHERE lane IS NOT NULL
  ), first_jobs AS (
    SELECT jobs.number, jobs.host, max(jobs.due, coalesce(paused.resumes, jobs.due)) AS due FROM lanes
    JOIN jobs ON jobs.number = (
      SELECT number FROM jobs WHERE state = 'waiting' AND alone = 0 AND lane = lanes.lane ORDER BY due, number LIMIT 1)
    LEFT JOIN job_lanes AS paused ON paused.lane = lanes.lane
    WHERE lanes.lane NOT IN (SELECT value FROM json_each(:exceptLanes))
  )`;

/** The job to take next. */
export const nextJob = `${waitingLanes}
  SELECT number FROM first_jobs
  WHERE due <= :now AND host NOT IN (SELECT value FROM json_each(:exceptHosts)) ORDER BY due, number LIMIT 1`;

/** Opens the queue: a row for each job, and one for each message that jobs send. A taken job is due when its lease ends. */
export function openJobs(database: DatabaseSync): JobStore {
  const writer = openJobWriter(database);
  const next = database.prepare(nextJob);
  const lease = openJobLease(database);
  const due = database.prepare(
    `${waitingLanes} SELECT min(due) AS due FROM first_jobs
     WHERE host NOT IN (SELECT value FROM json_each(:exceptHosts))`,
  );
  const finish = database.prepare(
    `UPDATE jobs SET taken = 0, state = :state, due = :due, finished = :finished, failures = failures + :failed,
       attempted = :attempted, duration = :durationMs, status = :status, error = :error, answer = :answer
     WHERE number = :number AND attempts = :attempts AND taken = 1`,
  );
  const releaseTaken = database.prepare("UPDATE jobs SET taken = 0, due = ? WHERE taken = 1");
  const bringJobs = database.prepare(
    "UPDATE jobs SET due = :now WHERE state = 'waiting' AND taken = 0 AND due > :latest",
  );
  const bringLanes = database.prepare("UPDATE job_lanes SET resumes = :now WHERE resumes > :latest");
  const replay = database.prepare(
    `UPDATE jobs SET state = 'waiting', due = :now, finished = NULL, failures = 0
     WHERE number = :number AND lane = :lane AND taken = 0`,
  );
  const find = database.prepare(
    `SELECT ${jobColumns} FROM jobs JOIN messages ON messages.id = message WHERE number = ? AND lane = ?`,
  );
  const list = database.prepare(
    `SELECT ${jobColumns} FROM jobs JOIN messages ON messages.id = message
     WHERE lane = :lane AND number < :before
       AND (:state IS NULL OR :state = CASE WHEN taken = 1 THEN 'taken' ELSE state END)
     ORDER BY number DESC LIMIT :limit`,
  );
  const backlog = database.prepare(
    "SELECT count(*) AS waiting, (SELECT min(created) FROM jobs WHERE state = 'waiting') AS oldest FROM jobs WHERE state = 'waiting'",
  );

  return {
    ...openJobLanes(database),
    ...openAloneJobs(database),

    async enqueue(jobs) {
      return transaction(database, () => writer.add(jobs));
    },

    async take({ now, leaseUntil, exceptLanes, exceptHosts }) {
      return transaction(database, () => {
        const number = next.get({ now, ...asJson({ exceptLanes, exceptHosts }) })?.number;
        if (number === undefined) return undefined;
        return lease.take(Number(number), leaseUntil);
      });
    },

    async nextDue(except) {
      const time = due.get(asJson(except))?.due;
      return typeof time === "number" ? time : undefined;
    },

    async finish({ number, attempts }, result) {
      finish.run({ number, attempts, ...resultColumns(result) });
    },

    async releaseTaken(now) {
      releaseTaken.run(now);
    },

    async bringForward(latest, now) {
      transaction(database, () => {
        bringJobs.run({ latest, now });
        bringLanes.run({ latest, now });
      });
    },

    async replay(lane, number, now) {
      replay.run({ lane, number, now });
    },

    async find(lane, number) {
      const row = find.get(number, lane);
      return row && jobOf(row);
    },

    async list(lane, { limit, before = Number.MAX_SAFE_INTEGER, state = null }) {
      return list.all({ lane, limit, before, state }).map(jobOf);
    },

    async backlog() {
      const row = backlog.get();
      return { waiting: Number(row?.waiting), oldest: typeof row?.oldest === "number" ? row.oldest : undefined };
    },
  };
}

const asJson = (except: { exceptLanes: readonly string[]; exceptHosts: readonly string[] }) => ({
  exceptLanes: JSON.stringify(except.exceptLanes),
  exceptHosts: JSON.stringify(except.exceptHosts),
});
