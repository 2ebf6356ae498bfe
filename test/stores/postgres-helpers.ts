import { noExclusiveRules } from "../../src/channel/exclusive-rules.ts";
import type { Connections } from "../../src/stores/postgres/engine.ts";
import { openPostgresStores } from "../../src/stores/postgres/open.ts";
import type { Stores } from "../../src/stores/stores.ts";
import type { OpenedStores } from "./contract/contract.ts";
import { handClock } from "./helpers.ts";

/** Opens stores over the connections to an empty database, as `testStores` does over a file; closes them after the test. */
export async function openTestStores(
  t: { after(close: () => Promise<void>): void },
  connect: () => Connections,
): Promise<OpenedStores> {
  const clock = handClock();
  let ids = 0;
  const limits = { revisions: 50, sourceRevisions: 5, runs: 500 };
  const deps = { clock, newId: () => `urn:uuid:${++ids}`, limits: () => limits, exclusive: () => noExclusiveRules };
  const open: Stores[] = [];
  const reopen = async () => {
    const stores = await openPostgresStores(connect(), deps);
    open.push(stores);
    return stores;
  };
  t.after(async () => {
    for (const stores of open) await stores.close().catch(() => {});
  });
  return { clock, reopen, stores: await reopen() };
}
