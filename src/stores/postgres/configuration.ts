import type { ConfigurationStore } from "../nodes.ts";
import { atomically, createStore, type Engine, query } from "../sql/engine.ts";

/** Opens the configuration that all nodes share: the text of its file. */
export function openConfiguration(engine: Engine): ConfigurationStore {
  const read = query("SELECT number, text FROM configuration");
  const begin = query(`INSERT INTO configuration ("only", number, text) VALUES (1, 1, ?) ON CONFLICT DO NOTHING`);
  const write = query("UPDATE configuration SET text = :text, number = number + 1 WHERE number = :number");

  return createStore<ConfigurationStore>(engine, {
    *read() {
      const row = yield* read.get();
      return row && { number: Number(row.number), text: String(row.text) };
    },

    write: (text, { number }) =>
      atomically(function* () {
        const changes = number === 0 ? yield* begin.run(text) : yield* write.run({ text, number });
        return changes === 1;
      }),
  });
}
