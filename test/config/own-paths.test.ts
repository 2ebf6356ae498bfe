import { test } from "tap";
import { isFreePath } from "../../src/config/own-paths.ts";

test("paths of other programs are free, and no spelling of a path of Courant is", (t) => {
  for (const path of [
    ...["/feed/", "/feed", "/rss.xml", "/index.xml", "/?feed=rss2", "/feed.xml", "/atom.xml", "/tag/x/feed", "/rss/"],
    ...[
      "/index.php?feed=atom&cat=3",
      "/tag/caf%C3%A9/feed/",
      "/feedsy",
      "/blog/feeds/news.rss",
      "/~me/rss",
      "/@me.rss",
    ],
  ]) {
    t.ok(isFreePath(path), path);
  }
  for (const path of [
    ...[
      "/",
      "/?",
      "feed",
      "",
      "//evil.example/",
      "/a b",
      "/a#b",
      "/\\evil",
      "/é",
      "/%zz",
      "/%00",
      `/${"a".repeat(1000)}`,
    ],
    ...["/feeds/news.rss", "/feeds", "/feeds.opml", "/FEEDS/news.rss", "/%66eeds/news.rss", "/feeds/news.rss?x=1"],
    ...["/admin/articles", "/articles/1", "/healthz", "/readyz", "/metrics", "/robots.txt", "/404.html", "/dashboard/"],
    ...[
      "/x/../feeds/news.rss",
      "/./feeds/",
      "/x/%2e%2e/feeds/news.rss",
      "/x/..%2ffeeds/news.rss",
      "/%2ffeeds",
      "/x//feeds",
    ],
    ...["/admin%2farticles", "https://evil.example/", "javascript:alert(1)"],
  ]) {
    t.notOk(isFreePath(path), path);
  }
  t.end();
});
