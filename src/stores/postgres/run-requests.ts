import type { RunRequest, RunRequestStore } from "../nodes.ts";
import type { Cause } from "../runs.ts";
import { createStore, type Engine, query, type Row } from "../sql/engine.ts";

/** Opens the store of regenerations that other nodes ask for. */
export function openRunRequests(engine: Engine): RunRequestStore {
  const insert = query(
    "INSERT INTO run_requests (id, cause, channels, force, requested) VALUES (:id, :cause, :channels, :force, :requested)",
  );
  const open = query("SELECT * FROM run_requests WHERE run IS NULL ORDER BY requested, id");
  const answer = query("UPDATE run_requests SET run = :run WHERE id = :id");
  const find = query("SELECT * FROM run_requests WHERE id = ?");
  const drop = query("DELETE FROM run_requests WHERE requested < ?");
  const reopen = query("UPDATE run_requests SET run = NULL WHERE run IS NOT NULL AND run NOT IN (SELECT id FROM runs)");

  return createStore<RunRequestStore>(engine, {
    *add({ id, cause, channels, force, requested }) {
      const list = channels === undefined ? null : JSON.stringify(channels);
      yield* insert.run({ id, cause, channels: list, force: force ? 1 : 0, requested });
    },

    *listOpen() {
      return (yield* open.all()).map(requestOf);
    },

    *answer(id, run) {
      yield* answer.run({ id, run });
    },

    *find(id) {
      const row = yield* find.get(id);
      return row && { ...requestOf(row), run: typeof row.run === "string" ? row.run : undefined };
    },

    *reopen(before) {
      yield* drop.run(before);
      yield* reopen.run();
    },
  });
}

function requestOf({ id, cause, channels, force, requested }: Row): RunRequest {
  return {
    id: String(id),
    cause: cause as Cause,
    channels: channels === null ? undefined : JSON.parse(String(channels)),
    force: force === 1,
    requested: Number(requested),
  };
}
