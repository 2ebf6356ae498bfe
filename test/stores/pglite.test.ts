import { t as suite } from "tap";
import { isQuick } from "../slow.ts";
import { testEveryStore } from "./contract/all.ts";
import { exceptFor, markSlow } from "./contract/contract.ts";
import { startPglite } from "./pglite.ts";
import { openTestStores } from "./postgres-helpers.ts";

const starting = isQuick ? undefined : startPglite();
suite.after(async () => (await starting)?.stop());

const open = markSlow(async (t) => {
  const database = await (starting ?? startPglite());
  await database.empty();
  return openTestStores(t, () => database);
});
exceptFor(open, {
  "entries are those of one moment, whatever is written while they are read":
    "PGlite has one connection, which a reader at one moment keeps from writers; a server has more (postgres.test.ts)",
});
testEveryStore("PostgreSQL in this process", open);
