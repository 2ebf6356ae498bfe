import { type JobStore, type LaneCounts, maxWaitingInLane } from "../jobs.ts";
import { atomically, createStore, type Engine, query, type SqlValue } from "./engine.ts";

type JobLanes = Pick<
  JobStore,
  "pauseLane" | "resumeLane" | "endLane" | "removeLane" | "replayDead" | "counts" | "prune"
>;

/** Opens the part of the queue that is about whole lanes, and about what nobody needs any more. */
export function openJobLanes(engine: Engine): JobLanes {
  const { dialect } = engine;
  const pause = query(
    `INSERT INTO job_lanes (lane, resumes) VALUES (:lane, :until)
     ON CONFLICT (lane) DO UPDATE SET resumes = ${dialect.greater("coalesce(job_lanes.resumes, 0)", ":until")}`,
  );
  const resume = query("UPDATE job_lanes SET resumes = NULL WHERE lane = ?");
  const endLane = query(
    `UPDATE jobs SET state = 'dead', due = NULL, finished = :now, error = :error
     WHERE lane = :lane AND state = 'waiting' AND taken = 0`,
  );
  const counts = query(
    "SELECT lane, state, count(*) AS jobs FROM jobs WHERE state <> 'done' AND alone = 0 GROUP BY lane, state",
  );
  const dropped = query("SELECT lane, dropped FROM job_lanes");
  const replayDead = query(
    `UPDATE jobs SET state = 'waiting', due = :now, finished = NULL, failures = 0 WHERE number IN (
       SELECT number FROM jobs WHERE lane = :lane AND state = 'dead' ORDER BY number DESC LIMIT ${dialect.greater(
         "0",
         ":room - (SELECT count(*) FROM jobs WHERE lane = :lane AND state = 'waiting')",
       )})`,
  );
  const pruneOld = query("DELETE FROM jobs WHERE finished < ?");
  const pruneMany = query(
    `DELETE FROM jobs WHERE number IN (
       SELECT number FROM jobs WHERE finished IS NOT NULL ORDER BY finished DESC, number DESC LIMIT ${dialect.noLimit} OFFSET ?)`,
  );
  const removeOf = ["DELETE FROM jobs WHERE lane = ?", "DELETE FROM job_lanes WHERE lane = ?"].map((sql) => query(sql));
  const pruneMessages = query(
    "DELETE FROM messages WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.message = messages.id)",
  );

  return createStore<JobLanes>(engine, {
    *pauseLane(lane, until) {
      yield* pause.run({ lane, until });
    },

    *resumeLane(lane) {
      yield* resume.run(lane);
    },

    *endLane(lane, { error, now }) {
      yield* endLane.run({ lane, error, now });
    },

    replayDead: (lane, now) =>
      atomically(function* () {
        return yield* replayDead.run({ lane, now, room: maxWaitingInLane });
      }),

    *counts() {
      const lanes = new Map<string, LaneCounts>();
      const countsOf = (lane: SqlValue | undefined) => {
        const known = lanes.get(String(lane)) ?? { waiting: 0, dead: 0, dropped: 0 };
        lanes.set(String(lane), known);
        return known;
      };
      for (const { lane, state, jobs } of yield* counts.all())
        countsOf(lane)[state as "waiting" | "dead"] = Number(jobs);
      for (const row of yield* dropped.all()) countsOf(row.lane).dropped = Number(row.dropped);
      return lanes;
    },

    removeLane: (lane) =>
      atomically(function* () {
        for (const remove of removeOf) yield* remove.run(lane);
        yield* pruneMessages.run();
      }),

    prune: ({ before, maxFinished }) =>
      atomically(function* () {
        yield* pruneOld.run(before);
        yield* pruneMany.run(maxFinished);
        yield* pruneMessages.run();
      }),
  });
}
