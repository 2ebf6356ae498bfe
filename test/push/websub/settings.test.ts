import { test } from "tap";
import { signIn } from "../../dashboard/desk.ts";
import { json, startService } from "../../service.ts";
import { until } from "../../until.ts";
import { askHub, publish, startSubscriber, statsOf, subscribe, topic, webSubConfig } from "./subscriber.ts";

test("the hub is closed and opened by the settings while the service runs; subscriptions wait for it", async (t) => {
  const subscriber = await startSubscriber(t);
  const service = await startService(t, { config: webSubConfig() });
  await subscribe(service, subscriber);
  await publish(service, "urn:x:1");
  await subscriber.waitForDelivery();
  const documentOf = async () => (await service.get("/feeds/news.rss")).body.toString();
  t.match(await documentOf(), 'rel="hub"');
  const change = (websub: object) => service.admin("PATCH", "/settings", { websub });
  t.equal((await change({ hub: false })).status, 200);
  await until(async () => !(await documentOf()).includes('rel="hub"'));
  t.notMatch(String((await service.get("/feeds/news.rss")).headers.link), 'rel="hub"');
  const form = { "hub.mode": "subscribe", "hub.topic": topic, "hub.callback": `${subscriber.url}/other` };
  t.match(await askHub(service, form), { status: 404, headers: { "content-type": /^text\/plain/ } });
  await publish(service, "urn:x:2");
  t.equal(subscriber.delivered.length, 1);
  t.equal((await change({ hub: "own" })).status, 200);
  const { body } = await subscriber.waitForDelivery(2);
  t.match(body.toString(), "<title>urn:x:2</title>");
  t.match(String((await service.get("/feeds/news.rss")).headers.link), 'rel="hub"');
  t.equal((await statsOf(service)).hub, "https://feeds.example/hub");
});

test("the settings of the hub are in the form of the dashboard, and mistakes in them are named", async (t) => {
  const service = await startService(t, { config: webSubConfig() });
  const page = String((await (await signIn(service)).get("/dashboard/settings")).body);
  t.match(page, "websub");
  for (const hub of ["other", ["not an address"], [], true, ["https://user:secret@hub.example/"]]) {
    const answer = await service.admin("PATCH", "/settings", { websub: { hub } });
    t.equal(answer.status, 422, JSON.stringify(hub));
    t.match(json<{ detail: string }>(answer).detail, /websub\.hub/);
  }
  t.equal((await service.admin("PATCH", "/settings", { websub: { delivery: "half" } })).status, 422);
});
