import type { DatabaseSync } from "node:sqlite";
import type { Collection } from "./collection.ts";

/** The part of the collection that remembers how far sources were read. */
export function openSources(database: DatabaseSync): Pick<Collection, "sourceStates" | "keepSource"> {
  const all = database.prepare("SELECT url, body FROM sources");
  const keep = database.prepare(
    "INSERT INTO sources (url, body) VALUES (:url, :body) ON CONFLICT (url) DO UPDATE SET body = :body",
  );

  return {
    async sourceStates() {
      return new Map(all.all().map(({ url, body }) => [String(url), JSON.parse(String(body)) as unknown]));
    },

    async keepSource(url, state) {
      keep.run({ url, body: JSON.stringify(state) });
    },
  };
}
