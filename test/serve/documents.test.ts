import { test } from "tap";
import { type Answer, standingClock, startService, type TestService } from "../service.ts";

async function withArticles(t: Parameters<typeof startService>[0]): Promise<TestService> {
  const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z") });
  const paragraph = "<p>Words that repeat make a document that compresses well.</p>".repeat(50);
  for (const [index, tags] of [["tech"], ["politics"]].entries()) {
    await service.admin("POST", "/articles", {
      url: `https://site.example/${index}`,
      title: `Article ${index}`,
      content_html: paragraph,
      tags,
    });
  }
  await service.admin("POST", "/articles", { id: "urn:x:own", title: "Without an address", content_html: paragraph });
  await service.admin("POST", "/regenerate");
  return service;
}

test("a channel's own max-age; what a browser may send to documents", async (t) => {
  const service = await withArticles(t);
  t.match((await service.get("/feeds/tech.rss")).headers["cache-control"], "max-age=60");
  const preflight = await service.get("/feeds/news.json", { origin: "https://reader.example" }, "OPTIONS");
  t.equal(preflight.status, 204);
  t.match(preflight.headers["access-control-allow-headers"], "If-None-Match");
});

test("nothing acceptable, unknown, retired, moved, wrong method: short, typed, open to all", async (t) => {
  const service = await withArticles(t);
  const cases: [answer: Answer, status: number, code: string][] = [
    [await service.get("/feeds/news.rss", { "accept-encoding": "identity;q=0, *;q=0" }), 406, "NOT_ACCEPTABLE"],
    [await service.get("/feeds/nothing.rss"), 404, "NOT_FOUND"],
    [await service.get("/feeds/news.xml"), 404, "NOT_FOUND"],
    [await service.get("/feeds/%00"), 404, "NOT_FOUND"],
    [await service.get("/feeds/%ff"), 400, "REQUEST_INVALID"],
    [await service.get("/feeds/podcast.atom"), 410, "GONE"],
    [await service.get("/feeds/news.rss", {}, "POST"), 405, "METHOD_NOT_ALLOWED"],
    [await service.get("/nowhere"), 404, "NOT_FOUND"],
  ];
  for (const [answer, status, code] of cases) {
    t.equal(answer.status, status, code);
    t.match(answer.headers["content-type"], "application/problem+json");
    t.equal(JSON.parse(answer.body.toString()).code, code);
    t.ok(answer.body.length < 500);
  }
  const missing = await service.get("/feeds/nothing.rss");
  t.equal(missing.headers["cache-control"], "public, max-age=60");
  t.equal(missing.headers["access-control-allow-origin"], "*");
  const moved = await service.get("/feeds/latest.json");
  t.equal(moved.status, 301);
  t.equal(moved.headers.location, "/feeds/news.json");
  const inBrowser = await service.get("/feeds/nothing", { accept: "text/html,*/*" });
  t.equal(inBrowser.status, 404);
  t.match(inBrowser.headers["content-type"], "text/html");
  t.match(inBrowser.headers["content-security-policy"], "default-src 'none'");
});

test("pages, OPML, permalinks and health", async (t) => {
  const service = await withArticles(t);
  const home = await service.get("/");
  t.match(home.headers["content-type"], "text/html");
  t.match(home.headers["content-security-policy"], /style-src 'sha256-/);
  for (const format of ["rss", "atom", "json"]) t.match(home.body.toString(), `/feeds/news.${format}`);
  t.match((await service.get("/feeds/news")).body.toString(), "Article 1");
  t.match((await service.get("/feeds.opml")).headers["content-type"], "text/x-opml");
  for (const [path, place] of [
    ["/feeds", "/"],
    ["/feeds/", "/"],
    ["/apple-touch-icon-precomposed.png", "/apple-touch-icon.png"],
  ] as const) {
    const moved = await service.get(path);
    t.same([moved.status, moved.headers.location], [301, place], path);
  }
  for (const [path, type, start] of [
    ["/favicon.ico", "image/x-icon", "00000100"],
    ["/apple-touch-icon.png", "image/png", "89504e47"],
  ] as const) {
    const icon = await service.get(path);
    t.match(icon.headers["content-type"], type);
    t.equal(icon.body.toString("hex", 0, 4), start);
  }

  const own = await service.get("/articles/urn:x:own");
  t.match(own.body.toString(), "Without an address");
  for (const coding of ["gzip", "br", "zstd"]) {
    const coded = await service.get("/articles/urn:x:own", { "accept-encoding": coding });
    t.equal(coded.headers["content-encoding"], coding);
    t.ok(coded.body.length < own.body.length / 2);
  }
  t.same((await service.get("/articles/urn%3Ax%3Aown")).body, own.body, "percent-encoded too");
  t.equal((await service.get("/articles/https%3A%2F%2Fsite.example%2F0")).status, 404, "it has an address of its own");

  t.same(JSON.parse((await service.get("/healthz")).body.toString()), { status: "ok" });
  t.equal((await service.get("/readyz")).status, 200);
  await service.admin("DELETE", "/articles/urn:x:own");
  await service.admin("POST", "/regenerate");
  t.equal((await service.get("/articles/urn:x:own")).status, 410, "a deleted article's page is gone");

  await service.admin("PUT", "/articles/urn:x:own", { title: "Back" });
  await service.admin("POST", "/regenerate");
  t.match((await service.get("/articles/urn:x:own")).body.toString(), "Back");
  await service.admin("PATCH", "/articles/urn:x:own", { url: "https://site.example/é" });
  await service.admin("POST", "/regenerate");
  const elsewhere = await service.get("/articles/urn:x:own");
  t.same([elsewhere.status, elsewhere.headers.location], [301, "https://site.example/%C3%A9"], "links go on working");
});
