import { connect } from "node:net";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { test } from "tap";
import { type Answer, standingClock, startService, type TestService } from "../service.ts";

const types = {
  rss: "application/rss+xml; charset=utf-8",
  atom: "application/atom+xml; charset=utf-8",
  json: "application/feed+json; charset=utf-8",
};
const decoders = {
  identity: (body: Buffer) => body,
  gzip: gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

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

function withoutConnection({ headers }: Answer) {
  const { connection, "keep-alive": _, date, ...rest } = headers;
  return rest;
}

/** What a 304 must repeat of the 200 (RFC 9110 section 15.4.5), and what CORS needs on both. */
const repeated = ["etag", "last-modified", "cache-control", "vary", "link", "access-control-allow-origin"];

test("every format in every coding: same content, own strong ETag, the same validators on 200, 304 and HEAD", async (t) => {
  const service = await withArticles(t);
  for (const [format, type] of Object.entries(types)) {
    const path = `/feeds/news.${format}`;
    const plain = await service.get(path);
    const tags = new Set<unknown>();
    for (const [coding, decode] of Object.entries(decoders)) {
      const asked = { "accept-encoding": coding };
      const full = await service.get(path, asked);
      t.equal(full.status, 200);
      t.equal(full.headers["content-type"], type);
      t.equal(full.headers["content-encoding"], coding === "identity" ? undefined : coding, `${format} ${coding}`);
      t.equal(full.headers.vary, "Accept-Encoding, Sec-Fetch-Dest");
      t.equal(full.headers["content-length"], String(full.body.length));
      t.match(full.headers.etag, /^"[^"]+"$/, "strong");
      t.ok(decode(full.body).equals(plain.body), `${format} ${coding} decodes to the identity`);
      tags.add(full.headers.etag);

      const head = await service.get(path, asked, "HEAD");
      t.equal(head.body.length, 0);
      t.same(withoutConnection(head), withoutConnection(full), "HEAD equals GET without the body");

      for (const condition of [
        { "if-none-match": String(full.headers.etag) },
        { "if-none-match": `"other", W/${full.headers.etag}` },
        { "if-none-match": "*" },
        { "if-modified-since": String(full.headers["last-modified"]) },
      ]) {
        const fresh = await service.get(path, { ...asked, ...condition });
        t.equal(fresh.status, 304, JSON.stringify(condition));
        t.equal(fresh.body.length, 0);
        for (const name of repeated) t.equal(fresh.headers[name], full.headers[name], `${name} on 304`);
        t.ok(fresh.headers.date);
      }
    }
    t.equal(tags.size, 4, "four codings, four ETags");
  }
});

test("caching and linking headers", async (t) => {
  const service = await withArticles(t);
  const news = await service.get("/feeds/news.rss?utm_source=whatever");
  t.equal(news.status, 200, "the query string is ignored");
  t.equal(news.headers["cache-control"], "public, max-age=300, stale-while-revalidate=600, stale-if-error=86400");
  t.match((await service.get("/feeds/tech.rss")).headers["cache-control"], "max-age=60", "a channel's own");
  t.equal(
    news.headers.link,
    '<https://feeds.example/feeds/news.rss>; rel="self"; type="application/rss+xml", ' +
      '<https://feeds.example/feeds/news.atom>; rel="alternate"; type="application/atom+xml", ' +
      '<https://feeds.example/feeds/news.json>; rel="alternate"; type="application/feed+json"',
  );
  t.equal(news.headers["access-control-expose-headers"], "ETag, Last-Modified, Link, Retry-After");
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
  for (const format of Object.keys(types)) t.match(home.body.toString(), `/feeds/news.${format}`);
  t.match((await service.get("/feeds/news")).body.toString(), "Article 1");
  t.match((await service.get("/feeds.opml")).headers["content-type"], "text/x-opml");

  const own = await service.get("/articles/urn:x:own");
  t.match(own.body.toString(), "Without an address");
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

test("HTTP/1.0, pipelined and half-closed requests are answered", async (t) => {
  const service = await withArticles(t);
  const talk = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(service.url).port), "127.0.0.1", () => socket.end(text));
      let heard = "";
      socket.on("data", (chunk) => {
        heard += chunk;
      });
      socket.on("end", () => resolve(heard)).on("error", reject);
    });
  const old = await talk("GET /feeds/news.rss HTTP/1.0\r\n\r\n");
  t.match(old, /^HTTP\/1\.1 200 OK\r\n/);
  t.match(old, "<rss");
  const two = await talk(
    "HEAD /feeds/news.rss HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  );
  t.equal(two.match(/HTTP\/1\.1 200 OK/g)?.length, 2);
});
