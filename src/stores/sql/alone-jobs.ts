import type { DatabaseSync } from "node:sqlite";
import type { JobStore } from "../jobs.ts";
import { transaction } from "../sqlite/transaction.ts";
import { openJobLease } from "./job-lease.ts";

/** Jobs that are alone in their lanes, in the order in which they are due. */
const waitingAlone = `FROM jobs WHERE state = 'waiting' AND alone = 1
  AND host NOT IN (SELECT value FROM json_each(:exceptHosts))`;

/** The jobs to take next. A lane waits while a job of it is taken. */
export const nextAlone = `SELECT number, lane, host ${waitingAlone} AND due <= :now
  AND NOT EXISTS (SELECT 1 FROM jobs AS other WHERE other.lane = jobs.lane AND other.state = 'waiting'
    AND other.alone = 1 AND other.taken = 1 AND other.number <> jobs.number)
  ORDER BY due, number LIMIT :limit`;

/** Opens the part of the queue with one waiting job in each of many lanes: one index has them all in their order. */
export function openAloneJobs(database: DatabaseSync): Pick<JobStore, "takeAlone" | "nextDueAlone" | "forget"> {
  const next = database.prepare(nextAlone);
  const due = database.prepare(`SELECT due ${waitingAlone} ORDER BY due, number LIMIT 1`);
  const forget = database.prepare("DELETE FROM jobs WHERE number = :number AND attempts = :attempts AND taken = 1");
  const lease = openJobLease(database);

  return {
    async takeAlone({ now, leaseUntil, exceptHosts, roomOf, limit }) {
      const taken = new Map<string, number>();
      const lanes = new Set<string>();
      return transaction(database, () =>
        next.all({ now, limit, exceptHosts: JSON.stringify(exceptHosts) }).flatMap((row) => {
          const [lane, host] = [String(row.lane), String(row.host)];
          const jobs = taken.get(host) ?? 0;
          if (jobs >= roomOf(host) || lanes.has(lane)) return [];
          taken.set(host, jobs + 1);
          lanes.add(lane);
          return [lease.take(Number(row.number), leaseUntil)];
        }),
      );
    },

    async nextDueAlone({ exceptHosts }) {
      const row = due.get({ exceptHosts: JSON.stringify(exceptHosts) });
      return row && Number(row.due);
    },

    async forget({ number, attempts }) {
      forget.run({ number, attempts });
    },
  };
}
