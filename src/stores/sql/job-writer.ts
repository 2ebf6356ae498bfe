import type { DatabaseSync } from "node:sqlite";
import { maxWaitingInLane, type NewJob } from "../jobs.ts";

/** Adds jobs within a transaction, for the queue and for stores that add jobs together with what causes them. */
export function openJobWriter(database: DatabaseSync) {
  const countWaiting = database.prepare(
    "SELECT count(*) AS jobs FROM jobs WHERE state = 'waiting' AND alone = 0 AND lane = ?",
  );
  const addMessage = database.prepare(
    "INSERT OR IGNORE INTO messages (id, type, body, created) VALUES (:id, :type, :body, :created)",
  );
  const addJob = database.prepare(
    `INSERT INTO jobs (kind, lane, host, message, created, due, alone)
     VALUES (:kind, :lane, :host, :message, :created, :due, :alone)`,
  );
  const waitsAlone = database.prepare(
    "SELECT 1 FROM jobs WHERE lane = ? AND state = 'waiting' AND alone = 1 AND taken = 0 LIMIT 1",
  );
  const dropWaiting = database.prepare(
    "DELETE FROM jobs WHERE lane = ? AND state = 'waiting' AND alone = 1 AND taken = 0",
  );
  const drop = database.prepare(
    `INSERT INTO job_lanes (lane, dropped) VALUES (:lane, :jobs)
     ON CONFLICT (lane) DO UPDATE SET dropped = dropped + :jobs`,
  );

  return {
    /** @returns the numbers of the jobs that found room in their lanes */
    add(jobs: readonly NewJob[]): number[] {
      const waiting = new Map<string, number>();
      const dropped = new Map<string, number>();
      const numbers: number[] = [];
      for (const { kind, lane, host, message, due, alone } of jobs) {
        if (alone === "keeps" && waitsAlone.get(lane)) continue;
        if (alone === "replaces") dropWaiting.run(lane);
        const before = alone ? 0 : (waiting.get(lane) ?? Number(countWaiting.get(lane)?.jobs));
        if (before >= maxWaitingInLane) {
          dropped.set(lane, (dropped.get(lane) ?? 0) + 1);
          continue;
        }
        addMessage.run(message);
        const { lastInsertRowid } = addJob.run({
          kind,
          lane,
          host,
          message: message.id,
          created: message.created,
          due,
          alone: alone ? 1 : 0,
        });
        numbers.push(Number(lastInsertRowid));
        waiting.set(lane, before + 1);
      }
      for (const [lane, jobs] of dropped) drop.run({ lane, jobs });
      return numbers;
    },
  };
}
