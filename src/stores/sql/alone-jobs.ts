import type { JobStore } from "../jobs.ts";
import type { Dialect } from "./dialect.ts";
import { atomically, createStore, type Engine, query } from "./engine.ts";
import { groupWrites } from "./group-writes.ts";
import { openJobLease } from "./job-lease.ts";

/** Jobs that are alone in their lanes, in the order in which they are due. */
const waitingAlone = (dialect: Dialect) => `FROM jobs WHERE state = 'waiting' AND alone = 1
  AND ${dialect.isNotIn("host", ":exceptHosts")}`;

/** The jobs to take next. A lane waits while a job of it is taken: no lane has two of them. */
const nextAlone = (dialect: Dialect) => `SELECT number, lane, host ${waitingAlone(dialect)} AND due <= :now
  AND (taken = 1 OR lane NOT IN (SELECT lane FROM jobs WHERE taken = 1 AND alone = 1))
  ORDER BY due, number LIMIT :limit`;

/** Many jobs end within such a time where many thousands are due, and each transaction costs more than what it writes. */
const groupWaitMs = 5;

type AloneJobs = Pick<JobStore, "takeAlone" | "nextDueAlone" | "forget">;

/** Opens the part of the queue with one waiting job in each of many lanes: one index has them all in their order. */
export function openAloneJobs(engine: Engine): AloneJobs {
  const { dialect } = engine;
  const next = query(nextAlone(dialect));
  const due = query(`SELECT due ${waitingAlone(dialect)} ORDER BY due, number LIMIT 1`);
  const forget = query("DELETE FROM jobs WHERE number = :number AND attempts = :attempts AND taken = 1");
  const lease = openJobLease(engine);

  const forgetTogether = groupWrites<Parameters<AloneJobs["forget"]>[0]>(
    (jobs) =>
      engine.do(
        atomically(function* () {
          for (const { number, attempts } of jobs) yield* forget.run({ number, attempts });
        }),
      ),
    groupWaitMs,
  );

  const taking = createStore<Omit<AloneJobs, "forget">>(engine, {
    takeAlone: ({ now, leaseUntil, exceptHosts, roomOf, limit }) =>
      atomically(function* () {
        const jobsOf = new Map<string, number>();
        const lanes = new Set<string>();
        const numbers: number[] = [];
        for (const row of yield* next.all({ now, limit, exceptHosts: JSON.stringify(exceptHosts) })) {
          const [lane, host] = [String(row.lane), String(row.host)];
          const jobs = jobsOf.get(host) ?? 0;
          if (jobs >= roomOf(host) || lanes.has(lane)) continue;
          jobsOf.set(host, jobs + 1);
          lanes.add(lane);
          numbers.push(Number(row.number));
        }
        return yield* lease.take(numbers, leaseUntil);
      }),

    *nextDueAlone({ exceptHosts }) {
      const row = yield* due.get({ exceptHosts: JSON.stringify(exceptHosts) });
      return row && Number(row.due);
    },
  });

  return { ...taking, forget: forgetTogether };
}
