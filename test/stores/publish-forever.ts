import { randomUUID } from "node:crypto";
import { systemClock } from "../../src/clock.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { prepared } from "./helpers.ts";

/* Saves drafts and publishes them until it is killed. Says each id when its draft is saved, and once more when it is published. */
const stores = await openStores(process.argv[2] ?? "", { clock: systemClock, newId: () => `urn:uuid:${randomUUID()}` });
for (;;) {
  const id = randomUUID();
  await stores.drafts.put(prepared({ id, title: "Draft" }), { by: "ann" });
  process.stdout.write(`${id}\n`);
  await stores.drafts.publish(id, { by: "ann" });
  process.stdout.write(`${id}\n`);
}
