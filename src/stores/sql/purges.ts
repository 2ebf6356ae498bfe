import type { PurgeState, PurgeStore } from "../purges.ts";
import { atomically, createStore, type Engine, query, type Row, type Work } from "./engine.ts";
import { openJobWriter } from "./job-writer.ts";

/** Opens the store of caches that are told what changed: a row of JSON for each. */
export function openPurges(engine: Engine): PurgeStore {
  const { dialect } = engine;
  const list = query("SELECT body FROM purge_targets ORDER BY id");
  const findOne = query("SELECT body FROM purge_targets WHERE id = ?");
  const save = query(
    "INSERT INTO purge_targets (id, body) VALUES (:id, :body) ON CONFLICT (id) DO UPDATE SET body = :body",
  );
  const keepOnly = query(`DELETE FROM purge_targets WHERE ${dialect.isNotIn("id", "?")}`);
  const jobs = openJobWriter(engine);
  const toState = (row: Row): PurgeState => JSON.parse(String(row.body));

  function* find(target: string): Work<PurgeState | undefined> {
    const row = yield* findOne.get(target);
    return row && toState(row);
  }

  function* revise(
    target: string,
    change: (state: PurgeState) => PurgeState,
  ): Work<{ isSame: boolean; state: PurgeState }> {
    const known = (yield* find(target)) ?? { target, pending: [], failures: 0 };
    const state = change(known);
    const isSame = state === known;
    if (!isSame) yield* save.run({ id: target, body: JSON.stringify(state) });
    return { isSame, state };
  }

  return createStore<PurgeStore>(engine, {
    *list() {
      return (yield* list.all()).map(toState);
    },

    find,

    update: (target, change) =>
      atomically(function* () {
        return (yield* revise(target, change)).state;
      }),

    announce: (targets, change, toJob) =>
      atomically(function* () {
        yield* keepOnly.run(JSON.stringify(targets));
        const states: PurgeState[] = [];
        for (const target of targets) {
          const { isSame, state } = yield* revise(target, change);
          if (!isSame && state.pending.length > 0) yield* jobs.add([toJob(target)]);
          states.push(state);
        }
        return states;
      }),
  });
}
