import { join } from "node:path";
import { test } from "tap";
import { systemClock } from "../../src/clock.ts";
import { checkCommand } from "../../src/commands/check/check.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { commandHere } from "../commands/command-here.ts";
import { json, standingClock, startService, type TestService, token } from "../service.ts";
import { elsewhere, poll } from "../sources/elsewhere.ts";
import { until } from "../until.ts";
import { addWebhook, deliveriesOf, pushConfig, startReceiver, webhookOf } from "./receiver.ts";

const put = (service: TestService, id: string) =>
  service.admin("PUT", `/articles/${id}`, { title: id, content_html: "<p>Text</p>" });

async function metricsOf(service: TestService): Promise<string> {
  return (await service.get("/metrics", { authorization: `Bearer ${token}` })).body.toString();
}

test("a receiver that fails hears it again, and one that answers 410 nothing more until it is enabled", async (t) => {
  const receiver = await startReceiver(t);
  const clock = standingClock("2026-09-02T10:00:00Z");
  const service = await startService(t, { config: pushConfig, clock });
  const { id } = await addWebhook(service, { url: `${receiver.url}/secret-path`, events: ["article.published"] });
  let status = 500;
  receiver.answer((response) => response.writeHead(status).end("Not now"));
  await put(service, "urn:x:1");
  await receiver.wait("article.published");
  const waiting = async () => (await deliveriesOf(service, id))[0];
  await until(async () => (await waiting())?.state === "waiting" && (await waiting())?.attempts === 1);
  t.match(await waiting(), { status: 500, error: "it answered 500", answer: "Not now", event: "article.published" });
  t.match(await webhookOf(service, id), { failures: 1, waiting: 1, enabled: true });
  status = 204;
  clock.move(6000);
  // Each run looks for due deliveries.
  await service.admin("POST", "/regenerate", {});
  await until(async () => (await waiting())?.state === "delivered");
  t.match(await waiting(), { attempts: 2, status: 204 });
  t.equal(new Set(receiver.received.map(({ id }) => id)).size, 1, "the same id");
  t.match(await webhookOf(service, id), { failures: 0, waiting: 0 });

  status = 410;
  await put(service, "urn:x:2");
  await until(async () => !(await webhookOf(service, id)).enabled);
  t.match(await webhookOf(service, id), { disabled: { reason: /410/ }, dead: 1 });
  await put(service, "urn:x:3");
  await service.admin("POST", "/regenerate", {});
  t.match(json(await service.admin("POST", `/webhooks/${id}/deliveries/replay`)), { code: "WEBHOOK_DISABLED" });
  const env = { CONFIG_FILE: "config/courant.yaml", DATA_DIR: "data", FEEDS_DIR: "feeds" };
  const paths = Object.entries(env).map(([name, path]) => [name, join(service.folder, path)]);
  const checked = await commandHere({ folder: service.folder, env: Object.fromEntries(paths) }, checkCommand);
  t.equal(checked.code, 0);
  t.match(
    checked.err,
    new RegExp(`warning: The webhook ${id} \\(127\\.0\\.0\\.1:\\d+\\) is disabled: it answered 410`),
  );
  t.notMatch(checked.err, /secret-path/);
  const metrics = await metricsOf(service);
  t.match(metrics, /courant_webhooks_disabled 1/);
  t.match(metrics, /courant_webhook_deliveries_total\{outcome="delivered"\} 1/);
  t.match(metrics, /courant_webhook_deliveries_total\{outcome="failed"\} 1/);
  t.match(metrics, /courant_webhook_deliveries_total\{outcome="dead"\} 1/);
  t.match(metrics, /courant_queue_waiting 0/);
  t.match(json(await service.get("/readyz")), { status: "ready" });

  status = 204;
  await service.admin("PATCH", `/webhooks/${id}`, { enabled: true });
  t.same(json(await service.admin("POST", `/webhooks/${id}/deliveries/replay`)), { replayed: 1 });
  await until(async () => (await webhookOf(service, id)).dead === 0 && (await webhookOf(service, id)).waiting === 0);
  t.equal((await deliveriesOf(service, id, "?state=delivered")).length, 2);
  t.notOk(
    receiver.received.some(({ data }) => data.id === "urn:x:3"),
    "what changed while it was disabled is not told",
  );
});

test("what waits is delivered after a restart, and what changed in between is told", async (t) => {
  const receiver = await startReceiver(t);
  let isOpen = false;
  receiver.answer((response) => {
    if (isOpen) response.writeHead(204).end();
  });
  const service = await startService(t, { config: pushConfig });
  const { id, secret } = await addWebhook(service, {
    url: `${receiver.url}/secret-path`,
    events: ["article.published"],
  });
  await put(service, "urn:x:1");
  await receiver.wait("article.published");
  await service.stop();
  const file = join(service.folder, "data", "courant.sqlite");
  const stores = await openStores(file, { clock: systemClock, newId: () => "" });
  await stores.articles.put([{ draft: { id: "urn:x:2", title: "Two" }, names: [] }]);
  const audit = JSON.stringify(await stores.audit.list({ limit: 50 }));
  await stores.close();
  t.match(audit, /webhook\.created/);
  for (const hidden of [secret, "secret-path"]) t.notOk(audit.includes(hidden), "no secret in the audit log");

  isOpen = true;
  receiver.received.length = 0;
  const again = await service.restart();
  await receiver.wait("article.published", ({ data }) => data.id === "urn:x:2");
  await receiver.wait("article.published", ({ data }) => data.id === "urn:x:1");
  await until(async () => (await webhookOf(again, id)).waiting === 0);
  t.same(
    (await deliveriesOf(again, id)).map(({ state, attempts }) => [state, attempts]),
    [
      ["delivered", 1],
      ["delivered", 2],
    ],
  );
});

test("a source that begins to fail is told once, and again after it has recovered", async (t) => {
  const [receiver, site] = [await startReceiver(t), await elsewhere(t)];
  const config = `${pushConfig}\nsources: [{ url: "${site.url}/feed.json", every: 86400 }]\n`;
  site.serve([{ id: "1", content_text: "Text" }], '"1"');
  const service = await startService(t, { config });
  await addWebhook(service, { url: receiver.url, events: ["source.failing"] });
  await poll(service);
  const failures = () => receiver.received.filter(({ type }) => type === "source.failing");
  for (const episode of [1, 2]) {
    site.answer((response) => response.writeHead(500).end());
    await poll(service);
    await poll(service);
    await until(() => failures().length >= episode);
    t.equal(failures().length, episode);
    site.serve([{ id: "1", content_text: "Text" }], '"1"');
    await poll(service);
  }
  t.match(failures()[0]?.data, { url: `${site.url}/feed.json`, failures: 1, error: /500/ });
});
