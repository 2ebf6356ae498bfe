import type { SignalStore } from "../nodes.ts";
import { createStore, type Engine, query } from "../sql/engine.ts";

/** Opens the counters of changes. Triggers of the tables count (schema/nodes.ts). */
export function openSignals(engine: Engine): SignalStore {
  const read = query("SELECT topic, number FROM signals");

  const raise = query(
    "INSERT INTO signals VALUES (?, 1) ON CONFLICT (topic) DO UPDATE SET number = signals.number + 1",
  );

  return createStore<SignalStore>(engine, {
    *read() {
      const rows = yield* read.all();
      return new Map(rows.map(({ topic, number }) => [String(topic), Number(number)]));
    },

    *raise(topic) {
      yield* raise.run(topic);
    },
  });
}
