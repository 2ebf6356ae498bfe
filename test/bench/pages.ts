import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ingest } from "../../src/ingest/ingest.ts";
import { makeArticles } from "./articles.ts";
import { median } from "./measure.ts";
import { table, whole } from "./table.ts";

/**
 * Pages a second, found, cleaned and checked: made ones, and those of a folder.
 * @param folder Mozilla's test pages (test/bench/extraction/readability.ts), if they are there
 */
export function pagesPerSecond(count: number, folder: string | undefined): string {
  const sets = [{ name: "made, an article of 4.8 kB each", pages: [...makeArticles(count)].map(pageOf) }];
  if (folder !== undefined) sets.push({ name: "of Mozilla’s Readability", pages: pagesIn(folder) });
  const rows = sets.map(({ name, pages }) => {
    const milliseconds = pages.map((text) => {
      const began = performance.now();
      ingest({ name: "https://example.org/2026/page", mediaType: "text/html", text }, options);
      return performance.now() - began;
    });
    const all = milliseconds.reduce((sum, each) => sum + each, 0);
    return [
      name,
      `${whole(median(pages.map(({ length }) => length)) / 1000)} kB`,
      whole((1000 * pages.length) / all),
      `${median(milliseconds).toFixed(1)} ms`,
      `${Math.max(...milliseconds).toFixed(0)} ms`,
    ];
  });
  return [
    "Pages, through Readability and all checks",
    table(["", "median size", "pages/s", "median", "longest"], rows),
  ].join("\n");
}

const options = { tags: [], baseUrl: "https://example.org/" };

function pagesIn(folder: string): string[] {
  const files = readdirSync(folder).map((name) => join(folder, name, "source.html"));
  return files.filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8"));
}

/** A page with as much around its article as news pages have. */
function pageOf({ title, content_html }: { title?: string; content_html?: string }): string {
  const links = (count: number, kind: string) =>
    `<ul class="${kind}">${Array.from({ length: count }, (_, index) => `<li><a href="/${kind}/${index}?utm_source=nav"><img src="data:," data-src="/i/${index}.jpg" alt="">${kind} ${index}</a></li>`).join("")}</ul>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} – Example</title>
<meta property="og:title" content="${title}"><meta property="og:type" content="article">
<script type="application/ld+json">${JSON.stringify({ "@context": "https://schema.org", "@type": "NewsArticle", headline: title, datePublished: "2026-01-01T00:00:00Z", author: { "@type": "Person", name: "Ana" } }).replaceAll("<", "\\u003c")}</script></head>
<body><header><nav>${links(60, "menu")}</nav></header><main><article><h1>${title}</h1>${content_html}<div class="sharedaddy">${links(8, "share")}</div></article>
<aside>${links(80, "related")}</aside></main><footer>${links(60, "footer")}</footer></body></html>`;
}
