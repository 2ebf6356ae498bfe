/*
 * The assertions of websub.rocks' hub tests 100 to 106 (https://websub.rocks/hub) and of superfeedr's PuSH-suite, written
 * anew for the hub of this service.
 */
import { test } from "tap";
import { startService } from "../../service.ts";
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

slowTest(
  "100: a typical request; the challenge is random, and the content comes with its type and links",
  async (t) => {
    const subscriber = await startSubscriber(t);
    const service = await startService(t, { config: webSubConfig() });
    const verification = await subscribe(service, subscriber);
    t.equal(verification.query.get("hub.mode"), "subscribe");
    t.equal(verification.query.get("hub.topic"), topic);
    t.match(verification.query.get("hub.lease_seconds"), /^\d+$/);
    await publish(service, "urn:x:1");
    const { headers, body } = await subscriber.waitForDelivery();
    t.match(headers, { "content-type": "application/rss+xml; charset=utf-8", link: /rel="hub".*rel="self"/ });
    t.notOk(headers["x-hub-signature"], "no signature without a secret");
    t.match(body.toString(), /<title>urn:x:1<\/title>/);
  },
);

test("101 and 102: a request with a secret is signed by it; one that fails to verify is not served", async (t) => {
  const [subscriber, other] = [await startSubscriber(t), await startSubscriber(t)];
  const service = await startService(t, { config: webSubConfig() });
  await subscribe(service, subscriber, { "hub.secret": "first secret" });
  const endings = [
    ["wrong challenge", (_: string) => [200, "not the challenge"]],
    ["more than the challenge", (challenge: string) => [200, `${challenge}<!-- page -->`]],
    ["not found", (challenge: string) => [404, challenge]],
    ["a redirect", (challenge: string) => [302, challenge]],
  ] as const;
  for (const [index, [name, answer]] of endings.entries()) {
    other.confirm((response, { query }) => {
      const [status, body] = answer(query.get("hub.challenge") ?? "");
      response.writeHead(Number(status), { location: `${other.url}/elsewhere` }).end(String(body));
    });
    const parameters = { "hub.mode": "subscribe", "hub.topic": topic, "hub.callback": `${other.url}/${index}` };
    t.equal((await askHub(service, parameters)).status, 202, name);
    await until(async () => (await statsOf(service)).verifications.ended === index + 1);
  }
  t.equal(other.verifications.length, endings.length, "each is asked once, and no redirect is followed");
  t.equal(new Set(other.verifications.map(({ query }) => query.get("hub.challenge"))).size, endings.length);
  await publish(service, "urn:x:1");
  const { headers, body } = await subscriber.waitForDelivery();
  t.equal(headers["x-hub-signature"], signatureOf("first secret", body));
  t.equal(other.delivered.length, 0);
});

slowTest(
  "103: a renewal takes the place of the subscription, with its secret and lease, and without a gap",
  async (t) => {
    const subscriber = await startSubscriber(t);
    const service = await startService(t, { config: webSubConfig() });
    await subscribe(service, subscriber, { "hub.secret": "first", "hub.lease_seconds": "600" });
    // A renewal that is not confirmed changes nothing.
    subscriber.confirm((response) => response.writeHead(500).end());
    await askHub(service, {
      "hub.mode": "subscribe",
      "hub.topic": topic,
      "hub.callback": `${subscriber.url}/callback`,
      "hub.secret": "never",
    });
    await until(async () => (await statsOf(service)).verifications.ended === 1);
    await publish(service, "urn:x:1");
    const first = await subscriber.waitForDelivery(1);
    t.equal(first.headers["x-hub-signature"], signatureOf("first", first.body));
    subscriber.confirm((response, { query }) => response.end(query.get("hub.challenge")));
    const before = (await statsOf(service)).verifications.delivered;
    await askHub(service, {
      "hub.mode": "subscribe",
      "hub.topic": topic,
      "hub.callback": `${subscriber.url}/callback`,
      "hub.secret": "second",
      "hub.lease_seconds": "1",
    });
    await until(async () => (await statsOf(service)).verifications.delivered > before);
    t.equal(subscriber.verifications.at(-1)?.query.get("hub.lease_seconds"), "300");
    await publish(service, "urn:x:2");
    const second = await subscriber.waitForDelivery(2);
    t.equal(second.headers["x-hub-signature"], signatureOf("second", second.body));
    t.equal((await statsOf(service)).subscribers, 1);
    t.equal(subscriber.delivered.length, 2);
  },
);

slowTest("104: after an unsubscription nothing comes; one that is not confirmed ends nothing", async (t) => {
  const subscriber = await startSubscriber(t);
  const service = await startService(t, { config: webSubConfig() });
  await subscribe(service, subscriber);
  const end = { "hub.mode": "unsubscribe", "hub.topic": topic, "hub.callback": `${subscriber.url}/callback` };
  subscriber.confirm((response) => response.writeHead(404).end());
  t.equal((await askHub(service, end)).status, 202);
  await until(async () => (await statsOf(service)).verifications.ended === 1);
  t.equal((await statsOf(service)).subscribers, 1);
  subscriber.confirm((response, { query }) => response.end(query.get("hub.challenge")));
  await askHub(service, end);
  await until(async () => (await statsOf(service)).subscribers === 0);
  t.notOk(subscriber.verifications.at(-1)?.query.has("hub.lease_seconds"));
  const { length } = subscriber.verifications;
  t.equal((await askHub(service, end)).status, 202, "of a subscription that is not there");
  await until(async () => (await statsOf(service)).verifications.ended === 2);
  t.equal(subscriber.verifications.length, length, "nobody is asked");
});

slowTest("105: plain JSON Feed, Atom and RSS are delivered with their own bytes and types", async (t) => {
  const subscriber = await startSubscriber(t);
  const service = await startService(t, { config: webSubConfig() });
  for (const format of ["rss", "atom", "json"]) {
    const more = { "hub.topic": topic.replace("rss", format), "hub.callback": `${subscriber.url}/${format}` };
    await subscribe(service, subscriber, more);
  }
  await publish(service, "urn:x:1");
  await subscriber.waitForDelivery(3);
  for (const { path, headers, body } of subscriber.delivered) {
    const document = await service.get(`/feeds/news.${path.slice(1)}`);
    t.equal(headers["content-type"], document.headers["content-type"]);
    t.equal(body.toString(), document.body.toString());
    const { etag = "" } = document.headers;
    for (const answer of [
      document,
      await service.get(`/feeds/news.${path.slice(1)}`, { "if-none-match": String(etag) }),
      await service.get(`/feeds/news.${path.slice(1)}`, {}, "HEAD"),
    ]) {
      t.match(answer.headers.link, /rel="self".*<https:\/\/feeds\.example\/hub>; rel="hub"/, `${answer.status}`);
    }
  }
  const [rss, atom, json] = await Promise.all(
    ["rss", "atom", "json"].map(async (format) => String((await service.get(`/feeds/news.${format}`)).body)),
  );
  t.match(rss, '<atom:link rel="hub" href="https://feeds.example/hub"/>');
  t.match(atom, '<link rel="hub" href="https://feeds.example/hub"/>');
  t.same(JSON.parse(String(json)).hubs, [{ type: "WebSub", url: "https://feeds.example/hub" }]);
});

slowTest("106 and PuSH-suite: several subscriptions of one callback and one topic live side by side", async (t) => {
  const subscriber = await startSubscriber(t);
  const service = await startService(t, { config: webSubConfig() });
  await subscribe(service, subscriber, { "hub.callback": `${subscriber.url}/a?key=1`, "hub.secret": "one" });
  await subscribe(service, subscriber, { "hub.callback": `${subscriber.url}/a?key=2`, "hub.secret": "two" });
  const tech = "https://feeds.example/feeds/tech.atom";
  await subscribe(service, subscriber, { "hub.callback": `${subscriber.url}/a?key=1`, "hub.topic": tech });
  t.equal((await statsOf(service)).subscribers, 3);
  await publish(service, "urn:x:1");
  await subscriber.waitForDelivery(2);
  for (const { search, headers, body } of subscriber.delivered) {
    t.equal(headers["x-hub-signature"], signatureOf(search === "?key=1" ? "one" : "two", body));
  }
  await service.admin("PUT", "/articles/urn:x:2", { title: "Tech", content_html: "<p>x</p>", tags: ["tech"] });
  await subscriber.waitForDelivery(5);
  t.equal(subscriber.delivered.filter(({ headers }) => headers.link?.includes(tech)).length, 1);
});

test("a refusal has a status that fits and a reason in plain text", async (t) => {
  const service = await startService(t, { config: webSubConfig() });
  const good = { "hub.mode": "subscribe", "hub.topic": topic, "hub.callback": "http://127.0.0.1:9/callback" };
  for (const [status, parameters, headers, reason] of [
    [400, {}, {}, /hub\.mode/],
    [400, { ...good, "hub.callback": "http://10.0.0.1/" }, {}, /not on the public internet/],
    [400, { ...good, "hub.callback": "http://[::1]/" }, {}, /not on the public internet/],
    [404, { ...good, "hub.topic": "https://elsewhere.example/feeds/news.rss" }, {}, /no feed of this site/],
    [404, { ...good, "hub.topic": "https://feeds.example/feeds/none.rss" }, {}, /no feed of this site/],
    [404, { ...good, "hub.topic": "https://feeds.example/feeds/news" }, {}, /no feed of this site/],
    [404, { ...good, "hub.topic": `${topic}?x=1` }, {}, /no feed of this site/],
    [404, { ...good, "hub.topic": "https://feeds.example/feeds/%zz.rss" }, {}, /no feed of this site/],
    [415, JSON.stringify(good), { "content-type": "application/json" }, /form/],
    [415, new URLSearchParams(good).toString(), { "content-type": "multipart/form-data; boundary=x" }, /form/],
    [415, new URLSearchParams(good).toString(), { "content-type": "" }, /form/],
    [
      415,
      new URLSearchParams(good).toString(),
      { "content-type": "application/x-www-form-urlencoded; charset=iso-8859-1" },
      /UTF-8/,
    ],
    [413, { ...good, x: "x".repeat(40_000) }, {}, /larger than/],
  ] as const) {
    const answer = await askHub(service, parameters, headers);
    t.equal(answer.status, status, answer.body.toString());
    t.match(answer.headers["content-type"], /^text\/plain/);
    t.match(answer.body.toString(), reason);
  }
  for (const type of [
    "application/x-www-form-urlencoded; charset=UTF-8",
    'APPLICATION/X-WWW-FORM-URLENCODED;charset="utf-8"',
  ]) {
    t.equal((await askHub(service, good, { "content-type": type })).status, 202, type);
  }
  for (const method of ["GET", "PUT", "DELETE"] as const) {
    const answer = await service.get("/hub", {}, method);
    t.match(answer, { status: 405, headers: { allow: /POST/ } }, method);
  }
  t.equal((await statsOf(service)).subscribers, 0);
});
