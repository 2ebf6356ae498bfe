import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { type JobStore, type LaneCounts, maxWaitingInLane } from "../jobs.ts";
import { transaction } from "../sqlite/transaction.ts";

type JobLanes = Pick<
  JobStore,
  "pauseLane" | "resumeLane" | "endLane" | "removeLane" | "replayDead" | "counts" | "prune"
>;

/** Opens the part of the queue that is about whole lanes, and about what nobody needs any more. */
export function openJobLanes(database: DatabaseSync): JobLanes {
  const pause = database.prepare(
    `INSERT INTO job_lanes (lane, resumes) VALUES (:lane, :until)
     ON CONFLICT (lane) DO UPDATE SET resumes = max(coalesce(resumes, 0), :until)`,
  );
  const resume = database.prepare("UPDATE job_lanes SET resumes = NULL WHERE lane = ?");
  const endLane = database.prepare(
    `UPDATE jobs SET state = 'dead', due = NULL, finished = :now, error = :error
     WHERE lane = :lane AND state = 'waiting' AND taken = 0`,
  );
  const counts = database.prepare(
    "SELECT lane, state, count(*) AS jobs FROM jobs WHERE state <> 'done' AND alone = 0 GROUP BY lane, state",
  );
  const dropped = database.prepare("SELECT lane, dropped FROM job_lanes");
  const replayDead = database.prepare(
    `UPDATE jobs SET state = 'waiting', due = :now, finished = NULL, failures = 0 WHERE number IN (
       SELECT number FROM jobs WHERE lane = :lane AND state = 'dead' ORDER BY number DESC LIMIT max(0, :room - (
         SELECT count(*) FROM jobs WHERE lane = :lane AND state = 'waiting')))`,
  );
  const pruneOld = database.prepare("DELETE FROM jobs WHERE finished < ?");
  const pruneMany = database.prepare(
    `DELETE FROM jobs WHERE number IN (
       SELECT number FROM jobs WHERE finished IS NOT NULL ORDER BY finished DESC, number DESC LIMIT -1 OFFSET ?)`,
  );
  const removeOf = ["DELETE FROM jobs WHERE lane = ?", "DELETE FROM job_lanes WHERE lane = ?"].map((sql) =>
    database.prepare(sql),
  );
  const pruneMessages = database.prepare(
    "DELETE FROM messages WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.message = messages.id)",
  );

  return {
    async pauseLane(lane, until) {
      pause.run({ lane, until });
    },

    async resumeLane(lane) {
      resume.run(lane);
    },

    async endLane(lane, { error, now }) {
      endLane.run({ lane, error, now });
    },

    async replayDead(lane, now) {
      return Number(replayDead.run({ lane, now, room: maxWaitingInLane }).changes);
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

    async removeLane(lane) {
      transaction(database, () => {
        for (const remove of removeOf) remove.run(lane);
        pruneMessages.run();
      });
    },

    async prune({ before, maxFinished }) {
      transaction(database, () => {
        pruneOld.run(before);
        pruneMany.run(maxFinished);
        pruneMessages.run();
      });
    },
  };
}
