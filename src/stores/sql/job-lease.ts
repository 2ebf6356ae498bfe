import type { TakenJob } from "../jobs.ts";
import { type Engine, query, type Row, type Work } from "./engine.ts";
import { jobHeadOf } from "./job-rows.ts";

/** Leases jobs within a transaction, and reads them with their messages. */
export function openJobLease({ dialect }: Pick<Engine, "dialect">) {
  const messageColumn = (name: string) => `(SELECT ${name} FROM messages WHERE id = jobs.message) AS ${name}`;
  const lease = query(
    `UPDATE jobs SET taken = 1, due = :leaseUntil, attempts = attempts + 1
     WHERE number IN (SELECT CAST(value AS BIGINT) FROM (${dialect.texts(":numbers")}) AS taken)
     RETURNING number, kind, lane, host, attempts, failures, message,
       ${["type", "body", "created"].map(messageColumn).join(", ")}`,
  );

  return {
    /** @returns the jobs in the order of their numbers here */
    *take(numbers: readonly number[], leaseUntil: number): Work<TakenJob[]> {
      if (numbers.length === 0) return [];
      const rows = yield* lease.all({ numbers: JSON.stringify(numbers), leaseUntil });
      const jobs = new Map(
        rows.filter(({ body }) => body !== null).map((row) => [Number(row.number), takenJobOf(row)]),
      );
      return numbers.flatMap((number) => jobs.get(number) ?? []);
    },
  };
}

function takenJobOf(row: Row): TakenJob {
  const { message, type, body, created } = row;
  return {
    ...jobHeadOf(row),
    message: { id: String(message), type: String(type), body: String(body), created: Number(created) },
  };
}
