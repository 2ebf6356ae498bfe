import type { DatabaseSync } from "node:sqlite";
import type { PurgeState, PurgeStore } from "../purges.ts";
import { transaction } from "../sqlite/transaction.ts";
import { openJobWriter } from "./job-writer.ts";

/** Opens the store of caches that are told what changed: a row of JSON for each. */
export function openPurges(database: DatabaseSync): PurgeStore {
  const list = database.prepare("SELECT body FROM purge_targets ORDER BY id");
  const findOne = database.prepare("SELECT body FROM purge_targets WHERE id = ?");
  const save = database.prepare("INSERT OR REPLACE INTO purge_targets (id, body) VALUES (:id, :body)");
  const keepOnly = database.prepare("DELETE FROM purge_targets WHERE id NOT IN (SELECT value FROM json_each(?))");
  const jobs = openJobWriter(database);
  const toState = (row: Record<string, unknown>): PurgeState => JSON.parse(String(row.body));

  function find(target: string): PurgeState | undefined {
    const row = findOne.get(target);
    return row && toState(row);
  }

  function revise(target: string, change: (state: PurgeState) => PurgeState): { isSame: boolean; state: PurgeState } {
    const known = find(target) ?? { target, pending: [], failures: 0 };
    const state = change(known);
    const isSame = state === known;
    if (!isSame) save.run({ id: target, body: JSON.stringify(state) });
    return { isSame, state };
  }

  return {
    list: async () => list.all().map(toState),

    find: async (target) => find(target),

    update: async (target, change) => transaction(database, () => revise(target, change).state),

    async announce(targets, change, toJob) {
      return transaction(database, () => {
        keepOnly.run(JSON.stringify(targets));
        return targets.map((target) => {
          const { isSame, state } = revise(target, change);
          if (!isSame && state.pending.length > 0) jobs.add([toJob(target)]);
          return state;
        });
      });
    },
  };
}
