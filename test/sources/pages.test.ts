import { test } from "tap";
import { fastClock, startService } from "../service.ts";
import { until } from "../until.ts";
import { articlesOf, elsewhere, poll } from "./elsewhere.ts";

const configFor = (url: string) => `
site: { title: Test Site, url: "https://site.example/", language: en }
fetching: { allow: [127.0.0.1], media: false }
sources: [{ url: "${url}", tags: [elsewhere] }]
channels: [{ slug: news, title: News, description: Everything }]
`;

const words =
  "The reading room of the library will be open on Sundays, the council decided, after many had asked for it.";
const page = (
  title: string,
  path: string,
  more = "",
) => `<!doctype html><html lang="en"><head><title>${title} – Other</title>
<link rel="canonical" href="${path}?utm_source=canonical"><meta property="og:site_name" content="Other">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"${title}",
"author":{"@type":"Person","name":"Ana Bell"},"datePublished":"2026-01-02T03:04:05+01:00","image":"/a.jpg"}]}</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>${title}</h1>${`<p>${words}</p>`.repeat(4)}${more}</article></body></html>`;

test("a page is watched: robots.txt is obeyed, an edit updates, its metadata is kept", async (t) => {
  const site = await elsewhere(t);
  let [robots, body] = ["", page("Open on Sundays", "/one")];
  site.answer((response, _headers, path) => {
    if (path === "/robots.txt") return response.writeHead(200).end(robots);
    return response.writeHead(200, { "content-type": "text/html" }).end(body);
  });
  const service = await startService(t, { config: configFor(`${site.url}/one?utm_medium=feed`) });
  t.match(await poll(service), { kind: "page", failures: 0 });
  t.match(await articlesOf(service), [
    {
      ...{ url: `${site.url}/one`, title: "Open on Sundays", authors: [{ name: "Ana Bell" }], language: "en" },
      ...{ date_published: "2026-01-02T02:04:05.000Z", image: `${site.url}/a.jpg`, tags: ["elsewhere"] },
      _courant: { source: `${site.url}/one?utm_medium=feed`, revision: 1 },
    },
  ]);
  body = page("Open on Sundays and Mondays", "/one");
  await poll(service);
  t.match(await articlesOf(service), [{ title: "Open on Sundays and Mondays", _courant: { revision: 2 } }]);
  t.same(site.asked.filter(({ path }) => path === "/robots.txt").length, 1, "robots.txt is asked for once");

  robots = "User-agent: Courant\nDisallow: /one";
  const again = await service.restart();
  const count = site.asked.length;
  t.match(await poll(again), { failures: 1, error: /robots\.txt does not allow programs to read this page/ });
  t.same(
    site.asked.slice(count).map(({ path }) => path),
    ["/robots.txt"],
    "a page that is known to be one is not asked for against it",
  );
});

test("the pages that a sitemap lists come in, each once, and those that are no articles do not", async (t) => {
  const site = await elsewhere(t);
  const entries = ["/two", "/two?utm_source=x", "/three", "/"].map(
    (path) => `<url><loc>${site.url}${path}</loc></url>`,
  );
  site.answer((response, _headers, path) => {
    if (path === "/robots.txt") return response.writeHead(404).end();
    if (path === "/sitemap.xml") {
      response.writeHead(200, { "content-type": "application/xml" });
      return response.end(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries.join("")}</urlset>`);
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    if (path === "/") return response.end(`<title>Other</title>${'<p><a href="/two">More to read</a></p>'.repeat(20)}`);
    return response.end(page(path.startsWith("/two") ? "Two" : "Three", path.replace(/\?.*/, "")));
  });
  const service = await startService(t, { config: configFor(`${site.url}/sitemap.xml`), clock: fastClock(10) });
  await until(async () => (await articlesOf(service)).length === 2);
  const known = await poll(service);
  t.match(known, { kind: "sitemap", failures: 0 });
  t.equal(known.waiting, undefined);
  t.same((await articlesOf(service)).map(({ url, title }) => [url, title]).toSorted(), [
    [`${site.url}/three`, "Three"],
    [`${site.url}/two`, "Two"],
  ]);
  const paths = site.asked.map(({ path }) => path).filter((path) => !/robots|sitemap/.test(path));
  t.same(paths.toSorted(), ["/", "/three", "/two", "/two?utm_source=x"], "each is asked for once");
});
