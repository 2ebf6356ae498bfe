import type { TakenJob } from "../jobs.ts";
import { type Engine, query, type Work } from "./engine.ts";
import { jobHeadOf } from "./job-rows.ts";

/** Leases jobs within a transaction, and reads them with their messages. */
export function openJobLease({ dialect }: Pick<Engine, "dialect">) {
  const lease = query(
    `UPDATE jobs SET taken = 1, due = :leaseUntil, attempts = attempts + 1
     WHERE number IN (SELECT CAST(value AS BIGINT) FROM (${dialect.texts(":numbers")}) AS taken)
     RETURNING number, kind, lane, host, attempts, failures, message`,
  );
  const findMessages = query(`SELECT id, type, body, created FROM messages WHERE ${dialect.isIn("id", "?")}`);

  return {
    /** @returns the jobs in the order of their numbers here */
    *take(numbers: readonly number[], leaseUntil: number): Work<TakenJob[]> {
      if (numbers.length === 0) return [];
      const rows = yield* lease.all({ numbers: JSON.stringify(numbers), leaseUntil });
      const messages = yield* findMessages.all(JSON.stringify(rows.map(({ message }) => message)));
      const messageOf = new Map(
        messages.map(({ id, type, body, created }) => [
          id,
          { id: String(id), type: String(type), body: String(body), created: Number(created) },
        ]),
      );
      const jobs = rows.flatMap(({ message: id, ...row }): TakenJob[] => {
        const message = messageOf.get(id ?? null);
        if (message === undefined) return [];
        return [
          {
            ...jobHeadOf(row),
            message,
          },
        ];
      });
      const jobOf = new Map(jobs.map((job) => [job.number, job]));
      return numbers.flatMap((number) => jobOf.get(number) ?? []);
    },
  };
}
