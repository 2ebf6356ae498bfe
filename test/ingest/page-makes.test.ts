import { test } from "tap";
import { address, pageOf, paragraphs, prose, readPage } from "./pages.ts";

const jsonLd = (value: unknown) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;

test("a news page says in a graph of JSON-LD what it is, and refers to its author and picture by id", (t) => {
  const head = `<title>Library opens on Sundays - News Example</title>
    <link rel="canonical" href="${address}?utm_source=x#top"><meta property="og:site_name" content="News Example">
    <meta property="og:title" content="You won't believe what this library does">
    <script type="application/ld+json">{ broken</script>
    ${jsonLd({
      "@context": "https://schema.org",
      "@graph": [
        { "@type": "WebSite", name: "News Example", url: "https://news.example/" },
        {
          "@type": ["Article", "NewsArticle"],
          headline: "Library opens on Sundays",
          description: "The council decided &amp; on Tuesday.",
          author: [{ "@id": "#ana" }, "Bo Lee"],
          image: { "@id": "#picture" },
          datePublished: "2026-05-05T08:00:00+0200",
          dateModified: "2026-05-06T08:00:00Z",
          keywords: ["Library", "Town, council", "library"],
          inLanguage: "en-GB",
        },
        { "@type": "Person", "@id": "#ana", name: "Ana Bell", url: "/people/ana" },
        {
          "@type": "ImageObject",
          "@id": "#picture",
          url: "/room.jpg?utm_medium=y",
          width: 1200,
          height: "800",
          caption: "The room",
          creditText: "C. Person",
        },
      ],
    })}`;
  const { draft, reason } = readPage(pageOf({ head }));
  t.equal(reason, undefined);
  const { content_html, ...rest } = draft ?? {};
  t.strictSame(rest, {
    url: address,
    title: "Library opens on Sundays",
    summary: "The council decided & on Tuesday.",
    image: "https://news.example/room.jpg",
    authors: [{ name: "Ana Bell", url: "https://news.example/people/ana" }, { name: "Bo Lee" }],
    tags: ["library", "Town", "council"],
    language: "en-GB",
    date_published: "2026-05-05T06:00:00.000Z",
    date_modified: "2026-05-06T08:00:00.000Z",
    _courant: { image_credit: "C. Person", image_description: "The room", image_width: 1200, image_height: 800 },
  });
  for (const each of prose) t.ok(content_html?.includes(each));
  t.notMatch(content_html, /About us|© News/);
  t.end();
});

test("a page of WordPress comes without its share buttons, its related posts and its counter", (t) => {
  const body = `<h1 class="entry-title">Sundays</h1><div class="entry-content">${paragraphs}
    <div class="sharedaddy sd-sharing-enabled"><h3>Share this:</h3><ul><li><a href="?share=x">X</a></li></ul></div>
    <div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3><p>Another post</p></div>
    <img src="https://pixel.wp.com/b.gif?host=x" width="1" height="1"></div>`;
  const head = `<title>Sundays – Town Blog</title><meta property="og:title" content="Sundays"><meta property="og:type" content="article">
    <meta property="article:published_time" content="2026-05-05T08:00:00+00:00"><meta property="article:tag" content="Library">
    <meta property="article:tag" content="Town"><meta name="author" content="Ana Bell">`;
  const { draft } = readPage(pageOf({ head, body }));
  t.match(draft, {
    title: "Sundays",
    authors: [{ name: "Ana Bell" }],
    tags: ["Library", "Town"],
    date_published: "2026-05-05T08:00:00.000Z",
  });
  t.notMatch(draft?.content_html, /Share this|Related|Another post|pixel\.wp/);
  for (const each of prose) t.ok(draft?.content_html?.includes(each));
  t.end();
});

test("a page of Ghost comes with its words, and without the card that asks for an address", (t) => {
  const body = `${paragraphs}<div class="kg-card kg-signup-card"><p>Sign up for more like this</p><form><input></form></div>`;
  const head = `<title>Ghostly</title>${jsonLd({ "@type": "Article", headline: "Ghostly", author: { "@type": "Person", name: "Ana", sameAs: [] }, image: { "@type": "ImageObject", url: "https://news.example/g.png" } })}`;
  const { draft } = readPage(pageOf({ head, body }));
  t.match(draft, { title: "Ghostly", authors: [{ name: "Ana" }], image: "https://news.example/g.png" });
  t.notMatch(draft?.content_html, /Sign up/);
  t.end();
});

test("a page of Blogger says in microdata what it is", (t) => {
  const html = pageOf({
    head: "<title>Town notes: Sundays</title>",
    body: `<div itemscope itemtype="http://schema.org/BlogPosting"><meta itemprop="image" content="https://news.example/b.jpg">
      <h3 itemprop="headline">Sundays</h3><span itemprop="author" itemscope itemtype="http://schema.org/Person"><span itemprop="name">Ana Bell</span></span>
      <abbr itemprop="datePublished" title="2026-05-05T08:00:00Z">May 5</abbr><div itemprop="articleBody">${paragraphs}</div></div>`,
  });
  t.match(readPage(html).draft, {
    title: "Sundays",
    authors: [{ name: "Ana Bell" }],
    image: "https://news.example/b.jpg",
    date_published: "2026-05-05T08:00:00.000Z",
  });
  t.end();
});

test("a page with nothing but microformats is read by them, and names of authors are no titles", (t) => {
  const body = `<div class="h-entry"><p class="p-author h-card"><a class="u-url p-name" href="/bo">Bo Lee</a></p>
    <h1 class="p-name">Sundays</h1><time class="dt-published" datetime="2026-05-05 08:00:00+02:00">5 May</time>
    <a class="p-category" href="/t">town</a><div class="e-content">${paragraphs}</div></div>`;
  t.match(readPage(pageOf({ body })).draft, {
    title: "Sundays",
    authors: [{ name: "Bo Lee", url: "https://news.example/bo" }],
    tags: ["town"],
    date_published: "2026-05-05T06:00:00.000Z",
  });
  t.end();
});

test("a page of Hugo without any of these is read by its heading, its time and its title without the site", (t) => {
  const head = `<title>Sundays | Town</title><meta name="application-name" content="Town"><meta name="description" content="Open on Sundays.">`;
  const body = `<h1>Sundays</h1><time datetime="2026-05-05">May 5</time>${paragraphs}`;
  t.match(readPage(pageOf({ head, body })).draft, {
    title: "Sundays",
    summary: "Open on Sundays.",
    language: "en",
    date_published: "2026-05-05T00:00:00.000Z",
  });
  t.end();
});

test("an AMP page, also in a cache, is the article that it names as canonical", (t) => {
  const html = pageOf({
    html: "<html amp lang=en>",
    head: `<title>Sundays</title><link rel=canonical href="${address}">`,
  });
  for (const name of [
    "https://news.example/2026/05/reading-room/amp/",
    "https://amp.news.example/x",
    "https://news-example.cdn.ampproject.org/c/s/news.example/2026/05/reading-room/amp",
  ]) {
    t.equal(readPage(html, { name }).draft?.url, address, name);
  }
  t.end();
});

test("a page may not call itself somebody else's, nor every page the home page", (t) => {
  const cases: [canonical: string, url: string][] = [
    ["https://bank.example/terms", address],
    ["https://user:word@news.example/a", address],
    ["javascript:alert(1)", address],
    ["/", address],
    ["https://www.news.example/a", "https://www.news.example/a"],
    ["/a?id=7&fbclid=1", "https://news.example/a?id=7"],
  ];
  for (const [canonical, url] of cases) {
    const html = pageOf({ head: `<title>Sundays</title><link rel=canonical href="${canonical}">` });
    t.equal(readPage(html, { name: `${address}?utm_source=a&gclid=2#c` }).draft?.url, url, canonical);
  }
  t.end();
});

test("a file is known by its name unless its page names an address, and an address that is given wins", (t) => {
  const head = "<title>Sundays</title>";
  const canonical = `${head}<link rel=canonical href="${address}">`;
  const file = readPage(pageOf({ head }), { name: "a.html" });
  t.match(file, { draft: { title: "Sundays", url: undefined }, names: ["file:a.html", "headline:sundays"] });
  t.equal(readPage(pageOf({ head: canonical }), { name: "a.html" }).draft?.url, address);
  const url = "https://elsewhere.example/a";
  t.equal(readPage(pageOf({ head: canonical }), { name: "a.html", url }).draft?.url, url);
  t.end();
});

test("lazy pictures come with the addresses that a script would give them", (t) => {
  const blank = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
  const body = `${paragraphs}<p><img src="${blank}" data-src="/a.jpg?utm_source=x"></p><p><img data-original="b.jpg"></p>
    <p><img src="${blank}" data-srcset="/c-400.jpg 400w, /c-1400.jpg 1400w, /c-3000.jpg 3000w"></p>
    <p><img src="${blank}"><noscript><img src="/d.jpg"></noscript></p>
    <p><picture><source data-srcset="/e-1200.webp 1200w"><img src="${blank}"></picture></p>
    <p><img src="/f.jpg"><noscript><img src="/f.jpg"></noscript></p>${paragraphs}`;
  const { draft } = readPage(pageOf({ head: "<title>Pictures</title>", body }));
  const sources = [...(draft?.content_html ?? "").matchAll(/<img[^>]* src="([^"]+)"|<img src="([^"]+)"/g)].map(
    (m) => m[1] ?? m[2],
  );
  t.strictSame(sources, [
    "https://news.example/a.jpg",
    "https://news.example/2026/05/b.jpg",
    "https://news.example/c-1400.jpg",
    "https://news.example/d.jpg",
    "https://news.example/e-1200.webp",
    "https://news.example/f.jpg",
  ]);
  t.end();
});

test("boxes inside an article go, and prose with such a name stays", (t) => {
  const body = `${paragraphs}<div class="newsletter-signup"><h4>Get our newsletter</h4><form><input type=email></form></div>
    <ul class="social-share-buttons"><li><a href="https://x.example/?u=1">Tweet</a></li></ul>
    <div class="mailmunch-story"><p>${"A paragraph that somebody wrote about newsletters. ".repeat(8)}</p></div>
    <p class="newsletter-story">Short prose about a newsletter.</p>${paragraphs}`;
  const { draft } = readPage(pageOf({ head: "<title>Boxes</title>", body }));
  t.notMatch(draft?.content_html, /Get our newsletter|Tweet/);
  t.match(draft?.content_html, /somebody wrote about newsletters/);
  t.match(draft?.content_html, /Short prose about a newsletter/);
  t.end();
});

test("Hebrew and Arabic keep their direction and language", (t) => {
  const hebrew =
    "<p>ספריית העיר פותחת את אולם הקריאה בימי ראשון החל מן החודש הבא, כך החליטה מועצת העיר ביום שלישי.</p>".repeat(6);
  const { draft } = readPage(
    pageOf({ html: '<html lang="he" dir="rtl">', head: "<title>ספרייה</title>", body: hebrew }),
  );
  t.match(draft, { title: "ספרייה", language: "he" });
  t.match(draft?.content_html, /ספריית העיר/);
  t.end();
});

test("pages with hardly any article are refused, with the feed that they name", (t) => {
  const feed = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">';
  const refused = /finds no article.*can be imported: https:\/\/news\.example\/feed\.xml/;
  const teasers = "<h2><a href=/a>One</a></h2><p>Words that invite to read.</p>".repeat(20);
  t.match(
    readPage(pageOf({ head: `<title>News</title>${feed}`, body: teasers + paragraphs }), {
      name: "https://news.example/",
    }).reason,
    refused,
  );
  t.match(
    readPage(pageOf({ head: `<title>Sign in</title>${feed}`, body: "<form><input type=password></form>" })).reason,
    refused,
  );
  t.match(
    readPage(
      pageOf({
        head: `<title>404 Not Found</title>${feed}`,
        body: "<p>This page is not here any more, but others are.</p>",
      }),
    ).reason,
    refused,
  );
  t.match(
    readPage(`<html><head>${feed}<script src=a.js></script></head><body><div id=root></div></body></html>`).reason,
    refused,
  );
  t.notMatch(readPage("<html><body></body></html>").reason, /feed/);
  t.end();
});

test("a short page that somebody wrote by hand is an article", (t) => {
  const { draft, reason } = readPage("<h1>Closed today</h1><p>The pool is closed.</p>", { name: "pool.html" });
  t.equal(reason, undefined);
  t.match(draft?.content_html, /The pool is closed/);
  t.end();
});

test("a title has no name of the site where the page says so; the first picture is the article's where none is said to be", (t) => {
  const site = '<meta property="og:site_name" content="The News">';
  const og = (title: string) => `<meta property="og:title" content="${title}">`;
  for (const [head, title] of [
    ["<title>Open on Sundays – The News</title>", "Open on Sundays"],
    ["<title>Open – on Sundays — from May on | Another</title>", "Open – on Sundays — from May on"],
    [`<title>x</title>${og("Open on Sundays | The News")}`, "Open on Sundays"],
    [`<title>x</title>${og("Open on Sundays | The News")}<meta name="twitter:title" content="x">`, "Open on Sundays"],
    [
      `<title>x</title>${og("Open on Sundays | The News")}<script type="application/ld+json">{"@type":"Article","headline":"Open on Sundays"}</script>`,
      "Open on Sundays",
    ],
  ] as const) {
    t.equal(readPage(pageOf({ head: `${head}${site}` })).draft?.title, title, head);
  }
  const body = `<img src="/icon.png" width="16" height="16"><img src="/room.jpg">${paragraphs}`;
  t.equal(readPage(pageOf({ body })).draft?.image, "https://news.example/room.jpg");
  t.equal(
    readPage(pageOf({ body, head: '<meta property="og:image" content="/lead.jpg">' })).draft?.image,
    "https://news.example/lead.jpg",
  );
  t.end();
});
