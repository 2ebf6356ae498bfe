import type { Hub, HubStore } from "../hubs.ts";
import { atomically, createStore, type Engine, query } from "./engine.ts";

/** Opens the store of hubs elsewhere: a row of JSON for each. */
export function openHubs(engine: Engine): HubStore {
  const { dialect } = engine;
  const list = query("SELECT body FROM hubs ORDER BY url");
  const find = query("SELECT body FROM hubs WHERE url = ?");
  const save = query("INSERT INTO hubs (url, body) VALUES (:url, :body) ON CONFLICT (url) DO UPDATE SET body = :body");
  const keepOnly = query(`DELETE FROM hubs WHERE ${dialect.isNotIn("url", "?")}`);

  return createStore<HubStore>(engine, {
    *list() {
      const rows = yield* list.all();
      return rows.map(({ body }): Hub => JSON.parse(String(body)));
    },

    update: (url, revise) =>
      atomically(function* () {
        const row = yield* find.get(url);
        const revised = revise(row ? JSON.parse(String(row.body)) : { url, failures: 0 });
        yield* save.run({ url, body: JSON.stringify(revised) });
        return revised;
      }),

    *keepOnly(urls) {
      yield* keepOnly.run(JSON.stringify(urls));
    },
  });
}
