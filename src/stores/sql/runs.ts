import type { RecordLimits } from "../record-limits.ts";
import type { ListedRun, Run, RunStore } from "../runs.ts";
import { atomically, createStore, type Engine, query } from "./engine.ts";

/** Members that runs of an earlier Courant lack. */
const defaultMembers = { progress: { done: 0, total: 0 }, made: [] } satisfies Partial<Run>;

/** Opens the store of runs: a row of JSON for each of the last ones. */
export function openRuns(engine: Engine, limits: () => RecordLimits | undefined): RunStore {
  const { dialect } = engine;
  const save = query(
    `INSERT INTO runs (id, requested, body) VALUES (:id, :requested, :body)
     ON CONFLICT (id) DO UPDATE SET requested = :requested, body = :body`,
  );
  const newestFirst = "FROM runs ORDER BY requested DESC, sequence DESC LIMIT";
  const trim = query(`DELETE FROM runs WHERE sequence IN (SELECT sequence ${newestFirst} ${dialect.noLimit} OFFSET ?)`);
  const findRun = query("SELECT body FROM runs WHERE id = ?");
  const listRuns = query(`SELECT ${dialect.withoutMember("body", "made")} AS body ${newestFirst} ?`);

  return createStore<RunStore>(engine, {
    record: (run) =>
      atomically(function* () {
        yield* save.run({ id: run.id, requested: run.requested, body: JSON.stringify(run) });
        const most = limits()?.runs;
        if (most !== undefined) yield* trim.run(most);
      }),

    *find(id) {
      const row = yield* findRun.get(id);
      return row && { ...defaultMembers, ...JSON.parse(String(row.body)) };
    },

    *list(limit) {
      const { made: _, ...listed } = defaultMembers;
      const rows = yield* listRuns.all(limit);
      return rows.map((row): ListedRun => ({ ...listed, ...JSON.parse(String(row.body)) }));
    },
  });
}
