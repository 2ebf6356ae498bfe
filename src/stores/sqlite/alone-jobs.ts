import type { DatabaseSync } from "node:sqlite";
import type { JobStore } from "../jobs.ts";
import { openJobLease } from "./job-lease.ts";
import { transaction } from "./transaction.ts";

/** Jobs that are alone in their lanes, in the order in which they are due. The lanes with a job at work are left out. */
const waitingAlone = `FROM jobs WHERE state = 'waiting' AND alone = 1
  AND lane NOT IN (SELECT value FROM json_each(:exceptLanes)) AND host NOT IN (SELECT value FROM json_each(:exceptHosts))`;

/** The jobs to take next. */
export const nextAlone = `SELECT number, lane, host ${waitingAlone} AND due <= :now ORDER BY due, number LIMIT :limit`;

/** Opens the part of the queue with one waiting job in each of many lanes: one index has them all in their order. */
export function openAloneJobs(database: DatabaseSync): Pick<JobStore, "takeAlone" | "nextDueAlone" | "forget"> {
  const next = database.prepare(nextAlone);
  const due = database.prepare(`SELECT due ${waitingAlone} ORDER BY due, number LIMIT 1`);
  const forget = database.prepare("DELETE FROM jobs WHERE number = :number AND attempts = :attempts AND taken = 1");
  const lease = openJobLease(database);

  return {
    async takeAlone({ now, leaseUntil, exceptLanes, activeHosts, perHost, limit }) {
      const active = new Map(activeHosts);
      const lanes = new Set<string>();
      const busy = [...active].filter(([, jobs]) => jobs >= perHost).map(([host]) => host);
      const except = { exceptLanes: JSON.stringify(exceptLanes), exceptHosts: JSON.stringify(busy) };
      return transaction(database, () =>
        next.all({ now, limit, ...except }).flatMap((row) => {
          const [lane, host] = [String(row.lane), String(row.host)];
          const jobs = active.get(host) ?? 0;
          if (jobs >= perHost || lanes.has(lane)) return [];
          active.set(host, jobs + 1);
          lanes.add(lane);
          return [lease.take(Number(row.number), leaseUntil)];
        }),
      );
    },

    async nextDueAlone({ exceptLanes, exceptHosts }) {
      const row = due.get({ exceptLanes: JSON.stringify(exceptLanes), exceptHosts: JSON.stringify(exceptHosts) });
      return row && Number(row.due);
    },

    async forget({ number, attempts }) {
      forget.run({ number, attempts });
    },
  };
}
