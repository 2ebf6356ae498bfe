import { connect } from "node:net";
import { test } from "tap";
import { json, sharedService, standingClock, startService, type TestService, token } from "../service.ts";

const start = "2026-09-02T10:00:00Z";

/** Sends bytes as they are. @returns all that came back until the service or the test closed the connection */
function talk(service: TestService, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(service.url).port), "127.0.0.1", () => socket.end(text));
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk;
    });
    socket.on("end", () => resolve(heard)).on("error", reject);
  });
}

/** For tests that only ask. */
const serviceOfAll = sharedService({ clock: standingClock(start) });

test("a request target in absolute form may lack a path (RFC 9112 section 3.2.2)", async (t) => {
  const service = await serviceOfAll();
  for (const target of ["http://feeds.example", "http://feeds.example?x=/y"]) {
    const answer = await talk(service, `GET ${target} HTTP/1.1\r\nHost: feeds.example\r\nConnection: close\r\n\r\n`);
    t.match(answer, /^HTTP\/1\.1 200 OK/, target);
  }
});

test("a semicolon belongs to the path (RFC 3986 section 3.3)", async (t) => {
  const service = await serviceOfAll();
  t.equal((await service.get("/feeds/news.rss;a=1")).status, 404);
  await service.admin("PUT", "/articles/x%3By", { title: "With a semicolon" });
  await service.admin("POST", "/regenerate");
  t.match((await service.get("/articles/x;y")).body.toString(), "With a semicolon");
});

test("bytes that are no HTTP are refused with problem details, and the connection closed", async (t) => {
  const service = await serviceOfAll();
  const cases: [request: string, status: number][] = [
    ["GARBAGE\r\n\r\n", 400],
    ["GET / HTTP/1.1\r\n\r\n", 400],
    ["POST /admin/import HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400],
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
  ];
  for (const [request, status] of cases) {
    const answer = await talk(service, request);
    t.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), request.slice(0, 60));
  }
  const [head = "", body = ""] = (await talk(service, "GARBAGE\r\n\r\n")).split("\r\n\r\n");
  t.match(head, "Content-Type: application/problem+json");
  t.match(head, "Connection: close");
  t.match(JSON.parse(body), { status: 400, code: "REQUEST_INVALID" });
});

test("errors on public paths are open to all, short, and kept shortly or not at all", async (t) => {
  const service = await serviceOfAll();
  const cases: [
    path: string,
    method: "GET" | "POST",
    headers: Record<string, string>,
    status: number,
    caching: string,
  ][] = [
    [`/feeds/${"a".repeat(4000)}`, "GET", {}, 404, "public, max-age=60"],
    ["/nope", "GET", {}, 404, "public, max-age=60"],
    ["/feeds/podcast.rss", "GET", {}, 410, "public, max-age=60"],
    ["/feeds/news.rss", "POST", {}, 405, "no-store"],
    ["/healthz", "POST", {}, 405, "no-store"],
    ["/feeds/news.rss", "GET", { "accept-encoding": "identity;q=0" }, 406, "no-store"],
    ["/feeds/%zz", "GET", {}, 400, "no-store"],
  ];
  for (const [path, method, headers, status, caching] of cases) {
    const answer = await service.get(path, headers, method);
    t.equal(answer.status, status, `${method} ${path.slice(0, 40)}`);
    t.equal(answer.headers["cache-control"], caching);
    t.equal(answer.headers["access-control-allow-origin"], "*");
    t.ok(answer.body.length < 600);
    if (status === 405) t.match(answer.headers.allow, /GET, HEAD/);
    if (method === "GET") {
      const head = await service.get(path, headers, "HEAD");
      t.equal(head.headers["content-length"], answer.headers["content-length"], "HEAD says the same length");
    }
  }
});

test("admin answers are never stored, and nothing there forces TLS on others", async (t) => {
  const service = await serviceOfAll();
  const answers = [
    await service.admin("GET", "/articles"),
    await service.admin("GET", "/runs"),
    await service.admin("POST", "/regenerate"),
    await service.admin("GET", "/articles/none"),
    await service.admin("GET", "/nothing"),
    await service.admin("PUT", "/articles", { title: "a" }),
    await service.get("/admin/runs"),
  ];
  t.same(
    answers.map(({ status }) => status),
    [200, 200, 200, 404, 404, 405, 401],
  );
  for (const { headers } of answers) {
    t.equal(headers["cache-control"], "no-store");
    t.equal(headers["strict-transport-security"], undefined);
    t.equal(headers["access-control-allow-origin"], undefined);
  }
});

test("conditions, media types and preferences on the admin API", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  await service.admin("PUT", "/articles/a", { title: "A" });
  t.equal((await service.admin("GET", "/articles/a", undefined, { "if-none-match": '"1"' })).status, 304);
  t.equal((await service.admin("PUT", "/articles/a", { title: "B" }, { "if-none-match": '"1"' })).status, 412);
  t.equal(
    (await service.admin("PUT", "/articles/new", { title: "N" }, { "if-match": '"1"', "if-none-match": "*" })).status,
    412,
  );
  t.equal((await service.admin("PUT", "/articles/", { title: "N" })).status, 400, "no id, no article");
  t.equal((await service.admin("PUT", "/articles/%20w%20", { title: "N" })).status, 400);

  const xml = await service.admin("POST", "/articles", "<article/>", { "content-type": "application/xml" });
  t.match([xml.status, json(xml)], [415, { code: "MEDIA_TYPE_UNSUPPORTED" }]);
  const feedItem = await service.admin("POST", "/articles", '{"title":"F"}', {
    "content-type": "application/feed+json",
  });
  t.equal(feedItem.status, 201);
  const gzipped = await service.admin("POST", "/import", "text", { "content-encoding": "gzip" });
  t.equal(gzipped.status, 415);
  t.equal(
    (await service.admin("POST", "/import", '{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[]}'))
      .status,
    200,
  );

  for (const [prefer, status] of [
    ["RESPOND-ASYNC; wait=5", 202],
    ["wait=5, respond-async", 202],
    ["no-respond-async", 200],
    ['foo="respond-async"', 200],
  ] as const) {
    t.equal((await service.admin("POST", "/regenerate", {}, { prefer })).status, status, prefer);
  }
  const basic = await service.get("/admin/runs", { authorization: "Basic YTpi" });
  t.notMatch(
    basic.headers["www-authenticate"],
    "invalid_token",
    "another scheme is no wrong token (RFC 6750 section 3.1)",
  );
  t.equal((await service.get("/admin/runs", { authorization: `Bearer ${token}` })).status, 200);
});

test("max-age of an article's page never reaches past its expiry", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  await service.admin("PUT", "/articles/e", { title: "E", _courant: { expires: "2026-09-02T10:00:20Z" } });
  await service.admin("POST", "/regenerate");
  t.match((await service.get("/articles/e")).headers["cache-control"], /max-age=(1?\d|20), stale-while-revalidate=0/);
});
