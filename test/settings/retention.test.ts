import { test } from "tap";
import { startRetention } from "../../src/commands/serve/publishing/retention.ts";
import { parseConfig } from "../../src/config/load.ts";
import { commandLineActor } from "../../src/stores/audit.ts";
import type { Stores } from "../../src/stores/stores.ts";
import { handClock } from "../schedule/hand-clock.ts";
import { configText, json, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { day, keep, prepared, start, testStores } from "../stores/helpers.ts";
import { until } from "../until.ts";

const defaults = parseConfig(configText, "courant.yaml").retention;

const countRevisions = async ({ revisions }: Pick<Stores, "revisions">, id: string) =>
  (await revisions.list(id)).revisions.length;

test("the defaults are those by which earlier versions kept records, or longer", (t) => {
  t.same(defaults, {
    revisions: 50,
    sourceRevisions: 5,
    deletedArticles: 30,
    audit: 400,
    deliveries: 30,
    runs: 500,
    statistics: 400,
  });
  t.end();
});

test("records stay as long as the configuration keeps them, also after it changes", async (t) => {
  const { stores, clock: storeClock } = await testStores(t);
  const clock = handClock(start);
  let retention = { ...defaults, deletedArticles: 3, audit: 2, statistics: 4 };
  const errors: unknown[] = [];
  await stores.articles.put([prepared({ id: "a", title: "One" })]);
  await stores.articles.remove("a", { by: "ann" });
  await stores.audit.record(commandLineActor, "article.deleted", "a", { title: "One" });
  const request = { channel: "news", format: "rss", status: 200, coding: "", client: "reader", requests: 3 };
  await stores.audience.add("2026-03-01T10", { requests: [request], subscribers: [], readers: [] });
  const entries = async () => (await stores.audit.list({ limit: 10 })).entries.length;
  const counted = async () => (await stores.audience.report({ from: "2026-03-01", to: "2026-03-01" })).days.length;
  const answer = { token: "t", request: { target: "", content: "", length: 0 }, status: 200, headers: {} };
  for (const [key, at] of [["old", start] as const, ["new", start + day] as const]) {
    const kept = { ...answer, key, at, content: { body: Buffer.from("x") } };
    await stores.answers.keep(kept, { maxAnswers: 9, maxBytes: 9 });
  }
  const keys = ["old", "new"] as const;
  const answers = async () => Promise.all(keys.map(async (key) => (await stores.answers.find("t", key, 0))?.key));
  storeClock.set(start);
  let looks = 0;
  const push = { wake: () => void looks++ };
  t.teardown(startRetention(() => ({ retention }), { stores, push, clock, onError: (error) => errors.push(error) }));
  await clock.pass(2 * day);
  t.same([await countRevisions(stores, "a"), await entries()], [1, 1]);
  await until(async () => (await answers())[0] === undefined);
  t.same(await answers(), [undefined, "new"], "answers stay for a day");
  await clock.pass(day);
  await until(async () => (await entries()) === 0);
  t.equal(await countRevisions(stores, "a"), 1);
  await until(async () => (await answers())[1] === undefined);
  retention = { ...retention, deletedArticles: 1 };
  await clock.pass(day);
  await until(async () => (await countRevisions(stores, "a")) === 0);
  t.equal(await counted(), 1, "four days ago");
  await clock.pass(day);
  await until(async () => (await counted()) === 0);
  t.equal(looks, 6, "the queue looks at its deliveries each day");
  t.same(errors, []);
});

test("lower limits of revisions hold for each write at once, and for all other articles within a day", async (t) => {
  const { stores, limits } = await testStores(t);
  const clock = handClock(start);
  const source = "https://elsewhere.example/feed";
  const poll = (title: string) =>
    stores.articles.put([prepared({ id: "polled", title, _courant: { source } })], { source, by: source });
  for (let index = 1; index <= 9; index++) {
    for (const id of ["written", "idle", "drafted"]) await keep(stores.articles, { id, title: `T${index}` });
    await poll(`T${index}`);
  }
  await stores.drafts.put(prepared({ id: "drafted", title: "Draft" }), { by: "ann" });
  const counts = () => Promise.all(["written", "idle", "drafted", "polled"].map((id) => countRevisions(stores, id)));
  t.same(await counts(), [9, 9, 10, 5]);
  Object.assign(limits, { revisions: 3, sourceRevisions: 2 });
  await keep(stores.articles, { id: "written", title: "T10" });
  await poll("T10");
  t.same(await counts(), [3, 9, 10, 2]);
  t.teardown(startRetention(() => ({ retention: defaults }), { stores, push: { wake() {} }, clock, onError: t.error }));
  await until(async () => (await countRevisions(stores, "idle")) === 3);
  t.same(await counts(), [3, 3, 3, 2]);
  const { revisions } = await stores.revisions.list("drafted");
  t.match(revisions, [{ kind: "draft" }, { kind: "published", current: true }, { kind: "published", current: false }]);
  Object.assign(limits, { revisions: 1 });
  t.equal(await stores.revisions.trim(), 6, "at least the present states stay");
  t.same(await counts(), [1, 1, 2, 1]);
});

slowTest("a service takes up limits without a restart, and builds no document again for them", async (t) => {
  const service = await startService(t);
  const write = (title: string) => service.admin("PUT", "/articles/urn:x:1", { title });
  for (const title of ["One", "Two", "Three"]) await write(title);
  const runs = async () => json<{ runs: { causes: string[] }[] }>(await service.admin("GET", "/runs")).runs;
  const answer = await service.admin("PATCH", "/settings", { retention: { revisions: 2, runs: 10 } });
  t.equal(answer.status, 200, answer.body.toString());
  t.notOk((await runs()).some(({ causes }) => causes.includes("settings")));
  await write("Four");
  const list = await service.admin("GET", "/articles/urn:x:1/revisions");
  t.equal(json<{ revisions: unknown[] }>(list).revisions.length, 2);
  for (let index = 0; index < 12; index++) await service.admin("POST", "/regenerate", { force: true });
  t.equal((await runs()).length, 10);
  const refused = await service.admin("PATCH", "/settings", { retention: { deliveries: 0 } });
  t.match([refused.status, refused.body.toString()], [422, /deliveries/]);
});
