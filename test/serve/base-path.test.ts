import { test } from "tap";
import { request } from "undici";
import { relativeAddress } from "../../src/admin/relative-address.ts";
import { freePort } from "../free-port.ts";
import { json, startService, token } from "../service.ts";
import { addressesIn, startStrippingProxy } from "./base-path.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en, description: A site }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything, limit: 2 }
  - { slug: cast, title: Cast, description: A podcast, group: Sound, limit: 2, podcast: { image: "https://site.example/a.jpg", categories: [News], explicit: false } }
  - { slug: odd, title: Odd, description: Of others, group: Others }
perTag: { atMost: 5 }
retired: [old]
moved: { latest: news, /feed/: news }
`;

/** Starts a service behind a proxy that takes `/a/blog` off. BASE_URL is the proxy's address, so that links can be asked. */
async function startBehindProxy(t: Parameters<typeof startService>[0]) {
  const path = "/a/blog";
  const port = await freePort();
  const origin = await startStrippingProxy(t, path, `http://127.0.0.1:${port}`);
  const service = await startService(t, { config, env: { BASE_URL: `${origin}${path}/`, PORT: String(port) } });
  const ask = async (
    address: string,
    headers: Record<string, string> = {},
    method: "GET" | "POST" | "PUT" = "GET",
    body?: string,
  ) => {
    const answer = await request(address, { headers, method, body: body ?? null });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  };
  return { service, base: `${origin}${path}`, origin, ask };
}

test("with a path in BASE_URL, every address of this service is below it, and a proxy that takes it off answers", async (t) => {
  const { service, base, origin, ask } = await startBehindProxy(t);
  const articles = Array.from({ length: 7 }, (_, index) => ({
    id: `urn:${index} ü`,
    title: `T${index}`,
    content_html: `<p>Text ${index} <a href="#there">there</a></p>`,
    tags: ["tëch"],
  }));
  // One run makes all archives: of articles that come one by one, their numbers depend on how many runs there are.
  const lines = articles.map((article) => JSON.stringify(article)).join("\n");
  t.equal((await service.admin("POST", "/import?name=a.ndjson", lines)).status, 200);
  await service.admin("POST", "/regenerate");
  const asked = new Set<string>();
  const pending = [`${base}/`, `${base}/feeds`, `${base}/feeds/latest.rss`, `${base}/feed/`];
  for (let address = pending.pop(); address !== undefined; address = pending.pop()) {
    if (asked.has(address)) continue;
    asked.add(address);
    for (const accept of ["*/*", "text/html"]) {
      const dest = accept === "text/html" ? { "sec-fetch-dest": "document" } : {};
      const { status, headers, body } = await ask(address, { accept, ...dest });
      // The hub takes requests of subscribers only, and Micropub those with a token.
      const refused: Record<string, number> = { [`${base}/hub`]: 405, [`${base}/micropub`]: 401 };
      const expected = refused[address] ? [refused[address]] : [200, 301, 307, 308];
      t.ok(expected.includes(status), `${address}: ${status}`);
      for (const found of addressesIn(String(headers["content-type"]), body, headers)) {
        const { origin: host, pathname, href } = new URL(found, address);
        if (host !== origin) continue;
        if (!pathname.startsWith("/a/blog/")) t.fail(`${address} leads to ${found}`);
        else pending.push(href.split("#", 1)[0] ?? "");
      }
    }
  }
  const paths = [...asked].map((address) => address.slice(base.length));
  for (const expected of [
    "/feeds.opml",
    "/feeds/news",
    "/feeds/news.atom",
    "/feeds/cast.rss",
    "/feeds/news/archive/1.json",
    "/feeds/news/archive/1/next.rss",
    "/articles/urn:0%20%C3%BC",
  ]) {
    t.ok(paths.includes(expected), expected);
  }
  t.ok(paths.length > 40, `${paths.length} addresses`);
  t.equal((await ask(`${base}/favicon.ico`)).status, 200);
});

test("with a path in BASE_URL, redirects, error pages and the admin API lead below it", async (t) => {
  const { service, base, ask } = await startBehindProxy(t);
  const location = async (path: string) => (await ask(`${base}${path}`)).headers.location;
  t.equal(await location("/feeds"), "/a/blog/");
  t.equal(await location("/feeds/latest.json"), "/a/blog/feeds/news.json");
  t.equal(await location("/feed"), "/a/blog/feeds/news.rss");
  const html = { accept: "text/html" };
  for (const path of ["/nothing", "/feeds/old.rss"])
    t.match((await ask(`${base}${path}`, html)).body, 'href="/a/blog/"');
  t.match(
    (await ask(`${base}/nothing`)).body,
    "at /a/blog/nothing. The feeds are listed at /a/blog/ and in /a/blog/feeds.opml",
  );
  const opened = await ask(`${base}/feeds/news.rss`, { "sec-fetch-dest": "document" });
  t.equal(opened.headers["content-location"], "/a/blog/feeds/news");
  const admin = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  for (const [method, path] of [
    ["POST", "/articles"],
    ["PUT", "/articles/b%2Fc"],
    ["POST", "/import"],
  ] as const) {
    const created = await ask(`${base}/admin${path}`, admin, method, `{"title":"${path}"}`);
    const found = await ask(new URL(String(created.headers.location), `${base}/admin${path}`).href, admin);
    t.match(found.body, `"title":"${path}"`, path);
  }
  const { link } = (await ask(`${base}/admin/articles?limit=1`, admin)).headers;
  t.equal(
    (await ask(new URL(/<(.*)>/.exec(String(link))?.[1] ?? "", `${base}/admin/articles`).href, admin)).status,
    200,
  );
  t.match(link, /^<articles\?limit=1&cursor=/);
  const report = json<{ articles: { url: string }[] }>(await service.admin("POST", "/import?name=a.txt", "A\n\nText."));
  t.match(report.articles[0]?.url, `${base}/articles/`);
});

test("an address of the admin API is relative to the request", (t) => {
  const cases: [target: string, location: string, relative: string][] = [
    ["/admin/articles", "/admin/articles/urn:a", "articles/urn:a"],
    ["/admin/articles/b", "/admin/articles/b", "../articles/b"],
    ["/admin/articles/b/c?d=/e", "/admin/articles/b", "../../articles/b"],
    ["/admin/regenerate", "/admin/runs/1", "runs/1"],
    ["/admin/articles?limit=1", "/admin/articles?limit=1&cursor=a/b", "articles?limit=1&cursor=a/b"],
  ];
  for (const [target, location, relative] of cases) t.equal(relativeAddress(location, target), relative, target);
  t.end();
});
