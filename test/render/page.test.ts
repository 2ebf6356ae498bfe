import { createHash } from "node:crypto";
import { test } from "tap";
import { prepare } from "../../src/article/prepare.ts";
import type { Channel } from "../../src/config/schema.ts";
import { CourantError } from "../../src/errors.ts";
import { headlineOf, labelOf } from "../../src/render/page/labels.ts";
import { articlePage, channelPage, errorPage, homePage, scriptHash, styleHash } from "../../src/render/page.ts";
import { all, article, context, news, read, site, sport, texts } from "./pages.ts";

test("the home page shows every channel with its addresses, and announces them to readers", (t) => {
  const page = homePage(site, [news, sport], context);
  const types = { rss: "application/rss+xml", atom: "application/atom+xml", json: "application/feed+json" };
  for (const { slug, title } of [news, sport]) {
    t.equal(all(page, "a", { href: `/feeds/${slug}` })[0]?.text, title);
    for (const [extension, type] of Object.entries(types)) {
      const href = `https://feeds.example.org/feeds/${slug}.${extension}`;
      t.equal(all(page, "link", { rel: "alternate", href, type }).length, 1, `${href} is announced`);
      t.equal(all(page, "a", { href, type }).length, 1, `${href} is linked`);
      t.ok(texts(page, "code").includes(href), `${href} can be copied`);
    }
  }
  t.equal(all(page, "link", { rel: "canonical" })[0]?.attributes.href, "https://feeds.example.org/");
  t.equal(all(page, "meta", { name: "description" })[0]?.attributes.content, "About it");
  t.equal(all(page, "html")[0]?.attributes.lang, "en-GB");
  t.ok(all(page, "a", { href: "/feeds.opml" }).length > 0);
  t.equal(all(page, "a", { href: "https://example.org/" }).length, 1);
  t.end();
});

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

test("the home page does not send people from the site to the same site", (t) => {
  const page = homePage({ ...site, url: "https://feeds.example.org/" }, [news], context);
  t.equal(all(page, "a", { href: "https://feeds.example.org/" }).length, 0);
  t.end();
});

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

test("dates are the day at the given place, in the site's language, and exact for machines", (t) => {
  const page = articlePage({ ...site, language: "de" }, article, [], { ...context, timezone: "Europe/Berlin" });
  t.same(
    all(page, "time").map(({ attributes, text }) => [attributes.datetime, text]),
    [["2025-09-02T23:30:00.000Z", "3. September 2025"]],
    "changed on the day it appeared: one date",
  );
  const updated = articlePage(site, { ...article, date_modified: "2025-09-04T00:00:00.000Z" }, [], context);
  t.same(texts(updated, "time"), ["2 September 2025", "4 September 2025"]);
  const earlier = articlePage(site, { ...article, date_modified: "2025-08-01T00:00:00.000Z" }, [], context);
  t.same(texts(earlier, "time"), ["2 September 2025"], "written before it appeared: not an update");
  t.end();
});

test("an article page holds the sanitised content as it is, and plain text as paragraphs", (t) => {
  t.match(articlePage(site, article, [], context), "<p>Some <em>content</em></p>");
  const { content_html: _, ...plain } = article;
  const page = articlePage(site, { ...plain, content_text: "One <b>\n\n\nTwo & a half" }, [], context);
  t.same(texts(page, "p").slice(-2), ["One <b>", "Two & a half"]);
  t.ok(
    texts(articlePage(site, plain, [], context), "p").includes("A summary"),
    "the summary, if there is nothing else",
  );
  t.end();
});

test("a picture has its caption and credit; without its address neither is shown", (t) => {
  const _courant = { revision: 1, image_description: "A boat", image_credit: "Lena Falk" };
  const image = "https://example.org/boat.jpg?a=1&b=2";
  const page = articlePage(site, { ...article, image, _courant }, [], context);
  t.equal(all(page, "img", { src: image, alt: "A boat" }).length, 1);
  t.equal(texts(page, "figcaption")[0], "A boat Lena Falk");
  t.notMatch(articlePage(site, { ...article, _courant }, [], context), /A boat|Lena Falk/);
  const content_html = '<p><img src="https://example.org/boat.jpg?a=1&amp;b=2" alt=""></p>';
  t.equal(all(articlePage(site, { ...article, image, content_html, _courant }, [], context), "img").length, 1);
  t.end();
});

test("a picture that the text shows is not shown twice, whatever characters its address has", (t) => {
  const image = "https://example.org/it's%20a%20boat.jpg?a=1&b=2";
  const { draft } = prepare(
    { image, content_html: `<img src="${image.replace("&", "&amp;")}">` },
    { baseUrl: site.url },
  );
  const page = articlePage(site, { ...article, ...draft, _courant: { revision: 1 } }, [], context);
  t.equal(all(page, "img", { src: image }).length, 1);
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

test("an article page names its author, else the site's, and its tags and attachments", (t) => {
  const attachments = [
    { url: "https://example.org/a.mp3", mime_type: "audio/mpeg", size_in_bytes: 12_345_678, duration_in_seconds: 754 },
    { url: "https://example.org/b.pdf", mime_type: "application/pdf", title: "Timetable", size_in_bytes: 840 },
  ];
  const full = { ...article, tags: ["a & b", "c"], attachments, external_url: "https://elsewhere.example/x" };
  const page = articlePage({ ...site, language: "en", author: { name: "The Editors" } }, full, [sport], context);
  t.match(texts(page, "p")[0], /^By The Editors · /);
  t.same(texts(page, "bdi").slice(1, 3), ["a & b", "c"]);
  t.equal(all(page, "a", { href: "https://example.org/a.mp3" })[0]?.text, "example.org/a.mp3");
  t.ok(texts(page, "span").includes("audio/mpeg, 12 MB, 13 min"));
  t.ok(texts(page, "span").includes("application/pdf, 0.8 kB"));
  t.equal(all(page, "a", { href: "https://elsewhere.example/x" }).length, 1);
  t.equal(all(page, "link", { rel: "alternate" })[0]?.attributes.title, "Sport (RSS)");
  t.ok(all(page, "a", { href: "/" }).length > 0, "a way home");
  t.notMatch(texts(articlePage(site, { ...article, authors: [] }, [], context), "p")[0], /By/);
  t.end();
});

test("an error page says what the problem details say, with or without a site", (t) => {
  const problem = new CourantError("CHANNEL_NOT_FOUND", "There is no feed called “<b>”.").toProblem();
  for (const page of [errorPage(problem), errorPage(problem, site)]) {
    t.equal(texts(page, "h1")[0], "There is no such channel");
    t.ok(texts(page, "p").includes("There is no feed called “<b>”."));
    t.match(page, /Error 404/);
    t.equal(all(page, "meta", { name: "robots", content: "noindex" }).length, 1);
    t.same(read(page).errors, []);
  }
  t.end();
});

test("the hashes allow the style sheet and the script that the pages hold, and they need no other", (t) => {
  const pages = {
    home: homePage(site, [news], context),
    channel: channelPage(site, news, [article], context),
    article: articlePage(site, article, [news], context),
    error: errorPage(new CourantError("NOT_FOUND", "Nothing").toProblem(), site),
  };
  const hashes = (page: string, name: string) =>
    texts(page, name).map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  for (const [name, page] of Object.entries(pages)) {
    t.same(hashes(page, "style"), [styleHash]);
    t.same(hashes(page, "script"), ["home", "channel"].includes(name) ? [scriptHash] : [], name);
    t.notMatch(page, /<[^>]* (style|on[a-z]+)=/);
  }
  t.end();
});

/** What people and machines put into fields to break out of them. */

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

test("the home page has the channels of no group first, then each group under its heading", (t) => {
  const grouped = (slug: string, group?: string): Channel => ({ ...news, slug, title: slug, ...(group && { group }) });
  const page = homePage(site, [grouped("a", "B & B"), grouped("b"), grouped("c", "C"), grouped("d", "B & B")], context);
  t.same(
    read(page)
      .elements.filter(({ name, attributes }) => /^h[23]$/.test(name) && attributes.class === undefined)
      .map(({ name, text }) => [name, text]),
    [
      ["h2", "b"],
      ["h2", "B & B"],
      ["h3", "a"],
      ["h3", "d"],
      ["h2", "C"],
      ["h3", "c"],
    ],
  );
  for (const { attributes } of all(page, "a").filter(({ attributes }) => attributes.href?.startsWith("/#"))) {
    t.equal(all(page, "h2", { id: String(attributes.href?.slice(2)) }).length, 1, "the table of contents leads there");
  }
  t.same(texts(page, "nav"), ["\n\nB & B 2\nC 1\n\n"]);
  t.equal(all(homePage(site, [news], context), "nav").length, 0);
  t.end();
});

test("a group of hundreds is a list of names without the site's, and is not announced to readers", (t) => {
  const tags = Array.from({ length: 300 }, (_, index): Channel => {
    return { ...news, slug: `tag-${index}`, title: `The Example – tag ${index}`, group: "By tag" };
  });
  const page = homePage(site, [news, ...tags], context);
  t.equal(all(page, "a", { href: "/feeds/tag-299" })[0]?.text, "tag 299");
  t.equal(all(page, "button").length, 3, "only the channel of no group has its addresses here");
  for (const one of [page, articlePage(site, article, [news, ...tags], context)]) {
    const announced = all(one, "link", { rel: "alternate" }).map(({ attributes }) => attributes.title);
    t.same(
      announced.filter((title) => !title?.includes("OPML")),
      ["News (RSS)", "News (Atom)", "News (JSON Feed)"],
    );
  }
  t.equal(all(homePage(site, tags, context), "link", { rel: "alternate" }).length, 901, "the first group if none else");
  const odd = ["The Example –", "The Examples", "The Example", "The Example: –"].map((title, index): Channel => {
    return { ...news, slug: `tag-${index}`, title, group: "By tag" };
  });
  t.same(
    all(homePage(site, [news, ...odd, ...tags.slice(4)], context), "a")
      .filter(({ attributes }) => /tag-[0-3]$/.test(attributes.href ?? ""))
      .map(({ text }) => text),
    ["The Example –", "The Examples", "The Example", "–"],
  );
  t.end();
});
