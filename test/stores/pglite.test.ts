import { t as suite } from "tap";
import { isQuick } from "../slow.ts";
import { testEveryStore } from "./contract/all.ts";
import { markSlow } from "./contract/contract.ts";
import { startPglite } from "./pglite.ts";
import { openTestStores } from "./postgres-helpers.ts";

const starting = isQuick ? undefined : startPglite();
suite.after(async () => (await starting)?.stop());

const open = markSlow(async (t) => {
  const database = await (starting ?? startPglite());
  await database.empty();
  return openTestStores(t, () => database);
});
testEveryStore("PostgreSQL in this process", open);
