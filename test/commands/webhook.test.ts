import { join } from "node:path";
import { test } from "tap";
import type { deliveryToJson, webhookToJson } from "../../src/admin/webhook-json.ts";
import { systemClock } from "../../src/clock.ts";
import {
  addWebhookCommand,
  type DeliveryFilter,
  listDeliveriesCommand,
  listWebhooksCommand,
  type NewWebhook,
  removeWebhookCommand,
  replayCommand,
} from "../../src/commands/webhook/webhook.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { pushConfig, startReceiver } from "../push/receiver.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { commandHere } from "./command-here.ts";
import { type Place, place, publishIn, run } from "./process.ts";
import { startPlace } from "./start-place.ts";

type Options = Parameters<typeof commandHere>[2];

const add = (where: Place, webhook: NewWebhook, options?: Options) =>
  commandHere(where, (config, clock, output) => addWebhookCommand(config, clock, webhook, output), options);
const remove = (where: Place, id: string, options?: Options) =>
  commandHere(where, (config, clock, output) => removeWebhookCommand(config, clock, id, output), options);
const replay = (where: Place, id: string, number?: number, options?: Options) =>
  commandHere(where, (config, clock, output) => replayCommand(config, clock, { id, number }, output), options);
const show = (where: Place, filter: DeliveryFilter) =>
  commandHere(where, (config, clock, output) => listDeliveriesCommand(config, clock, filter, output));

async function listed(where: Place): Promise<ReturnType<typeof webhookToJson>[]> {
  return JSON.parse((await commandHere(where, listWebhooksCommand, { json: true })).out).webhooks;
}

async function deliveriesOf(where: Place, filter: DeliveryFilter): Promise<ReturnType<typeof deliveryToJson>[]> {
  const command: Parameters<typeof commandHere>[1] = (config, clock, output) =>
    listDeliveriesCommand(config, clock, filter, output);
  return JSON.parse((await commandHere(where, command, { json: true })).out).deliveries;
}

/** A place with a collection and documents. */
async function placeWithArticle(t: Parameters<typeof place>[0], config?: string): Promise<Place> {
  const where = await place(t, config);
  await publishIn(where, [{ id: "urn:x:1", title: "One", content_text: "Text." }]);
  return where;
}

slowTest("webhooks are added, listed and removed without a service", async (t) => {
  const where = await placeWithArticle(t);
  t.match(await commandHere(where, listWebhooksCommand), { code: 0, out: /There are no webhooks/ });
  const url = "https://receiver.example/hook";
  const added = await add(where, { url, events: ["article.published"], channels: ["news"], description: "d" });
  t.match(added, {
    code: 0,
    out: /^whsec_[\w+/=]+\n$/,
    err: /works; article\.published; news; 0 waiting.*not shown again/,
  });
  const second = JSON.parse((await add(where, { url: "https://receiver.example/2" }, { json: true })).out);
  t.match(second.secret, /^whsec_/);
  const webhooks = await listed(where);
  t.match(webhooks, [
    { url, channels: ["news"], description: "d" },
    { id: second.id, enabled: true },
  ]);
  t.notMatch(JSON.stringify(webhooks), "whsec_");
  t.match(await remove(where, second.id), { code: 0, out: `removed  ${second.id}\n` });
  t.equal((await listed(where)).length, 1);

  await t.rejects(remove(where, second.id), { code: "WEBHOOK_NOT_FOUND" });
  await t.rejects(show(where, { id: "../tokens", limit: 5 }), { code: "WEBHOOK_NOT_FOUND" });
  await t.rejects(add(where, { url, channels: ["nowhere"] }), { code: "CHANNEL_NOT_FOUND" });
  await t.rejects(add(where, { url: "http://127.0.0.1/" }), { code: "FETCH_REFUSED" });
  await t.rejects(add(where, { url, events: ["nothing"] }), { code: "REQUEST_INVALID" });
  const stores = await openStores(join(where.folder, "data", "courant.sqlite"), {
    clock: systemClock,
    newId: () => "",
  });
  t.teardown(() => stores.close());
  const { entries } = await stores.audit.list({ limit: 9, action: "webhook" });
  t.same(
    entries.map(({ action, by }) => [action, by]),
    [
      ["webhook.deleted", "command line"],
      ["webhook.created", "command line"],
      ["webhook.created", "command line"],
    ],
  );
});

test("a webhook that was added without a service receives what a service publishes, and deliveries are sent again", async (t) => {
  const receiver = await startReceiver(t);
  const where = await placeWithArticle(t, pushConfig);
  const { id, secret } = JSON.parse((await add(where, { url: `${receiver.url}/a` }, { json: true })).out);
  t.match(await show(where, { id, limit: 5 }), { out: "There are no such deliveries.\n" });
  await publishIn(where, [{ id: "urn:x:2", title: "Two", content_text: "Text." }]);
  const service = await startPlace(t, where);
  (await receiver.wait("article.published", ({ data }) => data.id === "urn:x:2")).verify(secret);
  t.notOk(
    receiver.received.some(({ data }) => data.id === "urn:x:1"),
    "what was published before is no news",
  );
  await receiver.wait("documents.changed");
  const delivered = () => deliveriesOf(where, { id, state: "delivered", limit: 600 });
  await until(async () => (await delivered()).length === 2);
  const deliveries = await delivered();
  t.match(deliveries, [{ attempts: 1, status: 204 }, {}]);
  t.match(await show(where, { id, limit: 1 }), {
    out: /^\d+ {2}\S+ {2}delivered {2}\S+ {2}1 attempt: answered 204\n$/,
  });
  const [first] = deliveries;
  t.match(await replay(where, id, first?.n), { code: 0, out: "1 delivery is sent again.\n", err: "" });
  await until(() => receiver.received.length === 3);
  t.equal(receiver.received[2]?.id, first?.messageId);
  t.match(await replay(where, id), { code: 0, out: "0 deliveries are sent again.\n" });
  await t.rejects(replay(where, id, 99), { code: "DELIVERY_NOT_FOUND" });
  await service.stop();
  const later = await replay(where, id, first?.n, { json: true });
  t.match(later, { code: 0, err: "No service runs: deliveries are sent when it starts.\n" });
  t.match(JSON.parse(later.out), { replayed: 1, delivery: { n: first?.n, state: "waiting" } });
});

slowTest("the command line of webhooks: exit codes", async (t) => {
  const where = await placeWithArticle(t);
  const added = await run(where, [
    ..."webhook add https://receiver.example/ --event article.published article.updated --channel news".split(" "),
    "--json",
  ]);
  t.match(JSON.parse(added.out), { events: ["article.published", "article.updated"], channels: ["news"] });
  for (const [code, ...words] of [
    [0, "list"],
    [2, "add"],
    [2, "add", "https://receiver.example/", "--event", "nothing"],
    [2, "deliveries", "none", "--limit", "0"],
    [2, "deliveries", "none", "--state", "lost"],
    [2, "replay", "none", "first"],
    [1, "replay", "none"],
    [1, "remove", "none"],
  ] as const) {
    t.equal((await run(where, ["webhook", ...words])).code, code, words.join(" "));
  }
});
