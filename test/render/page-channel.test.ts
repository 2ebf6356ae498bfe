import { test } from "tap";
import { channelPage } from "../../src/render/page.ts";
import { all, article, context, news, read, site, texts } from "./pages.ts";

test("a channel page links its articles where they can be read", (t) => {
  const own = { ...article, id: "2", url: "https://example.org/a?b=1&c=2", title: "Elsewhere" };
  const authors = [{ name: "Ann", url: "https://example.org/ann" }, { name: "Bo" }];
  const page = channelPage(site, news, [{ ...article, authors }, own], context);
  t.equal(all(page, "a", { href: "https://example.org/a?b=1&c=2" })[0]?.text, "Elsewhere");
  t.equal(all(page, "a", { href: "https://feeds.example.org/articles/tag:example.org%2C2025:1" })[0]?.text, "A title");
  t.equal(all(page, "a", { rel: "author" })[0]?.text, "Ann");
  t.ok(texts(page, "p").includes("2 September 2025 · Ann, Bo"));
  t.ok(texts(page, "p").includes("A summary"));
  t.equal(all(page, "link", { rel: "alternate" }).length, 3);
  t.equal(all(page, "link", { rel: "canonical" })[0]?.attributes.href, "https://feeds.example.org/feeds/news");
  t.end();
});

test("a channel without articles says so", (t) => {
  const page = channelPage(site, news, [], context);
  t.match(page, /Nothing has been published here yet/);
  t.equal(all(page, "ol").length, 0);
  t.end();
});

test("a channel page links the places where well-known readers subscribe, the feed's address percent-encoded", (t) => {
  const page = channelPage(site, news, [], context);
  const feed = "https%3A%2F%2Ffeeds.example.org%2Ffeeds%2Fnews.rss";
  for (const [name, href] of [
    ["Feedly", `https://feedly.com/i/subscription/feed%2F${feed}`],
    ["Inoreader", `https://www.inoreader.com/?add_feed=${feed}`],
    ["NewsBlur", `https://www.newsblur.com/?url=${feed}`],
    ["The Old Reader", `https://theoldreader.com/feeds/subscribe?url=${feed}`],
    ["Feedbin", `https://feedbin.com/?subscribe=${feed}`],
    ["A reader on this device", "feed:https://feeds.example.org/feeds/news.rss"],
  ]) {
    t.equal(all(page, "a", { href: String(href) })[0]?.text, name);
  }
  t.match(page, /This is a feed, to be read in a feed reader/);
  t.end();
});

test("a channel page may be shown at any address: it holds none that depends on its own", (t) => {
  const authors = [{ name: "Ann", avatar: "https://example.org/ann.png" }];
  const page = channelPage(site, news, [{ ...article, authors, image: "https://example.org/a.png" }], context);
  for (const { name, attributes } of read(page).elements) {
    for (const address of [attributes.href, attributes.src, attributes.srcset, attributes.action]) {
      t.match(address ?? "/", /^(https?:\/\/|\/(?!\/)|feed:https:|data:image\/svg)/, name);
    }
  }
  t.end();
});

test("a channel page shows each article with its picture, its authors' faces, its language and direction", (t) => {
  const authors = [
    { name: "ليلى", avatar: "https://example.org/l.png" },
    { name: "Bo", avatar: "javascript:x" },
  ];
  const _courant = { revision: 1, image_description: "A boat" };
  const image = "https://example.org/boat.jpg";
  const page = channelPage(site, news, [{ ...article, language: "ar", authors, image, _courant }], context);
  t.same(
    all(page, "img").map(({ attributes }) => [attributes.src, attributes.alt, attributes.loading]),
    [
      ["https://example.org/l.png", "", "lazy"],
      [image, "A boat", "lazy"],
    ],
  );
  t.equal(all(page, "li", { lang: "ar", dir: "auto" }).length, 1);
  t.equal(all(channelPage(site, news, [article], context), "img").length, 0);
  t.end();
});
