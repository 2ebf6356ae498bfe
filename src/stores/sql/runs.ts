import type { DatabaseSync } from "node:sqlite";
import type { RecordLimits } from "../record-limits.ts";
import type { ListedRun, Run, RunStore } from "../runs.ts";
import { transaction } from "../sqlite/transaction.ts";

/** Members that runs of an earlier Courant lack. */
const defaultMembers = { progress: { done: 0, total: 0 }, made: [] } satisfies Partial<Run>;

/** Opens the store of runs: a row of JSON for each of the last ones. */
export function openRuns(database: DatabaseSync, limits: () => RecordLimits | undefined): RunStore {
  const save = database.prepare(
    `INSERT INTO runs (id, requested, body) VALUES (:id, :requested, :body)
     ON CONFLICT (id) DO UPDATE SET requested = :requested, body = :body`,
  );
  const newestFirst = "FROM runs ORDER BY requested DESC, sequence DESC LIMIT";
  const trim = database.prepare(`DELETE FROM runs WHERE sequence IN (SELECT sequence ${newestFirst} -1 OFFSET ?)`);
  const findRun = database.prepare("SELECT body FROM runs WHERE id = ?");
  const listRuns = database.prepare(`SELECT json_remove(body, '$.made') AS body ${newestFirst} ?`);

  return {
    async record(run) {
      transaction(database, () => {
        save.run({ id: run.id, requested: run.requested, body: JSON.stringify(run) });
        const most = limits()?.runs;
        if (most !== undefined) trim.run(most);
      });
    },

    async find(id) {
      const row = findRun.get(id);
      return row && { ...defaultMembers, ...JSON.parse(String(row.body)) };
    },

    async list(limit) {
      const { made: _, ...listed } = defaultMembers;
      return listRuns.all(limit).map((row): ListedRun => ({ ...listed, ...JSON.parse(String(row.body)) }));
    },
  };
}
