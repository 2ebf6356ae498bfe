import { createHash } from "node:crypto";
import { test } from "tap";
import { headlineOf, labelOf } from "../../src/render/page/labels.ts";
import {
  articlePage,
  channelPage,
  errorPage,
  fillNearestFeed,
  homePage,
  scriptHash,
  styleHash,
} from "../../src/render/page.ts";
import { all, article, context, news, read, site, sport, texts } from "./pages.ts";

test("a picture whose size is known keeps its place on the page", (t) => {
  const image = "https://example.org/a.png";
  const sized = { ...article, image, _courant: { revision: 1, image_width: 1600, image_height: 900 } };
  for (const page of [articlePage(site, sized, [news], context), channelPage(site, news, [sized], context)]) {
    t.match(all(page, "img", { src: image })[0]?.attributes, { width: "1600", height: "900" });
  }
  const [unsized] = all(articlePage(site, { ...article, image }, [news], context), "img", { src: image });
  t.notOk(unsized?.attributes.width);
  t.end();
});

test("an article without a title is called by the beginning of what it says, said once", (t) => {
  const { title: _, summary: __, ...untitled } = article;
  const words = "word ".repeat(40);
  const list = channelPage(site, news, [{ ...untitled, content_html: `<p>${words}</p>` }], context);
  t.equal(texts(list, "h3")[0], `${"word ".repeat(16).trim()}…`);
  t.equal(texts(list, "ol")[0]?.split("word").length, 17);
  const { content_html: ___, ...empty } = untitled;
  t.equal(texts(channelPage(site, news, [empty], context), "h3")[0], "2 September 2025");
  t.equal(texts(articlePage(site, empty, [], context), "h1")[0], "2 September 2025");
  t.end();
});

test("a headline made of the text and a label are cut between characters, never inside of one", (t) => {
  const { title: _, summary: __, content_html: ___, ...untitled } = article;
  const family = "👩‍👩‍👧‍👦";
  t.equal(headlineOf({ ...untitled, content_text: family.repeat(10) }), `${family.repeat(7)}…`);
  t.equal(headlineOf({ ...untitled, summary: "-".repeat(400) }), undefined, "nothing is left to say");
  t.equal(labelOf(`https://example.org/${"x".repeat(80)}/`), `example.org/${"x".repeat(48)}…`);
  t.end();
});

test("an article without a title and text shows its date once", (t) => {
  const { title: _, summary: __, content_html: ___, ...empty } = article;
  t.equal(articlePage(site, empty, [], context).split(">2 September 2025<").length, 2);
  t.equal(texts(articlePage(site, empty, [], context), "h1")[0], "2 September 2025");
  const list = channelPage(site, news, [empty], context);
  t.equal(list.split(">2 September 2025<").length, 2);
  t.same(all(list, "p", { class: "meta" }), [], "no empty line below it");
  const home = homePage(site, [news], context, [empty]);
  t.equal(home.split(">2 September 2025<").length, 2);
  t.same(texts(articlePage(site, { ...empty, authors: [{ name: "Ann" }] }, [], context), "p"), ["By Ann"]);
  t.end();
});

test("the page for unknown addresses leads to the feeds, the newest articles and the feed that was perhaps meant", (t) => {
  const grouped = { ...sport, group: "By tag" };
  const page = errorPage(site, 404, [news, grouped], context, [article]);
  t.equal(texts(page, "h1")[0], "There is nothing here");
  t.match(page, /Error 404/);
  t.equal(all(page, "meta", { name: "robots", content: "noindex" }).length, 1);
  t.same(texts(page, "li"), ["News", "A title 2 September 2025"]);
  t.same(read(page).errors, []);
  t.equal(all(page, "p", { class: "nearest", hidden: "" }).length, 1);
  for (const path of ["/feeds/newz", "/new", "/NEWS.xml", "/news/", "/blog/nws"]) {
    const filled = fillNearestFeed(page, path);
    const [nearest] = all(filled, "p", { class: "nearest" });
    t.match(nearest?.text, /looking for this feed: News/, path);
    t.equal(nearest?.attributes.hidden, undefined);
    t.equal(all(filled, "a", { href: "/feeds/news" }).length, 2);
  }
  for (const path of ["/", "/wp-login.php", "/A title", `/news${"x".repeat(90)}`, "/$&", "/news/wholly/else"]) {
    t.equal(fillNearestFeed(page, path), page, path);
  }
  t.match(texts(errorPage(site, 410, [news], context), "h1")[0], "This is gone");
  t.end();
});

test("the hashes allow the style sheet and the script that the pages hold, and they need no other", (t) => {
  const pages = {
    home: homePage(site, [news], context),
    channel: channelPage(site, news, [article], context),
    article: articlePage(site, article, [news], context),
    error: errorPage(site, 404, [news], context, [article]),
  };
  const hashes = (page: string, name: string) =>
    texts(page, name).map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  for (const [name, page] of Object.entries(pages)) {
    t.same(hashes(page, "style"), [styleHash]);
    t.same(hashes(page, "script"), name === "error" ? [] : [scriptHash], name);
    t.notMatch(page, /<[^>]* (style|on[a-z]+)=/);
  }
  t.end();
});

test("each format has a button that copies its address, unseen until the script shows it", (t) => {
  for (const page of [homePage(site, [news], context), channelPage(site, news, [article], context)]) {
    t.same(
      all(page, "button").map(({ attributes }) => attributes),
      [
        ["rss", "RSS"],
        ["atom", "Atom"],
        ["json", "JSON Feed"],
      ].map(([extension, label]) => ({
        type: "button",
        hidden: "",
        "data-address": `https://feeds.example.org/feeds/news.${extension}`,
        "aria-label": `Copy the ${label} address of News`,
      })),
    );
    t.same(texts(page, "output"), [""]);
  }
  t.end();
});
