import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import type { DocumentContext } from "../../src/render/format.ts";
import { formats } from "../../src/render/formats.ts";
import { canonical } from "../xml.ts";
import { context, documentOf, minimal, texts } from "./documents.ts";

/** Returns the content in the three formats. */
function contentsOf(given: Partial<Article>, language = "en", content: DocumentContext["channel"]["content"] = "full") {
  const where = { ...context, site: { ...context.site, language }, channel: { ...context.channel, content } };
  const [rss = "", atom = "", json = ""] = formats.map((format) =>
    documentOf(format, [{ ...minimal, ...given }], where),
  );
  const item = JSON.parse(json).items[0];
  return [
    texts(canonical(rss), "description").at(-1),
    texts(canonical(atom), "content")[0] ?? texts(canonical(atom), "summary")[0],
    item.content_html ?? item.content_text,
  ];
}

test("HTML from right to left says so in every format, by the article's language or the site's", (t) => {
  const content_html = "<p>x</p>";
  for (const language of ["ar", "he", "fa-IR", "ur", "yi", "dv", "az-Arab", "pa-PK"]) {
    const html = `<div dir="rtl" lang="${language}"><p>x</p></div>`;
    t.strictSame(contentsOf({ content_html, language }), [html, html, html], language);
    t.strictSame(contentsOf({ content_html }, language), [html, html, html], `${language}, the site's`);
  }
  for (const language of ["en", "ja", "ar-Latn", "az", "pa", "und", "tlh"]) {
    t.strictSame(contentsOf({ content_html, language }, "ar"), Array(3).fill(content_html), language);
  }
  t.end();
});

test("HTML of an article that names no language goes by the channel's, else by the site's", (t) => {
  const given = { ...minimal, content_html: "<p>x</p>" };
  const said = (channel: string, site: string) => {
    const where = {
      ...context,
      site: { ...context.site, language: site },
      channel: { ...context.channel, language: channel },
    };
    return formats.map((format) => documentOf(format, [given], where).includes("rtl"));
  };
  t.strictSame(said("ar", "en"), [true, true, true]);
  t.strictSame(said("en", "ar"), [false, false, false]);
  t.end();
});

test("plain text is told its direction only where it has become HTML", (t) => {
  const p = `<div dir="rtl" lang="ar"><p>x &amp; y</p></div>`;
  t.strictSame(contentsOf({ content_text: "x & y", language: "ar" }), [p, p, "x & y"]);
  const summary = { summary: "x & y", language: "ar" };
  t.strictSame(contentsOf(summary, "en", "summary"), [`<div dir="rtl" lang="ar">x &amp; y</div>`, "x & y", "x & y"]);
  t.end();
});

test("a direction that a document of Courant's own has is not written twice", (t) => {
  const content_html = '<div dir="rtl" lang="ar"><p>x</p></div>';
  t.strictSame(contentsOf({ content_html, language: "ar" }), Array(3).fill(content_html));
  t.end();
});
