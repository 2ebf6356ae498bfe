import type { DatabaseSync } from "node:sqlite";
import type { Hub, HubStore } from "../hubs.ts";
import { transaction } from "../sqlite/transaction.ts";

/** Opens the store of hubs elsewhere: a row of JSON for each. */
export function openHubs(database: DatabaseSync): HubStore {
  const list = database.prepare("SELECT body FROM hubs ORDER BY url");
  const find = database.prepare("SELECT body FROM hubs WHERE url = ?");
  const save = database.prepare("INSERT OR REPLACE INTO hubs (url, body) VALUES (:url, :body)");
  const keepOnly = database.prepare("DELETE FROM hubs WHERE url NOT IN (SELECT value FROM json_each(?))");

  return {
    async list() {
      return list.all().map(({ body }): Hub => JSON.parse(String(body)));
    },

    async update(url, revise) {
      return transaction(database, () => {
        const row = find.get(url);
        const revised = revise(row ? JSON.parse(String(row.body)) : { url, failures: 0 });
        save.run({ url, body: JSON.stringify(revised) });
        return revised;
      });
    },

    async keepOnly(urls) {
      keepOnly.run(JSON.stringify(urls));
    },
  };
}
