import type { Clock } from "../../clock.ts";
import { hideSecrets } from "../../errors.ts";
import type { AuditAction, AuditEntry, AuditFilter, AuditStore } from "../audit.ts";
import { describeChange } from "../audit-change.ts";
import { createStore, type Engine, query, type Row } from "./engine.ts";

/** Conditions of a filter, by the name of the member that they compare with. */
const conditions = {
  cursor: "entry < :cursor",
  by: "by = :by",
  token: "token = :token",
  action: "(action = :action OR substr(action, 1, length(:action) + 1) = :action || '.')",
  subject: "subject = :subject",
  from: "at >= :from",
  until: "at < :until",
} satisfies Partial<Record<keyof AuditFilter, string>>;

/** Opens the audit log: a row for each entry. */
export function openAudit(engine: Engine, { clock }: { clock: Pick<Clock, "now"> }): AuditStore {
  const insert = query(
    `INSERT INTO audit (at, by, token, action, subject, before, after)
     VALUES (:at, :by, :token, :action, :subject, :before, :after)`,
  );
  const remove = query("DELETE FROM audit WHERE at < ?");

  return createStore<AuditStore>(engine, {
    *record({ name, token }, action, subject, before, after) {
      const change = describeChange(before, after);
      if (!change) return;
      yield* insert.run({
        at: clock.now(),
        by: name,
        token: token ?? null,
        action,
        subject: hideSecrets(subject),
        before: change.before ? JSON.stringify(change.before) : null,
        after: change.after ? JSON.stringify(change.after) : null,
      });
    },

    *list({ limit, ...filter }) {
      const given = (Object.keys(conditions) as (keyof typeof conditions)[]).flatMap((name) => {
        const value = filter[name];
        return value === undefined ? [] : [{ name, value }];
      });
      const where = given.length === 0 ? "" : `WHERE ${given.map(({ name }) => conditions[name]).join(" AND ")}`;
      const values = Object.fromEntries(given.map(({ name, value }) => [name, value]));
      const newest = query(`SELECT * FROM audit ${where} ORDER BY entry DESC LIMIT :rows`);
      const rows = yield* newest.all({ ...values, rows: limit + 1 });
      const entries = rows.slice(0, limit).map(entryOf);
      return { entries, next: rows.length > limit ? entries.at(-1)?.entry : undefined };
    },

    prune: (before) => remove.run(before),
  });
}

function entryOf({ entry, at, by, token, action, subject, before, after }: Row): AuditEntry {
  return {
    entry: Number(entry),
    at: new Date(Number(at)).toISOString(),
    by: String(by),
    ...(token !== null && { token: String(token) }),
    action: String(action) as AuditAction,
    subject: String(subject),
    ...(before !== null && { before: JSON.parse(String(before)) }),
    ...(after !== null && { after: JSON.parse(String(after)) }),
  };
}
