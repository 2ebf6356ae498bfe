import { test } from "tap";
import { standingClock, startService } from "../../service.ts";
import { slowTest } from "../../slow.ts";
import { until } from "../../until.ts";
import {
  askHub,
  publish,
  put,
  signatureOf,
  startSubscriber,
  statsOf,
  subscribe,
  topic,
  webSubConfig,
} from "./subscriber.ts";

test("a callback that fails is asked by its schedule, and gets the newest state once", async (t) => {
  const [failing, slow, good] = await Promise.all([startSubscriber(t), startSubscriber(t), startSubscriber(t)]);
  const clock = standingClock("2026-09-02T10:00:00Z");
  const service = await startService(t, { config: webSubConfig(), clock });
  for (const subscriber of [failing, slow, good]) await subscribe(service, subscriber);
  failing.take((response) => response.writeHead(302, { location: `${good.url}/elsewhere` }).end());
  slow.take(() => {});
  await publish(service, "urn:x:1");
  await failing.waitForDelivery();
  await until(async () => (await statsOf(service)).deliveries.failed === 1);
  await publish(service, "urn:x:2");
  await good.waitForDelivery(2);
  t.equal(failing.delivered.length, 1, "it is not asked for every article");
  t.match(await statsOf(service), {
    topics: [{ subscribers: 3, failing: 1 }],
    failing: [
      { host: failing.url.slice("http://".length), failures: 1, error: /answered 302: redirects are not followed/ },
    ],
  });
  failing.take((response) => response.writeHead(200).end());
  clock.move(20_000);
  await service.admin("POST", "/regenerate", {});
  const { body } = await failing.waitForDelivery(2);
  t.match(body.toString(), "<title>urn:x:2</title>");
  await until(async () => (await statsOf(service)).failing.length === 0);
  t.same(
    good.delivered.map(({ path }) => path),
    ["/callback", "/callback"],
    "no redirect was followed",
  );
  t.equal(failing.delivered.length, 2);
});

test("a callback that failed for hours and subscribes again gets the news at once", async (t) => {
  const subscriber = await startSubscriber(t);
  const service = await startService(t, {
    config: webSubConfig(),
    clock: standingClock("2026-09-02T10:00:00Z"),
  });
  await subscribe(service, subscriber);
  const fail = async (id: string, failures: number) => {
    subscriber.take((response) => response.writeHead(500).end());
    await publish(service, id);
    await until(async () => (await statsOf(service)).deliveries.failed === failures);
    subscriber.take((response) => response.writeHead(204).end());
  };
  await fail("urn:x:1", 1);
  await subscribe(service, subscriber);
  t.match((await subscriber.waitForDelivery(2)).body.toString(), "<title>urn:x:1</title>", "after a renewal");
  await until(async () => (await statsOf(service)).deliveries.delivered === 1);

  await fail("urn:x:2", 2);
  const callback = `${subscriber.url}/callback`;
  await askHub(service, { "hub.mode": "unsubscribe", "hub.topic": topic, "hub.callback": callback });
  await until(async () => (await statsOf(service)).subscribers === 0);
  await subscribe(service, subscriber);
  await publish(service, "urn:x:3");
  t.match((await subscriber.waitForDelivery(4)).body.toString(), "<title>urn:x:3</title>", "after it left meanwhile");
});

test("a subscriber that knows sha1 only gets its delivery at once; others are signed by sha256 alone", async (t) => {
  const [old, refusing, unsigned] = await Promise.all([startSubscriber(t), startSubscriber(t), startSubscriber(t)]);
  const service = await startService(t, { config: webSubConfig() });
  await subscribe(service, old, { "hub.secret": "shared" });
  await subscribe(service, refusing, { "hub.secret": "shared" });
  await subscribe(service, unsigned);
  old.take((response, { headers, body }) => {
    const isKnown = headers["x-hub-signature"] === signatureOf("shared", body, "sha1");
    response.writeHead(isKnown ? 202 : 401).end();
  });
  refusing.take((response) => response.writeHead(403).end());
  unsigned.take((response) => response.writeHead(401).end());
  await publish(service, "urn:x:1");
  await until(async () => (await statsOf(service)).deliveries.failed === 2);
  await until(async () => (await statsOf(service)).deliveries.delivered === 1);
  const methods = old.delivered.map(({ headers }) => String(headers["x-hub-signature"]).split("=")[0]);
  t.same(methods, ["sha256", "sha1"]);
  t.match((await statsOf(service)).topics, [{ subscribers: 3, failing: 2 }]);
  for (const { delivered } of [refusing, unsigned]) t.equal(delivered.length, 1, "it is asked by its schedule");
});

slowTest("410 ends a subscription, and so does the end of its lease", async (t) => {
  const [gone, short] = [await startSubscriber(t), await startSubscriber(t)];
  const clock = standingClock("2026-09-02T10:00:00Z");
  const service = await startService(t, { config: webSubConfig(), clock });
  await subscribe(service, gone);
  await subscribe(service, short, { "hub.lease_seconds": "300" });
  gone.take((response) => response.writeHead(410).end());
  short.take((response) => response.writeHead(500).end());
  await publish(service, "urn:x:1");
  await until(async () => (await statsOf(service)).subscribers === 1);
  await until(async () => (await statsOf(service)).deliveries.failed === 1);
  clock.move(301_000);
  await publish(service, "urn:x:2");
  await until(async () => (await statsOf(service)).subscribers === 0);
  t.equal(gone.delivered.length, 1);
  t.equal(short.delivered.length, 1);
});

slowTest("with `delivery: new`, only what is new or changed since the last delivery is sent", async (t) => {
  const subscriber = await startSubscriber(t);
  const clock = standingClock("2026-09-02T10:00:00Z");
  const service = await startService(t, { config: webSubConfig("websub: { delivery: new }"), clock });
  await publish(service, "urn:x:1");
  await subscribe(service, subscriber, { "hub.topic": topic.replace("rss", "json") });
  await publish(service, "urn:x:2");
  const idsOf = (body: Buffer) => JSON.parse(body.toString()).items.map(({ id }: { id: string }) => id);
  t.same(idsOf((await subscriber.waitForDelivery(1)).body), ["urn:x:2"]);
  subscriber.take((response) => response.writeHead(500).end());
  await publish(service, "urn:x:3");
  await until(async () => (await statsOf(service)).deliveries.failed === 1);
  subscriber.take((response) => response.writeHead(204).end());
  clock.move(20_000);
  await publish(service, "urn:x:4");
  // The retry may come before the second article is published: then they come one by one.
  const later = () => subscriber.delivered.slice(2).flatMap(({ body }) => idsOf(body));
  await until(() => later().includes("urn:x:3") && later().includes("urn:x:4"));
  t.same([...new Set(later())].sort(), ["urn:x:3", "urn:x:4"]);
});

slowTest("a channel that goes for good ends its subscriptions, and their callbacks hear of it", async (t) => {
  const subscriber = await startSubscriber(t);
  const service = await startService(t, { config: webSubConfig() });
  await subscribe(service, subscriber, { "hub.topic": "https://feeds.example/feeds/short.rss" });
  await subscribe(service, subscriber);
  const config = webSubConfig()
    .replace(/ {2}- \{ slug: short.*\n/, "")
    .replace("retired: [podcast]", "retired: [short]");
  const again = await service.restart({ config });
  await until(() => subscriber.verifications.some(({ query }) => query.get("hub.mode") === "denied"));
  const denied = subscriber.verifications.at(-1)?.query;
  t.equal(denied?.get("hub.topic"), "https://feeds.example/feeds/short.rss");
  t.match(denied?.get("hub.reason"), /gone/);
  t.match(await statsOf(again), { subscribers: 1, topics: [{ path: "/feeds/news.rss" }] });
});

slowTest("what waits when the service stops is delivered after the next start, and nothing twice", async (t) => {
  const [open, closed] = [await startSubscriber(t), await startSubscriber(t)];
  const service = await startService(t, { config: webSubConfig() });
  await subscribe(service, open, { "hub.secret": "kept" });
  await subscribe(service, closed);
  closed.take(() => {});
  await publish(service, "urn:x:1");
  await open.waitForDelivery();
  await closed.waitForDelivery();
  await until(async () => (await statsOf(service)).deliveries.delivered === 1);
  await service.stop();
  closed.take((response) => response.writeHead(204).end());
  const again = await service.restart();
  await closed.waitForDelivery(2);
  await until(async () => (await statsOf(again)).deliveries.delivered === 1);
  await again.admin("POST", "/regenerate", { force: true });
  t.equal(open.delivered.length, 1);
  await put(again, "urn:x:2");
  t.match((await open.waitForDelivery(2)).headers["x-hub-signature"], /^sha256=/);
  t.equal((await statsOf(again)).subscribers, 2);
});

slowTest("a host that confirms nothing is left alone, and what waits for it is dropped", async (t) => {
  const victim = await startSubscriber(t);
  victim.confirm((response) => response.writeHead(404).end());
  const service = await startService(t, { config: webSubConfig() });
  const ask = (index: number) =>
    askHub(service, {
      "hub.mode": "subscribe",
      "hub.topic": topic,
      "hub.callback": `${victim.url}/${index}`,
    });
  const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(index)));
  t.ok(answers.every(({ status }) => status === 202 || status === 429));
  await until(async () => (await ask(999)).status === 429);
  const refused = await ask(1000);
  t.match(refused, { status: 429, headers: { "retry-after": "3600" } });
  t.ok(victim.verifications.length <= 20 + 32, `${victim.verifications.length} verifications`);
});
