import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { commandsFor } from "../../commands/beside-service.ts";
import { fastClock, json, startService } from "../../service.ts";
import { slowTest } from "../../slow.ts";
import { until } from "../../until.ts";
import {
  askHub,
  publish,
  signatureOf,
  startSubscriber,
  statsOf,
  subscribe,
  topic,
  webSubConfig,
} from "./subscriber.ts";

slowTest("a restore keeps secrets, forgets nobody, wakes nobody who left, and sends nothing twice", async (t) => {
  const [stays, leaves] = [await startSubscriber(t), await startSubscriber(t)];
  const service = await startService(t, { config: webSubConfig() });
  await subscribe(service, stays, { "hub.secret": "kept" });
  await subscribe(service, leaves);
  await publish(service, "urn:x:1");
  await until(async () => (await statsOf(service)).deliveries.delivered === 2);
  const backup = join(service.folder, "backup.sqlite");
  await commandsFor(service)("backup", backup);
  await askHub(service, {
    "hub.mode": "unsubscribe",
    "hub.topic": topic,
    "hub.callback": `${leaves.url}/callback`,
  });
  await until(async () => (await statsOf(service)).subscribers === 1);
  await service.stop();
  await commandsFor(service)("restore", backup);

  const restored = await service.restart();
  await restored.admin("POST", "/regenerate", {});
  t.equal((await statsOf(restored)).subscribers, 1);
  t.equal(stays.delivered.length, 1, "the state that it has is not sent again");
  t.equal(json<{ articles: unknown[] }>(await restored.admin("GET", "/articles")).articles.length, 1);
  await publish(restored, "urn:x:2");
  const { headers, body } = await stays.waitForDelivery(2);
  t.equal(headers["x-hub-signature"], signatureOf("kept", body));
  t.equal(leaves.delivered.length, 1);
});

slowTest("a backup on another machine: addresses, leases and secrets work, and nothing is sent twice", async (t) => {
  const [stays, fails] = [await startSubscriber(t), await startSubscriber(t)];
  const clock = fastClock(20);
  const service = await startService(t, { clock, config: webSubConfig() });
  await subscribe(service, stays, {
    "hub.secret": "kept",
    "hub.lease_seconds": "86400",
    "hub.callback": `${stays.url}/callback?a=b&c`,
  });
  await subscribe(service, fails);
  fails.take((response) => response.writeHead(500).end());
  await publish(service, "urn:x:1");
  await until(async () => {
    const { delivered, failed } = (await statsOf(service)).deliveries;
    return delivered === 1 && failed >= 1;
  });
  const backup = join(service.folder, "backup.tar");
  await commandsFor(service)("backup", backup);
  const expires = (folder: string) => {
    const database = new DatabaseSync(join(folder, "data", "courant.sqlite"), { readOnly: true });
    const rows = database.prepare("SELECT callback, secret, expires FROM subscriptions ORDER BY callback").all();
    database.close();
    return rows;
  };
  const leases = expires(service.folder);
  t.equal(leases.length, 2);
  await service.stop();

  const other = await startService(t, { clock, config: webSubConfig() });
  await other.stop();
  for (const folder of ["data", "feeds"]) await rm(join(other.folder, folder), { recursive: true });
  await commandsFor(other)("restore", backup);
  fails.take((response) => response.writeHead(204).end());
  const [before, failed] = [stays.delivered.length, fails.delivered.length];
  const restored = await other.restart();
  t.same(expires(other.folder), leases, "addresses, secrets and leases are those of the backup");
  await fails.waitForDelivery(failed + 1);
  await restored.admin("POST", "/regenerate", { force: true });
  t.equal((await statsOf(restored)).subscribers, 2);
  await publish(restored, "urn:x:2");
  const { headers, body, path, search } = await stays.waitForDelivery(before + 1);
  t.same([path, search], ["/callback", "?a=b&c"], "the callback keeps its query");
  t.equal(headers["x-hub-signature"], signatureOf("kept", body));
  t.match(body.toString(), "urn:x:2");
  await fails.waitForDelivery(failed + 2);
  t.match(fails.delivered[failed]?.body.toString(), "urn:x:1", "the delivery that waited comes once");
  t.notMatch(fails.delivered[failed]?.body.toString(), "urn:x:2");
  t.equal(stays.delivered.length, before + 1);
  t.equal(fails.delivered.length, failed + 2);
});

slowTest(
  "a restore keeps the newer secret and lease of a subscriber that renewed, and what was delivered since",
  async (t) => {
    const [renews, waits] = [await startSubscriber(t), await startSubscriber(t)];
    const clock = fastClock(20);
    const service = await startService(t, { clock, config: webSubConfig() });
    await subscribe(service, renews, { "hub.secret": "old" });
    await subscribe(service, waits);
    waits.take((response) => response.writeHead(500).end());
    await publish(service, "urn:x:1");
    await until(async () => (await statsOf(service)).deliveries.failed >= 1);
    const backup = join(service.folder, "backup.tar");
    await commandsFor(service)("backup", backup);
    waits.take((response) => response.writeHead(204).end());
    await until(async () => (await statsOf(service)).deliveries.delivered === 2);
    await subscribe(service, renews, { "hub.secret": "new", "hub.lease_seconds": "1000000" });
    await service.stop();
    const [before, delivered] = [renews.delivered.length, waits.delivered.length];
    await commandsFor(service)("restore", backup);

    const restored = await service.restart();
    await restored.admin("POST", "/regenerate", { force: true });
    await publish(restored, "urn:x:2");
    const { headers, body } = await renews.waitForDelivery(before + 1);
    t.equal(headers["x-hub-signature"], signatureOf("new", body));
    await waits.waitForDelivery(delivered + 1);
    await until(async () => (await statsOf(restored)).deliveries.delivered >= 2);
    t.same([renews.delivered.length, waits.delivered.length], [before + 1, delivered + 1], "each state came once");
  },
);
