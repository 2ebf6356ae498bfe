import { type Message, maxWaitingInLane, type NewJob } from "../jobs.ts";
import { type Engine, query, type Row, type Work } from "./engine.ts";
import { insertRows } from "./insert-rows.ts";

/** A waiting job that is alone in its lane, and that no process has taken. */
const waitsAlone = "state = 'waiting' AND alone = 1 AND taken = 0";

/** Adds jobs within a transaction, for the queue and for stores that add jobs together with what causes them. */
export function openJobWriter({ dialect }: Pick<Engine, "dialect">) {
  const countWaiting = query(
    `SELECT value AS lane,
       (SELECT count(*) FROM jobs WHERE state = 'waiting' AND alone = 0 AND lane = given.value) AS jobs
     FROM (${dialect.texts("?")}) AS given`,
  );
  const findAlone = query(`SELECT DISTINCT lane FROM jobs WHERE ${dialect.isIn("lane", "?")} AND ${waitsAlone}`);
  const dropAlone = query(`DELETE FROM jobs WHERE ${dialect.isIn("lane", "?")} AND ${waitsAlone}`);
  const messageColumns = { id: "TEXT", type: "TEXT", body: "TEXT", created: "BIGINT" } as const;
  const addMessages = insertRows(dialect, "messages", messageColumns, "ON CONFLICT DO NOTHING");
  const jobColumns = {
    kind: "TEXT",
    lane: "TEXT",
    host: "TEXT",
    message: "TEXT",
    created: "BIGINT",
    due: "BIGINT",
    alone: "BIGINT",
  } as const;
  const addJobs = insertRows(dialect, "jobs", jobColumns, "RETURNING number");
  const bringForward = query(
    `UPDATE jobs SET due = :now, failures = 0 WHERE lane = :lane AND ${waitsAlone} AND due > :now`,
  );
  const countDropped = query(
    `INSERT INTO job_lanes (lane, dropped) VALUES (:lane, :jobs)
     ON CONFLICT (lane) DO UPDATE SET dropped = job_lanes.dropped + :jobs`,
  );

  /** Picks the jobs that are alone in their lanes and find no other that stays. Others make room. */
  function* admitAlone(jobs: readonly NewJob[]): Work<NewJob[]> {
    const lanesOf = (alone: NewJob["alone"]) =>
      JSON.stringify(jobs.filter((job) => job.alone === alone).map(({ lane }) => lane));
    if (jobs.some(({ alone }) => alone === "replaces")) yield* dropAlone.run(lanesOf("replaces"));
    const waiting: Row[] = jobs.some(({ alone }) => alone === "keeps") ? yield* findAlone.all(lanesOf("keeps")) : [];
    const taken = new Set(waiting.map(({ lane }) => lane));
    const admitted = new Map<string, NewJob>();
    for (const job of jobs) {
      if (job.alone === "replaces" || (!taken.has(job.lane) && !admitted.has(job.lane))) admitted.set(job.lane, job);
    }
    return [...admitted.values()];
  }

  /** Picks the jobs of shared lanes that find room. The lanes count the others. */
  function* admitShared(jobs: readonly NewJob[]): Work<NewJob[]> {
    const counts = yield* countWaiting.all(JSON.stringify([...new Set(jobs.map(({ lane }) => lane))]));
    const waiting = new Map(counts.map(({ lane, jobs }) => [String(lane), Number(jobs)]));
    const dropped = new Map<string, number>();
    const admitted = jobs.filter(({ lane }) => {
      const before = waiting.get(lane) ?? 0;
      const hasRoom = before < maxWaitingInLane;
      if (hasRoom) waiting.set(lane, before + 1);
      else dropped.set(lane, (dropped.get(lane) ?? 0) + 1);
      return hasRoom;
    });
    for (const [lane, jobs] of dropped) yield* countDropped.run({ lane, jobs });
    return admitted;
  }

  const dropSame = query(
    `DELETE FROM jobs WHERE ${waitsAlone} AND number <> :number
       AND (lane, message) = (SELECT lane, message FROM jobs WHERE number = :number AND ${waitsAlone})`,
  );
  const dropReplaced = query(
    `DELETE FROM jobs WHERE number = :number AND ${waitsAlone} AND lane IN
       (SELECT lane FROM jobs WHERE ${waitsAlone} AND number <> :number)`,
  );

  return {
    /** Leaves one waiting job in a lane whose job waits again after an attempt, and is alone. */
    *settleRetry(number: number): Work<void> {
      yield* dropSame.run({ number });
      yield* dropReplaced.run({ number });
    },

    /** Makes the job due that waits alone in a lane, if there is one, with as many attempts as a new one. */
    *bringForward(lane: string, now: number): Work<void> {
      yield* bringForward.run({ lane, now });
    },

    /** @returns the numbers of the jobs that found room in their lanes */
    *add(jobs: readonly NewJob[]): Work<number[]> {
      const [sharing, solitary] = [jobs.filter(({ alone }) => !alone), jobs.filter(({ alone }) => alone)];
      const shared = new Set(sharing.length === 0 ? [] : yield* admitShared(sharing));
      const alone = new Set(solitary.length === 0 ? [] : yield* admitAlone(solitary));
      const admitted = jobs.filter((job) => shared.has(job) || alone.has(job));
      if (admitted.length === 0) return [];
      const messages = new Map(admitted.map(({ message }): [string, Message] => [message.id, message]));
      yield* addMessages([...messages.values()]);
      const rows = admitted.map(({ kind, lane, host, message, due, alone }) => {
        return { kind, lane, host, message: message.id, created: message.created, due, alone: alone ? 1 : 0 };
      });
      const added = yield* addJobs(rows);
      return added.map(({ number }) => Number(number)).sort((a, b) => a - b);
    },
  };
}
