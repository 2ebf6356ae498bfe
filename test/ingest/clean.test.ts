import fc from "fast-check";
import { test } from "tap";
import { textOf } from "../../src/article/html/text-of.ts";
import { cleanHtml } from "../../src/ingest/clean/clean.ts";
import { withoutOriginLine } from "../../src/ingest/clean/origin-line.ts";
import { withoutTracking } from "../../src/ingest/clean/tracking.ts";
import { reading } from "./reading.ts";

test("parameters that follow readers leave addresses, and everything else stays to the letter", (t) => {
  const cases: [typed: string, address: string][] = [
    ["https://a.example/x?utm_source=a&id=1&UTM_Medium=b#utm_x", "https://a.example/x?id=1#utm_x"],
    ["/x?fbclid=1", "/x"],
    ["?gclid=1#a", "#a"],
    ["https://a.example/?a=%zz&mc_eid=2&b", "https://a.example/?a=%zz&b"],
    [
      "https://a.example/utm_source=1?cid=2&client_id=3&guid=4",
      "https://a.example/utm_source=1?cid=2&client_id=3&guid=4",
    ],
    ["mailto:a@b.example?subject=gclid=1", "mailto:a@b.example?subject=gclid=1"],
  ];
  for (const [typed, address] of cases) t.equal(withoutTracking(typed), address);
  fc.assert(
    fc.property(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      (url) => withoutTracking(withoutTracking(url)) === withoutTracking(url),
    ),
  );
  t.end();
});

test("HTML in feeds loses what counts readers, and buttons and forms of known programs", (t) => {
  const clean = (html: string) => cleanHtml(html);
  t.equal(clean('<p>a</p><img src="http://feeds.feedburner.com/~r/x/~4/1" alt="">'), "<p>a</p>");
  t.equal(clean('<p>a</p><img src="/1.gif" width="1" height="1">'), "<p>a</p>");
  t.equal(clean('<p>a and more words</p><div class="feedflare"><a href="/x">y</a></div>'), "<p>a and more words</p>");
  t.equal(
    clean('<a href="https://a.example/?utm_source=rss&amp;id=2">a</a>'),
    '<a href="https://a.example/?id=2">a</a>',
  );
  t.match(clean('<img src="data:,x" data-src="https://a.example/b.jpg">'), /src="https:\/\/a\.example\/b\.jpg"/);
  const untouched = '<P CLASS=related-posts>Some <b>words</p> & <img src="https://a.example/1.jpg" width="100">';
  t.equal(clean(untouched), untouched);
  t.end();
});

test("feeds are cleaned, and articles that somebody wrote for Courant are not", (t) => {
  const html =
    '<p>Words <a href="https://a.example/?utm_source=x">a</a></p><img src="https://a.example/1.gif" width="1" height="1">';
  const item = { title: "a", url: "https://a.example/1?utm_source=x", content_html: html };
  const article = reading(JSON.stringify(item)).drafts[0];
  t.match(article, { url: "https://a.example/1?utm_source=x", content_html: /utm_source.*1\.gif/ });
  const feed = reading(JSON.stringify({ version: "https://jsonfeed.org/version/1.1", items: [item] })).drafts[0];
  t.match(feed, { url: "https://a.example/1", content_html: '<p>Words <a href="https://a.example/">a</a></p>' });
  const rss = `<rss version="2.0"><channel><title>x</title><item><link>${item.url}</link><description><![CDATA[${html}]]></description></item></channel></rss>`;
  t.match(reading(rss).drafts[0], { url: "https://a.example/1", content_html: /^(?!.*(?:utm_|1\.gif))/s });
  t.match(reading(`# a\n\n${html}`, "a.md").drafts[0], { content_html: /utm_source/ });
  t.end();
});

test("a paragraph of an article stays, whatever stands around it", (t) => {
  const box = fc.constantFrom(
    "div class=sharedaddy",
    "div id=jp-relatedposts",
    "div class='feedflare x'",
    "div",
    "section class=prose",
  );
  const words = fc.array(fc.constantFrom("newsletter", "share", "words", "utm_source=1", "of", "prose"), {
    minLength: 60,
    maxLength: 80,
  });
  fc.assert(
    fc.property(box, words, (name, list) => {
      const text = list.join(" ");
      const html = `<p>First ${text}</p><${name}><p>${text}</p></${name.split(" ", 1)[0]}><noscript><p>${text}</p></noscript><img src=data:,x>`;
      return textOf(cleanHtml(html)) === textOf(html);
    }),
  );
  t.end();
});

test("the line of WordPress that says where an article stands goes, in any language", (t) => {
  const own = "https://s.example/blog/2024/a/";
  const line = (words: [string, string, string], site = "https://s.example/blog/", post = own) =>
    `<p>${words[0]}<a rel="nofollow" href="${post}">A</a>${words[1]}<a href="${site}">S</a>${words[2]}</p>`;
  const english = line(["The post ", " appeared first on ", "."]);
  const german = line(["Der Beitrag ", " erschien zuerst auf ", "."], "https://s.example/blog");
  const japanese = `<p>投稿 <a href="${own}?utm_source=rss">A</a> は <a href="http://s.example">S</a> に最初に表示されました。</p>`;
  for (const each of [english, german, japanese, `${english}\n`]) {
    t.equal(withoutOriginLine(`<p>One</p>\n${each}`, own), "<p>One</p>", each);
  }
  const kept = [
    line(["I wrote ", ` ${"much ".repeat(20)}`, "."]),
    line(["See ", " and ", "."], "https://other.example/"),
    line(["See ", " and ", "."], undefined, "https://s.example/blog/2024/b/"),
    `${english}<p>More</p>`,
    "<p>The post appeared first</p>",
  ];
  for (const each of kept) t.equal(withoutOriginLine(`<p>One</p>${each}`, own), `<p>One</p>${each}`, each);
  const rss = (description: string) =>
    reading(
      `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>S</title><link>https://s.example/blog</link><item><title>A</title><link>${own}</link>${description}</item></channel></rss>`,
      "a.rss",
    ).drafts[0];
  const cdata = (name: string, html: string) => `<${name}><![CDATA[${html}]]></${name}>`;
  t.match(rss(cdata("description", `<p>Short […]</p>\n${english}`) + cdata("content:encoded", `<p>One</p>${german}`)), {
    summary: "Short […]",
    content_html: "<p>One</p>",
  });
  t.match(rss(cdata("description", `<p>One</p>\n${english}`)), { content_html: "<p>One</p>" });
  t.end();
});
