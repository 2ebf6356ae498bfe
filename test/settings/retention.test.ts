import { test } from "tap";
import { startRetention } from "../../src/commands/serve/publishing/retention.ts";
import { commandLineActor } from "../../src/stores/audit.ts";
import { handClock } from "../schedule/hand-clock.ts";
import { day, prepared, start, testStores } from "../stores/helpers.ts";
import { until } from "../until.ts";

test("records stay as long as the configuration keeps them, also after it changes", async (t) => {
  const { stores, clock: storeClock } = await testStores(t);
  const clock = handClock(start);
  let retention = { deletedArticles: 3, audit: 2 };
  const errors: unknown[] = [];
  await stores.articles.put([prepared({ id: "a", title: "One" })]);
  await stores.articles.remove("a", { by: "ann" });
  await stores.audit.record(commandLineActor, "article.deleted", "a", { title: "One" });
  const revisions = async () => (await stores.revisions.list("a")).revisions.length;
  const entries = async () => (await stores.audit.list({ limit: 10 })).entries.length;
  storeClock.set(start);
  t.teardown(startRetention(() => ({ retention }), { stores, clock, onError: (error) => errors.push(error) }));
  await clock.pass(2 * day);
  t.same([await revisions(), await entries()], [1, 1]);
  await clock.pass(day);
  await until(async () => (await entries()) === 0);
  t.equal(await revisions(), 1);
  retention = { deletedArticles: 1, audit: 2 };
  await clock.pass(day);
  await until(async () => (await revisions()) === 0);
  t.same(errors, []);
});
