import type { DatabaseSync } from "node:sqlite";
import type { SourceStore } from "../sources.ts";

/** Opens the store of sources: a row of JSON for each. */
export function openSources(database: DatabaseSync): SourceStore {
  const all = database.prepare("SELECT url, body FROM sources");
  const save = database.prepare(
    "INSERT INTO sources (url, body) VALUES (:url, :body) ON CONFLICT (url) DO UPDATE SET body = :body",
  );

  return {
    async states() {
      return new Map(all.all().map(({ url, body }) => [String(url), JSON.parse(String(body)) as unknown]));
    },

    async keep(url, state) {
      save.run({ url, body: JSON.stringify(state) });
    },
  };
}
