import { test } from "tap";
import type { Channel } from "../../src/config/schema.ts";
import { articlePage, homePage } from "../../src/render/page.ts";
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

test("the home page does not send people from the site to the same site", (t) => {
  const page = homePage({ ...site, url: "https://feeds.example.org/" }, [news], context);
  t.equal(all(page, "a", { href: "https://feeds.example.org/" }).length, 0);
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

test("the home page shows the newest articles beside the feeds, and no room for them when there is none", (t) => {
  const own = { ...article, id: "2", url: "https://example.org/own", title: "Elsewhere", language: "ar" };
  const page = homePage(site, [news, { ...sport, group: "By tag" }], context, [own, article]);
  t.same(
    all(page, "li").flatMap(({ text }) => (/2025/.test(text) ? [text] : [])),
    ["Elsewhere 2 September 2025", "A title 2 September 2025"],
  );
  t.equal(all(page, "a", { href: "https://example.org/own" })[0]?.text, "Elsewhere");
  t.equal(all(page, "a", { href: "https://feeds.example.org/articles/tag:example.org%2C2025:1" }).length, 1);
  t.equal(all(page, "li", { lang: "ar", dir: "auto" }).length, 1);
  t.equal(all(page, "div", { class: "front" }).length, 1);
  t.equal(all(homePage(site, [news], context), "div", { class: "front" }).length, 0);
  t.end();
});
