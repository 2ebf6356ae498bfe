import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "tap";
import type { Stats } from "../../src/admin/openapi/schemas/stats.ts";
import type { Problem } from "../../src/errors.ts";
import { json, standingClock, startService, token } from "../service.ts";
import { until } from "../until.ts";

const feedly = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)";
const feedbin = "Feedbin feed-id:1373711 - 7 subscribers";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

test("requests are counted by channel, format, status, coding and client, across days and restarts", async (t) => {
  const clock = standingClock("2026-09-02T10:00:00Z");
  const service = await startService(t, { clock });
  const first = await service.get("/feeds/news.rss", { "user-agent": feedly, "accept-encoding": "gzip" });
  await service.get("/feeds/news.rss", { "user-agent": feedly, "if-none-match": String(first.headers.etag) });
  await service.get("/feeds/news.atom", { "user-agent": feedbin });
  await service.get("/feeds/tech.json", { "user-agent": "curl/8" });
  await service.get("/feeds/news", { "user-agent": firefox });
  await service.get("/feeds/podcast.rss", { "user-agent": feedbin });
  await service.get("/nothing/here", { "user-agent": firefox });
  await service.get("/feeds/latest.rss");
  await service.get("/feeds/news.rss", { "accept-encoding": "identity;q=0, *;q=0" });

  const stats = json<Stats & { from: string; to: string }>(await service.admin("GET", "/stats"));
  t.match(stats, { from: "2026-08-04", to: "2026-09-02" });
  t.same(stats.subscribers, { total: 23, aggregators: { Feedly: 16, Feedbin: 7 } });
  t.same(stats.requests.total, 9);
  t.same(stats.requests.status, { 200: 4, 301: 1, 304: 1, 404: 1, 406: 1, 410: 1 });
  t.same(stats.requests.format, { rss: 3, none: 3, atom: 1, html: 1, json: 1 });
  t.same(stats.requests.client, { aggregator: 4, browser: 2, other: 2, tool: 1 });
  const [news] = stats.channels;
  t.match(news, { channel: "news", requests: { total: 5 }, subscribers: { total: 23 } });
  t.same(stats.days, [{ day: "2026-09-02", requests: 9, subscribers: 23 }]);

  clock.move(86_400_000);
  const again = await service.restart();
  await again.get("/feeds/news.rss", { "user-agent": feedly.replace("16", "15") });
  const later = json<Stats>(await again.admin("GET", "/stats?channel=news"));
  t.same(later.subscribers, { total: 22, aggregators: { Feedly: 15, Feedbin: 7 } });
  t.same(later.days, [
    { day: "2026-09-02", requests: 5, subscribers: 23 },
    { day: "2026-09-03", requests: 1, subscribers: 15 },
  ]);
});

test("a range that makes no sense is refused in words", async (t) => {
  const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z") });
  for (const [query, detail] of [
    ["from=2026-09-03", /has 0 days/],
    ["from=2025-09-03", /has 365 days\. Ask for 1 to 100 days/],
    ["to=yesterday", /\/to in the query must match format "date"/],
    ["to=2026-02-31", /date/],
  ] as const) {
    const answer = await service.admin("GET", `/stats?${query}`);
    t.match(json<Problem>(answer), { status: 400, detail }, query);
  }
  t.equal((await service.get("/admin/stats")).status, 401);
});

test("metrics: for the token; for programs on this machine where the configuration says so", async (t) => {
  const config = (openMetrics: boolean) => `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
serving: { openMetrics: ${openMetrics} }
channels: [{ slug: news, title: News, description: Everything }]
`;
  const closed = await startService(t, { config: config(false) });
  t.equal((await closed.get("/metrics")).status, 401);
  const told = await closed.get("/metrics", { authorization: `Bearer ${token}` });
  t.equal(told.status, 200);
  t.match(told.headers["content-type"], /^text\/plain; version=0\.0\.4/);
  await closed.get("/feeds/news.rss", { "user-agent": feedbin });
  const text = (await closed.get("/metrics", { authorization: `Bearer ${token}` })).body.toString();
  for (const line of [
    'courant_requests_total{channel="news",format="rss",status="200",coding="identity",client="aggregator"} 1',
    'courant_subscribers{channel="news",format="rss",aggregator="Feedbin"} 7',
    'courant_runs_total{state="done"}',
    "courant_run_duration_seconds_count",
    "nodejs_eventloop_lag_seconds",
    "courant_channel_duration_seconds_count",
    'courant_run_documents_total{outcome="changed"}',
    "courant_failing 0",
  ]) {
    t.ok(text.includes(line), line);
  }
  t.notOk(text.includes(token));

  const open = await startService(t, { config: config(true) });
  t.equal((await open.get("/metrics")).status, 200);
  for (const [name, value] of [
    ["x-forwarded-for", "127.0.0.1"],
    ["forwarded", "for=127.0.0.1"],
    ["via", "1.1 proxy"],
    ["host", "rebound.example"],
    ["host", "127.0.0.1.rebound.example"],
  ] as const) {
    t.equal((await open.get("/metrics", { [name]: value })).status, 401, `${name}: ${value}`);
  }
});

test("metrics: how old documents are, when runs were and will be, what fails, how long the event loop was held up", async (t) => {
  const clock = standingClock("2026-09-02T10:00:00Z");
  const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *", timezone: UTC }
serving: { openMetrics: true }
channels: [{ slug: news, title: News, description: Everything }]
`;
  const service = await startService(t, { clock, config });
  const metric = async (name: string) => {
    const text = (await service.get("/metrics")).body.toString();
    const line = text.split("\n").find((each) => each.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length + 1));
  };
  const seconds = (date: string) => Date.parse(date) / 1000;
  await service.admin("PUT", "/articles/urn:x:1", { title: "One", content_html: "<p>Text</p>" });
  await until(async () => (await service.get("/articles/urn:x:1")).status === 200);
  const modified = Date.parse(String((await service.get("/feeds/news.rss")).headers["last-modified"]));
  clock.move(3_600_000);
  t.equal(await metric('courant_document_age_seconds{path="/feeds/news.rss"}'), (clock.now() - modified) / 1000);
  t.equal(await metric('courant_document_age_seconds{path="/articles/urn:x:1"}'), undefined, "it is not polled");
  t.equal(await metric("courant_next_run_timestamp_seconds"), seconds("2027-01-01T00:00:00Z"));

  await service.admin("POST", "/regenerate");
  const good = clock.now() / 1000;
  t.equal(await metric("courant_last_run_timestamp_seconds"), good);
  t.equal(await metric("courant_run_last_success_timestamp_seconds"), good);
  const file = join(service.folder, "feeds", "news.rss");
  await rm(file);
  await mkdir(join(file, "in-the-way"), { recursive: true });
  clock.move(60_000);
  await service.admin("PUT", "/articles/urn:x:1", { title: "Two" });
  await until(async () => (await metric("courant_failing")) === 1);
  t.equal(await metric("courant_failing"), 1);
  t.ok(Number(await metric("courant_last_run_timestamp_seconds")) >= good + 60);
  t.equal(await metric("courant_run_last_success_timestamp_seconds"), good);

  const delay = 'courant_event_loop_delay_max_seconds{thread="1",process="serving"}';
  await metric(delay);
  await sleep(50);
  const end = Date.now() + 400;
  while (Date.now() < end);
  await sleep(50);
  t.ok(Number(await metric(delay)) > 0.35);
  let later: number | undefined;
  await until(async () => {
    later = await metric(delay);
    return Number(later) < 0.35;
  });
  t.ok(Number(later) < 0.35, "only since the last time");
});

test("requests that nobody has asked about survive a stop", async (t) => {
  const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z") });
  for (let poll = 0; poll < 7; poll++) await service.get("/feeds/tech.atom");
  const again = await service.restart();
  const { requests } = json<{ requests: { total: number } }>(await again.admin("GET", "/stats?channel=tech"));
  t.equal(requests.total, 7);
});
