/** Puts articles one after the other and prints the id of each that was acknowledged, until it is killed. */
import { systemClock } from "../../src/clock.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { keep } from "./helpers.ts";

const [file = ""] = process.argv.slice(2);
const stores = await openStores(file, { clock: systemClock, newId: () => "" });
for (let index = 0; ; index++) {
  const { id } = await keep(stores.articles, { id: `article ${index}`, tags: ["x"], content_text: "x".repeat(5000) });
  process.stdout.write(`${id}\n`);
  await systemClock.sleep(0);
}
