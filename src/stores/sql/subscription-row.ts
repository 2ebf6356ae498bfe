import type { Subscription } from "../subscriptions.ts";
import type { Row, SqlValue } from "./engine.ts";

/** Reads a subscription from its row. */
export function subscriptionOf(row: Row): Subscription {
  const number = (value: SqlValue | undefined) => (typeof value === "number" ? value : undefined);
  const text = (value: SqlValue | undefined) => (typeof value === "string" ? value : undefined);
  return {
    id: String(row.id),
    path: String(row.path),
    topic: String(row.topic),
    callback: String(row.callback),
    secret: text(row.secret),
    created: Number(row.created),
    expires: Number(row.expires),
    sent: String(row.sent),
    delivered: number(row.delivered),
    failures: Number(row.failures),
    failingSince: number(row.failing_since),
    error: text(row.error),
  };
}
