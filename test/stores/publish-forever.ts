import { randomUUID } from "node:crypto";
import { systemClock } from "../../src/clock.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { prepared } from "./helpers.ts";

/*
 * Saves drafts and publishes them until it is killed, every second one by its schedule. Says each id when its draft is
 * saved, and once more when it is published.
 */
const stores = await openStores(process.argv[2] ?? "", { clock: systemClock, newId: () => `urn:uuid:${randomUUID()}` });
for (let number = 0; ; number++) {
  const id = randomUUID();
  const isScheduled = number % 2 === 1;
  const publishAt = isScheduled ? systemClock.now() : undefined;
  await stores.drafts.put(prepared({ id, title: "Draft" }), { by: "ann", publishAt });
  process.stdout.write(`${id}\n`);
  if (isScheduled) await stores.drafts.publishDue(systemClock.now());
  else await stores.drafts.publish(id, { by: "ann" });
  process.stdout.write(`${id}\n`);
}
