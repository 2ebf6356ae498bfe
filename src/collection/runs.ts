import type { DatabaseSync } from "node:sqlite";
import type { Collection } from "./collection.ts";
import { transaction } from "./migrations.ts";
import type { Run } from "./run.ts";

const kept = 500;

/** The part of the collection that remembers the last runs. */
export function openRuns(database: DatabaseSync): Pick<Collection, "recordRun" | "run" | "runs"> {
  const save = database.prepare(
    `INSERT INTO runs (id, requested, body) VALUES (:id, :requested, :body)
     ON CONFLICT (id) DO UPDATE SET requested = :requested, body = :body`,
  );
  const newestFirst = "FROM runs ORDER BY requested DESC, sequence DESC LIMIT";
  const trim = database.prepare(
    `DELETE FROM runs WHERE sequence IN (SELECT sequence ${newestFirst} -1 OFFSET ${kept})`,
  );
  const one = database.prepare("SELECT body FROM runs WHERE id = ?");
  const many = database.prepare(`SELECT body ${newestFirst} ?`);

  return {
    async recordRun(run) {
      transaction(database, () => {
        save.run({ id: run.id, requested: run.requested, body: JSON.stringify(run) });
        trim.run();
      });
    },

    async run(id) {
      const row = one.get(id);
      return row && JSON.parse(String(row.body));
    },

    async runs(limit) {
      return many.all(limit).map((row): Run => JSON.parse(String(row.body)));
    },
  };
}
