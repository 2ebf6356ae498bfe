import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import { CourantError } from "../../src/errors.ts";
import { parseSitemap } from "../../src/ingest/sitemap.ts";

test("a sitemap lists pages with the times they were modified, each address once", (t) => {
  t.strictSame(
    parseSitemap(`<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="/sitemap.xsl"?><!-- made by hand -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc> https://a.example/1?a=1&amp;b=2 </loc><lastmod>2026-01-02</lastmod><changefreq>daily</changefreq></url>
  <url><loc><![CDATA[https://a.example/2]]></loc><lastmod>2026-01-02T03:04:05+02:00</lastmod>
    <image:image><image:loc>https://a.example/2.jpg</image:loc></image:image></url>
  <url><loc>https://a.example/3</loc><news:news><news:publication_date>2026-01-03T00:00:00Z</news:publication_date></news:news></url>
  <url><loc>https://a.example/2</loc></url>
  <url><loc>javascript:alert(1)</loc></url>
  <url><lastmod>2026-01-02</lastmod></url>
  <url><loc>https://a.example/4</loc><lastmod>yesterday</lastmod></url>
</urlset>`),
    [
      { url: "https://a.example/1?a=1&b=2", kind: "page", modified: Date.parse("2026-01-02") },
      { url: "https://a.example/2", kind: "page", modified: Date.parse("2026-01-02T01:04:05Z") },
      { url: "https://a.example/3", kind: "page", modified: Date.parse("2026-01-03") },
      { url: "https://a.example/4", kind: "page" },
    ],
  );
  t.end();
});

test("an index lists further sitemaps, and a text file pages", (t) => {
  t.strictSame(
    parseSitemap(
      `<sitemapindex><sitemap><loc>https://a.example/s.xml.gz</loc><lastmod>2026-01-02</lastmod></sitemap></sitemapindex>`,
    ),
    [{ url: "https://a.example/s.xml.gz", kind: "sitemap", modified: Date.parse("2026-01-02") }],
  );
  t.strictSame(parseSitemap("https://a.example/1\r\n\r\nhttps://a.example/2\n"), [
    { url: "https://a.example/1", kind: "page" },
    { url: "https://a.example/2", kind: "page" },
  ]);
  t.end();
});

test("other documents are no sitemaps, and broken sitemaps are refused", (t) => {
  for (const text of ["", "\n", "<rss/>", "<html><urlset>", "See https://a.example/", '{"a": 1}', "<urlsets/>"]) {
    t.equal(parseSitemap(text), undefined, text);
  }
  t.throws(() => parseSitemap("<urlset><url></urlset>"), { code: "ARTICLE_INVALID", message: /line 1/ });
  t.throws(() => parseSitemap(`<urlset>${"<url>".repeat(10_000)}`), { code: "ARTICLE_INVALID", message: /nested/ });
  t.equal(parseSitemap(`<urlset>${"<url><loc>https://a.example/</loc></url>".repeat(60_000)}</urlset>`)?.length, 1);
  const many = Array.from({ length: 60_000 }, (_, index) => `<url><loc>https://a.example/${index}</loc></url>`);
  t.equal(parseSitemap(`<urlset>${many.join("")}</urlset>`)?.length, 50_000);
  t.end();
});

test("any text is a sitemap, none, or refused", (t) => {
  const piece = fc.constantFrom(
    "<urlset>",
    "<url>",
    "<loc>",
    "https://a.example/",
    "</loc>",
    "</url>",
    "</urlset>",
    "<!--",
    "\n",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => pieces.join("")),
      ),
      (text) => {
        try {
          for (const { url } of parseSitemap(text) ?? []) assert.ok(URL.canParse(url));
        } catch (error) {
          assert.ok(error instanceof CourantError, String(error));
        }
      },
    ),
  );
  t.end();
});
