import fc from "fast-check";
import robotsParser from "robots-parser";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { renderRobots } from "../../src/render/robots.ts";
import { articleEntry, renderSitemap, renderSitemapIndex, siteEntry } from "../../src/render/sitemap.ts";
import { evaluate } from "../xml.ts";
import { articles } from "./arbitraries.ts";
import { context, elements, minimal } from "./documents.ts";

const { site, baseUrl } = context;
const { url: _, ...withPage } = minimal;
const published = Date.parse(withPage.date_published);
const day = 86_400_000;

const entryAt = (article: Article, now: number) => renderSitemap([articleEntry(article, { site, baseUrl, now })]);

test("a sitemap names a page, its pictures, and for two days what makes it news", (t) => {
  const article: Article = {
    ...withPage,
    title: "Salt & <pepper>",
    language: "zh-Hant-TW",
    image: "https://example.org/a b.png",
    content_html:
      '<p><img alt="a &gt; b" src="https://example.org/?a=1&amp;b=2"><img src="data:image/png;base64,x"></p>',
    attachments: [
      { url: "https://example.org/film.mp4", mime_type: "video/mp4" },
      { url: "https://example.org/c.jpg", mime_type: "image/jpeg" },
    ],
  };
  const fresh = entryAt(article, published + 2 * day - 1);
  const value = (name: string) => elements(fresh, name).map(({ text }) => text);
  t.same(value("loc"), ["https://feeds.example.org/articles/urn:example:1"]);
  t.same(value("lastmod"), ["2026-03-02T09:30:00.000Z"]);
  t.same(value("image:loc"), [
    "https://example.org/a%20b.png",
    "https://example.org/?a=1&b=2",
    "https://example.org/c.jpg",
  ]);
  t.same(
    [value("news:name"), value("news:language"), value("news:publication_date"), value("news:title")],
    [["The Example"], ["zh-tw"], ["2026-03-01T08:00:00.000Z"], ["Salt & <pepper>"]],
  );
  t.notMatch(entryAt(article, published + 2 * day), "news:news");
  t.match(entryAt({ ...article, title: undefined } as unknown as Article, published), "<loc>");
  t.notMatch(entryAt({ ...article, title: undefined } as unknown as Article, published), "news:news");
  for (const [tag, language] of [
    ["zh", "zh-cn"],
    ["de-AT", "de"],
    ["sr-Latn", "sr"],
    ["fil", "fil"],
  ] as const) {
    t.match(entryAt({ ...article, language: tag }, published), `<news:language>${language}</news:language>`);
  }
  t.end();
});

test("a sitemap is well-formed whatever articles say", (t) => {
  fc.assert(
    fc.property(articles, (all) => {
      const text = renderSitemap([
        siteEntry(`${baseUrl}/`),
        ...all.map((article) => articleEntry(article, { site, baseUrl, now: Date.parse(article.date_published) })),
      ]);
      const count = evaluate(text, "count(/*[local-name()='urlset']/*[local-name()='url']/*[local-name()='loc'])");
      if (count !== all.length + 1) throw new Error(`${count} addresses of ${all.length + 1}`);
      const blanks = evaluate(text, "count(//*[local-name()='loc'][contains(normalize-space(.), ' ')])");
      if (blanks !== 0) throw new Error("an address with a blank");
    }),
  );
  t.equal(evaluate(renderSitemapIndex(["https://a.example/?a&b"]), "count(//*[local-name()='loc'])"), 1);
  t.end();
});

test("robots are told what is closed, and where the sitemap is", (t) => {
  const sitemap = "https://feeds.example/blog/sitemap.xml";
  const parse = robotsParser as unknown as typeof robotsParser.default;
  const read = (text: string) => parse("https://feeds.example/robots.txt", text);
  const open = read(renderRobots([], { root: "/blog", sitemap }));
  t.equal(open.isAllowed("https://feeds.example/blog/articles/1", "AnyBot"), true);
  for (const path of ["/admin/articles", "/dashboard", "/dashboard/sign-in", "/private/x.y/feeds/news.rss"]) {
    t.equal(open.isAllowed(`https://feeds.example/blog${path}`, "AnyBot"), false, path);
  }
  t.same(open.getSitemaps(), [sitemap]);
  const groups = [
    { agents: ["GPTBot", "CCBot"], disallow: ["/"], allow: ["/feeds/"] },
    { agents: ["*"], disallow: ["/*.json$"] },
  ];
  const closed = read(renderRobots(groups, { root: "", sitemap }));
  const asked = (agent: string, path: string) => closed.isAllowed(`https://feeds.example${path}`, agent);
  t.same(
    [asked("GPTBot", "/articles/1"), asked("CCBot", "/feeds/news.rss"), asked("Other", "/articles/1")],
    [false, true, true],
  );
  t.same(
    [asked("Other", "/feeds/news.json"), asked("Other", "/feeds/news.json?x"), asked("Other", "/admin/")],
    [false, true, false],
  );
  t.end();
});
