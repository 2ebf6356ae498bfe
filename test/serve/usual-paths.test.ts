import { test } from "tap";
import { startService } from "../service.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything }
  - { slug: tech, title: Tech, description: By tag, select: { tags: [tech] } }
moved: { /rss.xml: tech }
robots: [{ agents: [GPTBot], disallow: ["/"] }]
`;

test("the usual paths of feeds lead to the first channel, and robots find rules and sitemap", async (t) => {
  const service = await startService(t, { config });
  await service.admin("POST", "/articles", { id: "urn:x:1", title: "Here", content_text: "Words" });
  await service.admin("POST", "/regenerate", {});
  for (const [path, place] of [
    ["/feed", "/feeds/news.rss"],
    ["/feed/", "/feeds/news.rss"],
    ["/feed?format=xml", "/feeds/news.rss"],
    ["/rss", "/feeds/news.rss"],
    ["/index.xml", "/feeds/news.rss"],
    ["/atom.xml", "/feeds/news.atom"],
    ["/feed.json", "/feeds/news.json"],
  ] as const) {
    const { status, headers } = await service.get(path);
    t.same([status, headers.location], [308, place], path);
  }
  const moved = await service.get("/rss.xml");
  t.same([moved.status, moved.headers.location], [301, "/feeds/tech.rss"], "the configuration comes first");
  for (const path of ["/feeder", "/feed/comments", "/toString", "/constructor", "/__proto__"]) {
    t.equal((await service.get(path)).status, 404, path);
  }

  const robots = await service.get("/robots.txt");
  t.match(robots.headers["content-type"], "text/plain");
  t.match(robots.body.toString(), /^User-agent: GPTBot\nDisallow: \/\n/);
  t.match(robots.body.toString(), "\nSitemap: https://feeds.example/sitemap.xml\n");
  const sitemap = await service.get("/sitemap.xml");
  t.match(sitemap.headers["content-type"], "application/xml");
  t.match(sitemap.body.toString(), "<loc>https://feeds.example/articles/urn:x:1</loc>");
  t.equal((await service.get("/sitemap.xml", { "if-none-match": String(sitemap.headers.etag) })).status, 304);
});
