import { createServer, type IncomingHttpHeaders } from "node:http";
import { type Test, test } from "tap";
import { configText, listenInTest, standingClock, startService, type TestService } from "../../service.ts";
import { slowTest } from "../../slow.ts";
import { until } from "../../until.ts";
import { publish, startSubscriber, statsOf, subscribe } from "../websub/subscriber.ts";

type Purged = { method: string; path: string; headers: IncomingHttpHeaders; body: string };

/** A cache that is told what changed. It purges until a test says otherwise. */
async function startCache(t: Test) {
  const purged: Purged[] = [];
  let status = 200;
  let onPurged = async () => {};
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url: path = "", headers } = request;
    purged.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
    await onPurged();
    response.writeHead(status).end("a-secret-of-the-cache");
  });
  const port = await listenInTest(t, server);
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    purged,
    answer: (next: number) => {
      status = next;
    },
    beforeAnswer: (next: typeof onPurged) => {
      onPurged = next;
    },
  };
}

const purgeOf = async (service: TestService) =>
  JSON.parse((await service.admin("GET", "/stats")).body.toString()).purge;
const works = (service: TestService) => until(async () => (await purgeOf(service)).works === true);
const cdnOf = async (service: TestService, path = "/feeds/news.rss") =>
  (await service.get(path)).headers["cdn-cache-control"];
const configOf = (purge: object[], more = "") =>
  `${configText}\nfetching: { allow: ["127.0.0.1"], media: false }\npurge: ${JSON.stringify(purge)}\n${more}`;

test("what changed is purged before a subscriber hears of it, and documents carry their keys", async (t) => {
  const cache = await startCache(t);
  const subscriber = await startSubscriber(t);
  const order: string[] = [];
  const service = await startService(t, { config: configOf([{ kind: "varnish", url: cache.url }]) });
  await works(service);
  t.equal(cache.purged[0]?.headers["xkey-purge"], "all", "it may hold anything from before");
  await subscribe(service, subscriber);
  cache.purged.length = 0;
  cache.beforeAnswer(async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    order.push("purged");
  });
  subscriber.take((response) => {
    order.push("delivered");
    response.writeHead(204).end();
  });
  await publish(service, "urn:x:1");
  await subscriber.waitForDelivery();
  t.same(order, ["purged", "delivered"]);
  const [{ method, headers } = {}] = cache.purged;
  t.equal(method, "PURGE");
  const keys = String(headers?.["xkey-purge"]).split(" ");
  for (const key of ["feeds/news", "feeds/short", "articles/urn:x:1", "index"]) t.ok(keys.includes(key), key);
  t.notOk(keys.includes("all"));
  t.notOk(keys.includes("feeds/tech"), "it did not change");

  const whole = await service.get("/feeds/news.rss");
  t.match(whole.headers, {
    "surrogate-key": "feeds/news all channel/news",
    "cache-tag": "feeds/news,all,channel/news",
    "cache-groups": '"feeds/news", "all", "channel/news"',
    "cdn-cache-control": "max-age=86400",
  });
  const names = ["surrogate-key", "cache-tag", "cache-groups", "cdn-cache-control"];
  const known = await service.get("/feeds/news.rss", { "if-none-match": String(whole.headers.etag) });
  t.equal(known.status, 304);
  const head = await service.get("/feeds/news.rss", {}, "HEAD");
  for (const name of names) {
    t.equal(known.headers[name], whole.headers[name], `304: ${name}`);
    t.equal(head.headers[name], whole.headers[name], `HEAD: ${name}`);
  }
  const page = await service.get("/articles/urn:x:1");
  t.equal(page.headers["surrogate-key"], "articles/urn:x:1 all channel/news channel/short");
  const opened = await service.get("/feeds/news.rss", { "sec-fetch-dest": "document" });
  t.equal(opened.headers["cdn-cache-control"], undefined, "only that browser may keep it");

  const missing = await service.get("/articles/urn:x:2");
  t.equal(missing.status, 404);
  t.equal(missing.headers["surrogate-key"], "articles/urn:x:2 all", "it may be published in a moment");

  cache.purged.length = 0;
  await service.admin("DELETE", "/articles/urn:x:1");
  await service.admin("POST", "/regenerate", {});
  await until(() => cache.purged.length > 0);
  t.ok(String(cache.purged[0]?.headers["xkey-purge"]).split(" ").includes("articles/urn:x:1"), "it is gone");
});

slowTest("the page of an article has the keys of the channels of its tags, as many as there is room for", async (t) => {
  const config = configOf([{ kind: "varnish", url: (await startCache(t)).url }], "perTag: true");
  const service = await startService(t, { config });
  const keysOf = async (id: string) => {
    const { headers } = await service.get(`/articles/${id}`);
    const lines = ["surrogate-key", "cache-tag", "cache-groups"].map((name) => `${name}: ${headers[name]}\r\n`);
    t.ok(lines.join("").length <= 1024, lines.join(""));
    return String(headers["surrogate-key"]).split(" ");
  };
  const put = (id: string, tags: string[]) =>
    service.admin("PUT", `/articles/${id}`, { title: id, content_html: "<p>x</p>", tags });
  await put("few", ["tech", "fog"]);
  await put(
    "many",
    Array.from({ length: 100 }, (_, index) => `a tag of this article, number ${index}`),
  );
  await service.admin("POST", "/regenerate", {});
  const channels = ["news", "tech", "short", "tag-fog"].map((slug) => `channel/${slug}`);
  t.same(await keysOf("few"), ["articles/few", "all", ...channels]);
  const many = await keysOf("many");
  t.ok(many.length > 6 && many.length < 100, `${many.length} keys`);
});

slowTest("a purge that fails is shown, repeated, and delays others only for a while", async (t) => {
  const cache = await startCache(t);
  const subscriber = await startSubscriber(t);
  const service = await startService(t, { config: configOf([{ kind: "varnish", url: cache.url }]) });
  await works(service);
  await subscribe(service, subscriber);
  cache.answer(503);
  await publish(service, "urn:x:1");
  await until(async () => (await purgeOf(service)).targets[0].failures > 0);
  t.equal(subscriber.delivered.length, 0);
  const report = await purgeOf(service);
  t.match(report, {
    works: false,
    targets: [{ kind: "varnish", host: cache.host, waiting: true, error: /answered 503/ }],
  });
  t.equal(await cdnOf(service), undefined);
  const overview = JSON.parse((await service.admin("GET", "/overview")).body.toString());
  t.match(
    overview.attention.filter(({ kind }: { kind: string }) => kind === "cache"),
    [{ subject: cache.host, text: /is not purged: it answered 503/ }],
  );
  await subscriber.waitForDelivery();
  await publish(service, "urn:x:2");
  cache.answer(200);
  cache.purged.length = 0;
  await works(service);
  const keys = cache.purged.flatMap(({ headers }) => String(headers["xkey-purge"]).split(" "));
  t.ok(keys.includes("articles/urn:x:1") && keys.includes("articles/urn:x:2"), "both changes are purged");
  t.equal(await cdnOf(service), "max-age=86400");
  const metrics = (await service.get("/metrics", { authorization: "Bearer a-token-for-tests-only" })).body.toString();
  t.match(metrics, /courant_purge_attempts_total\{outcome="failed"[^}]*\} [1-9]/);
});

slowTest("what waits survives a stop, and a restart without changes purges nothing", async (t) => {
  const cache = await startCache(t);
  const service = await startService(t, { config: configOf([{ kind: "varnish", url: cache.url }]) });
  await works(service);
  cache.answer(500);
  await publish(service, "urn:x:1");
  await until(async () => (await purgeOf(service)).targets[0].failures > 0);
  await service.stop();
  cache.answer(200);
  cache.purged.length = 0;
  const again = await service.restart();
  await works(again);
  t.ok(String(cache.purged[0]?.headers["xkey-purge"]).split(" ").includes("articles/urn:x:1"));
  t.equal(await cdnOf(again), "max-age=86400");
  cache.purged.length = 0;
  const third = await again.restart();
  await works(third);
  await third.admin("POST", "/regenerate", {});
  t.same(cache.purged, []);
});

slowTest("a template takes keys, addresses and secrets of the environment, which nothing shows", async (t) => {
  const [fastly, addresses, closed, single] = await Promise.all(Array.from({ length: 4 }, () => startCache(t)));
  if (!fastly || !addresses || !closed || !single) throw new Error("a cache did not start");
  process.env.PURGE_TEST_TOKEN = "a-very-secret-token";
  t.teardown(() => {
    delete process.env.PURGE_TEST_TOKEN;
  });
  const service = await startService(t, {
    config: configOf([
      {
        kind: "request",
        url: `${fastly.url}/service/\${PURGE_TEST_TOKEN}/purge`,
        headers: { "Fastly-Key": `\${PURGE_TEST_TOKEN}`, "Surrogate-Key": "{keys}" },
      },
      { kind: "request", url: addresses.url, body: '{"files": {urlsJson}}', method: "PUT", batch: 2 },
      {
        kind: "request",
        url: closed.url,
        headers: { Authorization: `Bearer \${NO_SUCH_VARIABLE}` },
        body: "{keyList}",
      },
      { kind: "request", url: `${single.url}/purge?url={url}` },
    ]),
    env: { BASE_URL: "https://feeds.example" },
  });
  await until(() => fastly.purged.length > 0 && addresses.purged.length > 0);
  t.match(fastly.purged[0], {
    method: "POST",
    path: "/service/a-very-secret-token/purge",
    headers: { "fastly-key": "a-very-secret-token", "surrogate-key": "all" },
  });
  const named = addresses.purged.map(({ method, body }) => [method, JSON.parse(body).files.length]);
  t.ok(named.every(([method, count]) => method === "PUT" && Number(count) <= 2));
  await until(() =>
    single.purged.some(({ path }) => path === "/purge?url=https%3A%2F%2Ffeeds.example%2Ffeeds%2Fnews.rss"),
  );
  t.match(JSON.parse(addresses.purged[0]?.body ?? "").files[0], /^https:\/\/feeds\.example\//);
  await until(async () => (await purgeOf(service)).targets[2].failures > 0);
  t.match((await purgeOf(service)).targets[2].error, /no variable NO_SUCH_VARIABLE/);
  fastly.answer(401);
  await publish(service, "urn:x:1");
  await until(async () => (await purgeOf(service)).targets[0].failures > 0);
  for (const path of ["/stats", "/overview", "/settings", "/audit"]) {
    const shown = (await service.admin("GET", path)).body.toString();
    t.notMatch(shown, /a-very-secret-token|a-secret-of-the-cache/, path);
  }
});

slowTest(
  "without `purge`, no answer has a header of it; a due article limits how long caches keep a document",
  async (t) => {
    const cache = await startCache(t);
    const service = await startService(t);
    const { headers } = await service.get("/feeds/news.rss");
    for (const name of ["surrogate-key", "cache-tag", "cache-groups", "cdn-cache-control"])
      t.notOk(name in headers, name);
    const again = await service.restart({ config: configOf([{ kind: "varnish", url: cache.url }]) });
    await works(again);
    const due = new Date(Date.now() + 600_000).toISOString();
    await again.admin("PUT", "/articles/urn:x:due", { title: "Later", content_html: "<p>x</p>", date_published: due });
    await again.admin("POST", "/regenerate", {});
    await works(again);
    const seconds = Number(/^max-age=(\d+)$/.exec(String(await cdnOf(again)))?.[1]);
    t.ok(seconds > 0 && seconds <= 600, `${seconds}`);
    t.equal(await cdnOf(again, "/feeds/tech.rss"), "max-age=86400");
  },
);

slowTest("what was published while nobody purged is purged at the next start, as everything", async (t) => {
  const cache = await startCache(t);
  const config = configOf([{ kind: "varnish", url: cache.url }]);
  const service = await startService(t, { config });
  await works(service);
  const silent = await service.restart({ config: configOf([]) });
  await publish(silent, "urn:x:1");
  t.equal(cache.purged.length, 1);
  const again = await silent.restart({ config });
  await works(again);
  t.same(
    cache.purged.map(({ headers }) => headers["xkey-purge"]),
    ["all", "all"],
  );
});

slowTest("a delivery that is repeated waits for the purge of what it brings", async (t) => {
  const cache = await startCache(t);
  const subscriber = await startSubscriber(t);
  const clock = standingClock("2026-09-02T10:00:00Z");
  const service = await startService(t, { config: configOf([{ kind: "varnish", url: cache.url }]), clock });
  await works(service);
  await subscribe(service, subscriber);
  subscriber.take((response) => response.writeHead(500).end());
  await publish(service, "urn:x:1");
  await until(async () => (await statsOf(service)).deliveries.failed === 1);
  subscriber.take((response) => response.writeHead(204).end());
  const held = Promise.withResolvers<void>();
  cache.purged.length = 0;
  cache.beforeAnswer(() => held.promise);
  await publish(service, "urn:x:2");
  await until(() => cache.purged.length > 0);
  clock.move(20_000);
  await service.admin("POST", "/regenerate", {});
  await new Promise((resolve) => setTimeout(resolve, 500));
  t.equal(subscriber.delivered.length, 1);
  held.resolve();
  const { body } = await subscriber.waitForDelivery(2);
  t.match(body.toString(), "<title>urn:x:2</title>");
});
