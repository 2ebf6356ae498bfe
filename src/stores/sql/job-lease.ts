import type { DatabaseSync } from "node:sqlite";
import type { TakenJob } from "../jobs.ts";

/** Leases jobs within a transaction, and reads them with their messages. */
export function openJobLease(database: DatabaseSync) {
  const lease = database.prepare(
    `UPDATE jobs SET taken = 1, due = :leaseUntil, attempts = attempts + 1 WHERE number = :number
     RETURNING kind, lane, host, attempts, failures, message`,
  );
  const message = database.prepare("SELECT id, type, body, created FROM messages WHERE id = ?");

  return {
    take(number: number, leaseUntil: number): TakenJob {
      const row = lease.get({ number, leaseUntil });
      const sent = message.get(String(row?.message));
      return {
        number,
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
    },
  };
}
