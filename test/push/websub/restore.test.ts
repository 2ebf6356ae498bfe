import { join } from "node:path";
import { commandsFor } from "../../commands/beside-service.ts";
import { json, startService } from "../../service.ts";
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
