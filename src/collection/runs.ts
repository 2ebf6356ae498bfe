import type { DatabaseSync } from "node:sqlite";
import type { Collection } from "./collection.ts";
import { transaction } from "./migrations.ts";
import type { ListedRun, Run } from "./run.ts";

const maxRuns = 500;

/** What runs lack that an earlier Courant recorded. */
const unknown = { progress: { done: 0, total: 0 }, made: [] } satisfies Partial<Run>;

/** The part of the collection that remembers the last runs. */
export function openRuns(database: DatabaseSync): Pick<Collection, "recordRun" | "run" | "runs"> {
  const save = database.prepare(
    `INSERT INTO runs (id, requested, body) VALUES (:id, :requested, :body)
     ON CONFLICT (id) DO UPDATE SET requested = :requested, body = :body`,
  );
  const newestFirst = "FROM runs ORDER BY requested DESC, sequence DESC LIMIT";
  const trim = database.prepare(
    `DELETE FROM runs WHERE sequence IN (SELECT sequence ${newestFirst} -1 OFFSET ${maxRuns})`,
  );
  const one = database.prepare("SELECT body FROM runs WHERE id = ?");
  const many = database.prepare(`SELECT json_remove(body, '$.made') AS body ${newestFirst} ?`);

  return {
    async recordRun(run) {
      transaction(database, () => {
        save.run({ id: run.id, requested: run.requested, body: JSON.stringify(run) });
        trim.run();
      });
    },

    async run(id) {
      const row = one.get(id);
      return row && { ...unknown, ...JSON.parse(String(row.body)) };
    },

    async runs(limit) {
      const { made: _, ...listed } = unknown;
      return many.all(limit).map((row): ListedRun => ({ ...listed, ...JSON.parse(String(row.body)) }));
    },
  };
}
