import type { SourceStore } from "../sources.ts";
import { createStore, type Engine, query } from "./engine.ts";

/** Opens the store of sources: a row of JSON for each. */
export function openSources(engine: Engine): SourceStore {
  const all = query("SELECT url, body FROM sources");
  const save = query(
    "INSERT INTO sources (url, body) VALUES (:url, :body) ON CONFLICT (url) DO UPDATE SET body = :body",
  );

  return createStore<SourceStore>(engine, {
    *states() {
      const rows = yield* all.all();
      return new Map(rows.map(({ url, body }) => [String(url), JSON.parse(String(body)) as unknown]));
    },

    *keep(url, state) {
      yield* save.run({ url, body: JSON.stringify(state) });
    },
  });
}
