import { test } from "tap";
import { configText, startService } from "../service.ts";

/** The feeds of WordPress, Ghost, Hugo and Jekyll, and where each leads. */
const moved: Readonly<Record<string, string>> = {
  "/feed/": "/feeds/news.rss",
  "/feed": "/feeds/news.rss",
  "/feed/?utm_source=x": "/feeds/news.rss",
  "/feed/atom": "/feeds/news.atom",
  "/?feed=rss2": "/feeds/news.rss",
  "/?feed=atom": "/feeds/tech.atom",
  "/rss": "/feeds/news.rss",
  "/index.xml": "/feeds/news.rss",
  "/atom.xml": "/feeds/news.atom",
  "/feed.json": "/feeds/news.json",
  "/tag/caf%C3%A9/feed/": "/feeds/tech.rss",
  "/tag/caf%c3%a9/feed": "/feeds/tech.rss",
  "/feeds/latest.json": "/feeds/news.json",
};

test("feeds of other programs are sent on, and paths of Courant are answered as before", async (t) => {
  const paths = `moved: { latest: news, /feed/: news, /feed/atom/: news, "/?feed=rss2": news, "/?feed=atom": tech, /rss/: news,
  /index.xml: news, /atom.xml: news, /feed.json: news, /tag/caf%C3%A9/feed: tech }`;
  const service = await startService(t, { config: configText.replace("moved: { latest: news }", paths) });
  for (const [path, target] of Object.entries(moved)) {
    const { status, headers } = await service.get(path);
    t.same([status, headers.location], [301, target], path);
  }
  for (const path of ["/", "/?x=1", "/?feed=rss2&paged=2", "/feeds/news.rss?feed=rss2", "/healthz?feed=rss2"]) {
    t.equal((await service.get(path)).status, 200, path);
  }
  for (const path of ["/feed/x", "/tag/other/feed/", "/?feed=rss2/"]) {
    t.not((await service.get(path)).status, 301, path);
  }
});
