import { test } from "tap";
import { json, startService } from "../service.ts";
import { until } from "../until.ts";
import { articlesOf, elsewhere, type Item, type Listed, poll } from "./elsewhere.ts";

const configFor = (url: string, more = "") => `
site: { title: Test Site, url: "https://site.example/", language: en }
fetching: { allow: [127.0.0.1], media: false }
sources:
  - { url: "${url}/feed.json", tags: [elsewhere] }
${more}
channels:
  - { slug: news, title: News, description: Everything }
`;

const item = (number: number, more = {}): Item => ({
  id: `https://other.example/${number}`,
  url: `https://other.example/${number}`,
  title: `Title ${number}`,
  content_html: `<p>Text <a href="/a">${number}</a></p>`,
  authors: [{ name: "Ana" }],
  date_published: `2026-01-0${number}T00:00:00Z`,
  ...more,
});

test("one source through its life: read, edited, unchanged, moved, too many requests, restart, gone", async (t) => {
  const site = await elsewhere(t);
  site.serve([item(1), item(2)], '"1"');
  const service = await startService(t, { config: configFor(site.url) });
  await until(async () => (await articlesOf(service)).length === 2);
  const [second] = await articlesOf(service);
  t.match(second, {
    ...{ id: "https://other.example/2", url: "https://other.example/2", title: "Title 2", tags: ["elsewhere"] },
    ...{ authors: [{ name: "Ana" }], date_published: "2026-01-02T00:00:00.000Z" },
    _courant: { source: `${site.url}/feed.json`, revision: 1 },
  });
  t.match(site.asked[0]?.headers, { "user-agent": /^Courant\/\S+ \(\+https:\/\/site\.example\/\)$/ });
  await until(async () => (await service.get("/feeds/news.json")).body.includes("Title 2"));

  t.match(await poll(service), { failures: 0, error: undefined, asking: false });
  t.equal(site.asked.at(-1)?.headers["if-none-match"], '"1"', "a conditional request");
  t.equal((await articlesOf(service))[0]?._courant.revision, 1, "304: nothing is new");

  site.serve([item(1), item(2, { title: "Title 2, edited" })], '"2"');
  await poll(service);
  t.match(await articlesOf(service), [
    { title: "Title 2, edited", _courant: { revision: 2 } },
    { _courant: { revision: 1 } },
  ]);

  site.serve([item(1, { id: "other-1" }), item(2, { id: "other-2", title: "Title 2, edited" })], '"3"');
  await poll(service);
  t.equal((await articlesOf(service)).length, 4, "other ids at the same addresses are other articles");

  site.answer((response, headers, path) => {
    if (path === "/feed.json") return response.writeHead(301, { location: "/moved.json" }).end();
    return response.writeHead(headers["if-none-match"] === '"3"' ? 304 : 500, { etag: '"3"' }).end();
  });
  t.match(await poll(service), { address: `${site.url}/moved.json`, failures: 0 });
  await poll(service);
  t.equal(site.asked.at(-1)?.path, "/moved.json");
  t.notOk(site.asked.at(-2)?.path === "/feed.json", "asked at its new address at once");

  site.answer((response) => response.writeHead(429, { "retry-after": "7200" }).end());
  const { failures, error, next = "", polled = "" } = await poll(service);
  t.match([failures, error], [1, /The server answered 429/]);
  t.equal(Date.parse(next) - Date.parse(polled), 7_200_000);
  t.equal((await articlesOf(service)).length, 4, "what was read stays");

  const count = site.asked.length;
  const again = await service.restart();
  await until(async () => json<Listed>(await again.admin("GET", "/sources")).sources.length === 1);
  t.match(json<Listed>(await again.admin("GET", "/sources")).sources[0], {
    next,
    address: `${site.url}/moved.json`,
    failures: 1,
  });
  t.equal(site.asked.length, count, "after a restart it is not asked before its time");

  site.answer((response) => response.writeHead(410).end());
  t.match(await poll(again), { next: undefined, error: /410/ });
  t.equal((await articlesOf(again)).length, 4);
});

test("a source changes only what came from it", async (t) => {
  const site = await elsewhere(t);
  site.serve([], '"0"');
  const service = await startService(t, { config: configFor(site.url) });
  await service.admin("POST", "/articles", { id: "ours", url: "https://site.example/ours", title: "Ours" });
  site.serve([item(1, { id: "ours" }), item(2, { url: "https://site.example/ours" }), item(3)], '"1"');
  t.match(await poll(service), { failures: 0 });
  const articles = await articlesOf(service);
  t.equal(articles.length, 3, "with an id and a link, an article of the source is another one");
  t.match(
    articles.find(({ id }) => id === "ours"),
    { title: "Ours", _courant: { revision: 1 } },
  );
});

test("a source that is no feed, or nowhere, is told, and asked again later", async (t) => {
  const site = await elsewhere(t);
  const service = await startService(t, {
    config: configFor(site.url, '  - { url: "http://10.0.0.1/feed.json" }'),
  });
  site.answer((response) => response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><p>Hello"));
  t.match(await poll(service), { error: /It cannot be read: Courant finds no article in this page/ });
  site.answer((response) =>
    response.writeHead(200, { "content-type": "application/json" }).end('{"items": [{"id": 1}'),
  );
  t.match(await poll(service), { error: /It cannot be read/ });
  site.answer((response) => response.destroy());
  t.match(await poll(service), { error: /cannot be fetched/ });
  const { sources } = json<Listed>(await service.admin("GET", "/sources"));
  t.match(sources[1], { error: /10\.0\.0\.1.*not on the public internet.*fetching\.allow/ });
  t.ok((sources[1]?.failures ?? 0) > 0);
  const unknown = await service.admin("POST", "/sources/poll", { url: "https://unknown.example/" });
  t.match([unknown.status, unknown.body.toString()], [404, /is not a source in the configuration/]);
  t.same(await articlesOf(service), []);
});

test("a poll that takes long is answered meanwhile, and with Prefer at once", async (t) => {
  const site = await elsewhere(t);
  site.serve([item(1)], '"1"');
  const service = await startService(t, { config: configFor(site.url) });
  await until(async () => (await articlesOf(service)).length === 1);
  let answer = () => {};
  site.answer((response) => {
    answer = () => response.writeHead(304).end();
  });
  const asked = site.asked.length;
  const early = await service.admin("POST", "/sources/poll", {}, { prefer: "respond-async" });
  t.match([early.status, early.headers["preference-applied"]], [202, "respond-async"]);
  t.match(json<Listed>(early).sources[0], { asking: true });
  await until(async () => site.asked.length > asked);
  answer();
  await until(async () => json<Listed>(await service.admin("GET", "/sources")).sources[0]?.asking === false);
});
