import { t as suite, test } from "tap";
import { connectTo } from "../../src/stores/postgres/connections.ts";
import { lacksPostgres, startPostgres } from "../postgres.ts";
import { isQuick } from "../slow.ts";
import { testEveryStore } from "./contract/all.ts";
import { markSlow } from "./contract/contract.ts";
import { openTestStores } from "./postgres-helpers.ts";

if (lacksPostgres !== false) {
  test("the stores over a server", { skip: lacksPostgres }, async () => {});
} else if (!isQuick) {
  const starting = startPostgres(suite);
  const open = markSlow(async (t) => {
    const url = await (await starting).createDatabase();
    return openTestStores(t, () => connectTo(url, { maxConnections: 4, onError: () => {} }));
  });
  testEveryStore("PostgreSQL", open);
}
