import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import {
  type Attempt,
  type Job,
  type JobResult,
  type JobState,
  type JobStore,
  type LaneCounts,
  maxWaitingInLane,
} from "../jobs.ts";
import { openJobWriter } from "./job-writer.ts";
import { transaction } from "./transaction.ts";

/** The lanes with a waiting job, found by one step in the index for each of them. */
const waitingLanes = `
  WITH RECURSIVE lanes (lane) AS (
    SELECT min(lane) FROM jobs WHERE state = 'waiting'
    UNION ALL
    SELECT (SELECT min(lane) FROM jobs WHERE state = 'waiting' AND lane > lanes.lane) FROM lanes WHERE lane IS NOT NULL
  ), first_jobs AS (
    SELECT jobs.number, jobs.host, max(jobs.due, coalesce(paused.resumes, jobs.due)) AS due FROM lanes
    JOIN jobs ON jobs.number = (
      SELECT number FROM jobs WHERE state = 'waiting' AND lane = lanes.lane ORDER BY due, number LIMIT 1)
    LEFT JOIN job_lanes AS paused ON paused.lane = lanes.lane
    WHERE lanes.lane NOT IN (SELECT value FROM json_each(:exceptLanes))
  )`;

/** The job to take next. */
export const nextJob = `${waitingLanes}
  SELECT number FROM first_jobs
  WHERE due <= :now AND host NOT IN (SELECT value FROM json_each(:exceptHosts)) ORDER BY due, number LIMIT 1`;

const columns = `number, kind, lane, host, attempts, failures, message, type, messages.created AS created,
  CASE WHEN taken = 1 THEN 'taken' ELSE state END AS state, due, attempted, duration, status, error, answer`;

/** Opens the queue: a row for each job, and one for each message that jobs send. A taken job is due when its lease ends. */
export function openJobs(database: DatabaseSync): JobStore {
  const writer = openJobWriter(database);
  const next = database.prepare(nextJob);
  const lease = database.prepare(
    `UPDATE jobs SET taken = 1, due = :leaseUntil, attempts = attempts + 1 WHERE number = :number
     RETURNING kind, lane, host, attempts, failures, message`,
  );
  const message = database.prepare("SELECT id, type, body, created FROM messages WHERE id = ?");
  const due = database.prepare(
    `${waitingLanes} SELECT min(due) AS due FROM first_jobs
     WHERE host NOT IN (SELECT value FROM json_each(:exceptHosts))`,
  );
  const finish = database.prepare(
    `UPDATE jobs SET taken = 0, state = :state, due = :due, finished = :finished, failures = failures + :failed,
       attempted = :attempted, duration = :durationMs, status = :status, error = :error, answer = :answer
     WHERE number = :number AND attempts = :attempts AND taken = 1`,
  );
  const pause = database.prepare(
    `INSERT INTO job_lanes (lane, resumes) VALUES (:lane, :until)
     ON CONFLICT (lane) DO UPDATE SET resumes = max(coalesce(resumes, 0), :until)`,
  );
  const resume = database.prepare("UPDATE job_lanes SET resumes = NULL WHERE lane = ?");
  const endLane = database.prepare(
    `UPDATE jobs SET state = 'dead', due = NULL, finished = :now, error = :error
     WHERE lane = :lane AND state = 'waiting' AND taken = 0`,
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
  const replayDead = database.prepare(
    `UPDATE jobs SET state = 'waiting', due = :now, finished = NULL, failures = 0 WHERE number IN (
       SELECT number FROM jobs WHERE lane = :lane AND state = 'dead' ORDER BY number DESC LIMIT max(0, :room - (
         SELECT count(*) FROM jobs WHERE lane = :lane AND state = 'waiting')))`,
  );
  const find = database.prepare(
    `SELECT ${columns} FROM jobs JOIN messages ON messages.id = message WHERE number = ? AND lane = ?`,
  );
  const list = database.prepare(
    `SELECT ${columns} FROM jobs JOIN messages ON messages.id = message
     WHERE lane = :lane AND number < :before
       AND (:state IS NULL OR :state = CASE WHEN taken = 1 THEN 'taken' ELSE state END)
     ORDER BY number DESC LIMIT :limit`,
  );
  const counts = database.prepare(
    "SELECT lane, state, count(*) AS jobs FROM jobs WHERE state <> 'done' GROUP BY lane, state",
  );
  const dropped = database.prepare("SELECT lane, dropped FROM job_lanes");
  const backlog = database.prepare(
    "SELECT count(*) AS waiting, (SELECT min(created) FROM jobs WHERE state = 'waiting') AS oldest FROM jobs WHERE state = 'waiting'",
  );
  const removeOf = ["DELETE FROM jobs WHERE lane = ?", "DELETE FROM job_lanes WHERE lane = ?"].map((sql) =>
    database.prepare(sql),
  );
  const pruneOld = database.prepare(
    `DELETE FROM jobs WHERE (state = 'done' AND finished < :done) OR (state = 'dead' AND finished < :dead)`,
  );
  const pruneMany = database.prepare(
    `DELETE FROM jobs WHERE number IN (
       SELECT number FROM jobs WHERE finished IS NOT NULL ORDER BY finished DESC, number DESC LIMIT -1 OFFSET ?)`,
  );
  const pruneMessages = database.prepare(
    "DELETE FROM messages WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.message = messages.id)",
  );

  return {
    async enqueue(jobs) {
      return transaction(database, () => writer.add(jobs));
    },

    async take({ now, leaseUntil, exceptLanes, exceptHosts }) {
      return transaction(database, () => {
        const number = next.get({ now, ...asJson({ exceptLanes, exceptHosts }) })?.number;
        if (number === undefined) return undefined;
        const row = lease.get({ number, leaseUntil });
        const sent = message.get(String(row?.message));
        return {
          number: Number(number),
          kind: String(row?.kind),
          lane: String(row?.lane),
          host: String(row?.host),
          attempts: Number(row?.attempts),
          failures: Number(row?.failures),
          message: {
            id: String(sent?.id),
            type: String(sent?.type),
            body: String(sent?.body),
            created: Number(sent?.created),
          },
        };
      });
    },

    async nextDue(except) {
      const time = due.get(asJson(except))?.due;
      return typeof time === "number" ? time : undefined;
    },

    async finish({ number, attempts }, result) {
      finish.run({ number, attempts, ...resultColumns(result) });
    },

    async pauseLane(lane, until) {
      pause.run({ lane, until });
    },

    async resumeLane(lane) {
      resume.run(lane);
    },

    async endLane(lane, { error, now }) {
      endLane.run({ lane, error, now });
    },

    async removeLane(lane) {
      transaction(database, () => {
        for (const remove of removeOf) remove.run(lane);
        pruneMessages.run();
      });
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

    async replayDead(lane, now) {
      return Number(replayDead.run({ lane, now, room: maxWaitingInLane }).changes);
    },

    async find(lane, number) {
      const row = find.get(number, lane);
      return row && jobOf(row);
    },

    async list(lane, { limit, before = Number.MAX_SAFE_INTEGER, state = null }) {
      return list.all({ lane, limit, before, state }).map(jobOf);
    },

    async counts() {
      const lanes = new Map<string, LaneCounts>();
      const countsOf = (lane: SQLOutputValue | undefined) => {
        const known = lanes.get(String(lane)) ?? { waiting: 0, dead: 0, dropped: 0 };
        lanes.set(String(lane), known);
        return known;
      };
      for (const { lane, state, jobs } of counts.all()) countsOf(lane)[state as "waiting" | "dead"] = Number(jobs);
      for (const row of dropped.all()) countsOf(row.lane).dropped = Number(row.dropped);
      return lanes;
    },

    async backlog() {
      const row = backlog.get();
      return { waiting: Number(row?.waiting), oldest: typeof row?.oldest === "number" ? row.oldest : undefined };
    },

    async prune({ done, dead, maxFinished }) {
      transaction(database, () => {
        pruneOld.run({ done, dead });
        pruneMany.run(maxFinished);
        pruneMessages.run();
      });
    },
  };
}

const asJson = (except: { exceptLanes: readonly string[]; exceptHosts: readonly string[] }) => ({
  exceptLanes: JSON.stringify(except.exceptLanes),
  exceptHosts: JSON.stringify(except.exceptHosts),
});

function resultColumns(result: JobResult) {
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

type Row = Record<string, SQLOutputValue>;

function jobOf(row: Row): Job {
  const number = (value: SQLOutputValue | undefined) => (typeof value === "number" ? value : undefined);
  const text = (value: SQLOutputValue | undefined) => (typeof value === "string" ? value : undefined);
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
    number: Number(row.number),
    kind: String(row.kind),
    lane: String(row.lane),
    host: String(row.host),
    attempts: Number(row.attempts),
    failures: Number(row.failures),
    message: { id: String(row.message), type: String(row.type), created: Number(row.created) },
    state: row.state as JobState,
    due: number(row.due),
    attempt,
  };
}
