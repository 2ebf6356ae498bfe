import { test } from "tap";
import { startService } from "../../service.ts";
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

test("a subscriber confirms, and gets the document as soon as it changes, signed with its secret", async (t) => {
  const subscriber = await startSubscriber(t);
  const service = await startService(t, { config: webSubConfig() });
  const secret = "a secret with + and ü";
  const { query, search } = await subscribe(service, subscriber, {
    "hub.callback": `${subscriber.url}/callback?a=b%20c&d`,
    "hub.secret": secret,
  });
  t.ok(search.startsWith("?a=b%20c&d&hub.mode=subscribe&"), search);
  t.equal(query.get("hub.topic"), topic);
  t.equal(query.get("hub.lease_seconds"), "864000");
  t.match(query.get("hub.challenge"), /^[\w-]{32}$/);
  t.match(await statsOf(service), {
    hub: "https://feeds.example/hub",
    subscribers: 1,
    topics: [{ path: "/feeds/news.rss", subscribers: 1, failing: 0 }],
  });

  await publish(service, "urn:x:1");
  const { headers, rawHeaders, body, search: delivered } = await subscriber.waitForDelivery();
  const document = await service.get("/feeds/news.rss");
  t.equal(body.toString(), document.body.toString());
  t.equal(headers["content-type"], document.headers["content-type"]);
  t.equal(delivered, "?a=b%20c&d");
  t.equal(headers["x-hub-signature"], signatureOf(secret, body));
  t.equal(headers.link, `<https://feeds.example/hub>; rel="hub", <${topic}>; rel="self"`);
  t.equal(rawHeaders.filter((name) => name.toLowerCase() === "link").length, 1);
  await service.admin("POST", "/regenerate", { force: true });
  await until(async () => (await statsOf(service)).deliveries.delivered === 1);
  t.equal(subscriber.delivered.length, 1, "nothing changed");

  t.equal(
    (
      await askHub(service, {
        "hub.mode": "unsubscribe",
        "hub.topic": topic,
        "hub.callback": `${subscriber.url}/callback?a=b%20c&d`,
      })
    ).status,
    202,
  );
  const end = await subscriber.waitForVerification(2);
  t.equal(end.query.get("hub.mode"), "unsubscribe");
  await until(async () => (await statsOf(service)).subscribers === 0);
  await publish(service, "urn:x:2");
  t.equal(subscriber.delivered.length, 1);
});
