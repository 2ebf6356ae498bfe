import { test } from "tap";
import { findDate } from "../../src/ingest/page/page-dates.ts";
import { personNames } from "../../src/ingest/page/person-names.ts";
import { testOfCase } from "../slow.ts";
import { workedMs } from "../worked.ts";
import { pageOf, paragraphs, readPage } from "./pages.ts";

const titleOf = (head: string, top: string) => readPage(pageOf({ head, body: `${top}${paragraphs}` })).draft?.title;
const namesIn = (top: string, head = "<title>Sundays</title>") =>
  readPage(pageOf({ head, body: `<h1>Sundays</h1>${top}${paragraphs}` })).draft?.authors?.map(({ name }) => name);
const dateIn = (top: string, head = "", name = "https://news.example/a") =>
  readPage(pageOf({ head: `<title>Sundays</title>${head}`, body: `<h1>Sundays</h1>${top}${paragraphs}` }), {
    name,
  }).draft?.date_published?.slice(0, 10);

test("the heading decides where it is part of what the page declares", (t) => {
  const og = (title: string) => `<meta property="og:title" content="${title}">`;
  for (const [head, top, title] of [
    ["<title>Open on Sundays – Unknown Paper</title>", "<h1>Open on Sundays</h1>", "Open on Sundays"],
    [og("Town: Open “on” Sundays | Paper"), "<h1>Open 'on' Sundays</h1>", "Open 'on' Sundays"],
    [
      "<title>Paper » Archive » Open on Sundays</title>",
      '<h1><a href="/">Paper</a></h1><h2>Open on Sundays</h2>',
      "Open on Sundays",
    ],
    ["<title>Open on Sundays | News</title>", "<h1>News</h1><h2>Open on Sundays</h2>", "Open on Sundays"],
    ["<title>Library hours</title>", "<h1>Open on Sundays</h1>", "Open on Sundays"],
    ["<title>Open on Sundays</title>", "<h1>Town hall <br>Open on Sundays</h1>", "Open on Sundays"],
    ["<title>Open on Sundays</title>", "<h1>One</h1><h1>Two</h1>", "Open on Sundays"],
    ["<title>Sundaysome tales</title>", "<h1>Sunday</h1><h1>Other</h1>", "Sundaysome tales"],
  ] as const) {
    t.equal(titleOf(head, top), title, `${head}${top}`);
  }
  t.end();
});

test("labels, dates, addresses and professions around a name are no part of it", (t) => {
  for (const [byline, names] of [
    ["By Ann Writer December 28, 2016", ["Ann Writer"]],
    ["By Ann Writer and Bo Lee, staff writers | May 5, 2026", ["Ann Writer", "Bo Lee"]],
    ["Von Ann Writer, 28.12.2016, 10:00 Uhr", ["Ann Writer"]],
    ["Interview: Ann Writer", ["Ann Writer"]],
    ["ByAnn Writer", ["Ann Writer"]],
    ["Ann Writer (Paris) ann@paper.example", ["Ann Writer"]],
    ["Smith & Sons", ["Smith & Sons"]],
    ["Guest_2", ["Guest_2"]],
    ["Redaktion", ["Redaktion"]],
    ["Published: Dec. 22", []],
    ["Posted on", []],
    ["By", []],
    ["https://paper.example/people/ann", []],
    ["facebook.com/ann", []],
    ["A sentence is no name. It goes on.", []],
    [`By ${"a ".repeat(100_000)}`, []],
  ] as const) {
    t.strictSame(personNames(byline), names, byline.slice(0, 60));
  }
  t.end();
});

test("where one candidate is no name, the next is asked", (t) => {
  t.strictSame(namesIn('<p class="byline">By <a href="/author/ann">Ann Writer</a> December 28, 2016</p>'), [
    "Ann Writer",
  ]);
  t.strictSame(namesIn('<p class="author">Published: Dec. 22</p><p class="author">Ann Writer</p>'), ["Ann Writer"]);
  const head = '<title>Sundays</title><meta name="author" content="https://paper.example/ann">';
  t.strictSame(namesIn('<a rel="author" href="/ann">Ann Writer</a>', head), ["Ann Writer"]);
  const site =
    '<title>x</title><meta property="og:site_name" content="The Paper"><meta name="author" content="The Paper">';
  t.strictSame(namesIn("<p>By Ann Writer</p>", site), ["Ann Writer"]);
  t.strictSame(namesIn("", site), ["The Paper"], "the site, if nobody else is named");
  t.strictSame(namesIn('<div class="comments"><p class="author">Bo Lee</p></div>'), undefined, "nobody who comments");
  t.end();
});

test("dates are read as pages write them", (t) => {
  for (const [text, date] of [
    ["2016-12-28T10:00:00+0100", "2016-12-28T09:00:00.000Z"],
    ["December 28, 2016", "2016-12-28T00:00:00.000Z"],
    ["Posted on Dec. 28th, 2016 at 5:22 pm", "2016-12-28T17:22:00.000Z"],
    ["Veröffentlicht am 28. Dezember 2016, 10:00 Uhr", "2016-12-28T10:00:00.000Z"],
    ["28 de diciembre de 2016", "2016-12-28T00:00:00.000Z"],
    ["le 1er août 2016", "2016-08-01T00:00:00.000Z"],
    ["28.12.16", "2016-12-28T00:00:00.000Z"],
    ["28.12.1612:44", "2016-12-28T12:44:00.000Z"],
    ["2016年12月28日", "2016-12-28T00:00:00.000Z"],
    ["Wed Dec 28 10:00:00 UTC 2016", "2016-12-28T00:00:00.000Z"],
    ["1482919200", "2016-12-28T10:00:00.000Z"],
    ["Dec. 22", undefined],
    ["31.02.2016", undefined],
    ["1.2.3.4", undefined],
    [`${"1 ".repeat(1_000_000)}`, undefined],
  ] as const) {
    t.equal(findDate(text), date, text.slice(0, 60));
  }
  t.equal(findDate("2/1/2016", "en-US"), "2016-02-01T00:00:00.000Z");
  t.equal(findDate("2/1/2016", "en-GB"), "2016-01-02T00:00:00.000Z");
  t.equal(findDate("2/1/2016", "not a language"), "2016-02-01T00:00:00.000Z");
  t.end();
});

test("a date that cannot be read hides none that can", (t) => {
  const broken = '<meta property="article:published_time" content="two hours ago">';
  t.equal(dateIn('<time datetime="soon">28 December 2016</time>', broken), "2016-12-28");
  t.equal(dateIn("", `${broken}<meta name="publish-date" content="2016-12-28">`), "2016-12-28");
  t.equal(
    dateIn("", `${broken}<script type="application/ld+json">{"@type":"WebPage","datePublished":"2016-12-28"}</script>`),
    "2016-12-28",
  );
  t.equal(dateIn('<p class="post-date">28.12.2016</p>', broken), "2016-12-28");
  t.equal(dateIn("<p>Vienna, 28 December 2016</p>", broken), "2016-12-28");
  t.equal(dateIn("", broken, "https://news.example/2016/12/28/sundays"), "2016-12-28");
  t.equal(dateIn('<p class="updated">1 January 2017</p><p class="published">28 December 2016</p>'), "2016-12-28");
  t.equal(dateIn('<div class="comment"><time datetime="2016-12-28">x</time></div>'), undefined);
  t.end();
});

test("a date is found where a page has no heading, in datelines, in Blogger's posts and at the end of wikis", (t) => {
  const dated = (body: string) =>
    readPage(pageOf({ head: "<title>Sundays</title>", body: `${body}${paragraphs}` })).draft?.date_published?.slice(
      0,
      10,
    );
  const menu = `<ul>${Array.from({ length: 60 }, (_, index) => `<li><a href="/${index}">Menu ${index}</a></li>`).join("")}</ul>`;
  t.equal(dated(`${menu}<div><b>Swimming</b> <span>28.12.2016</span></div>`), "2016-12-28");
  for (const beginning of [
    "28.12.2016 – ",
    "(Vienna, 28. Dezember 2016) - ",
    "Vienna/28 December 2016 — ",
    "28.12.2016 „",
  ]) {
    t.equal(
      dated(`${menu}<h2>Other words</h2><p>${beginning}${"The pool is open. ".repeat(10)}</p>`),
      "2016-12-28",
      beginning,
    );
  }
  const post =
    '<div class="date-outer"><h2 class="date-header"><span>Samstag, 28. Dezember 2016</span></h2><h3>Sundays</h3>';
  t.equal(dated(`<div class="widget Blog">${post}</div></div>`), "2016-12-28");
  t.equal(dated(`<div class="widget">${post}</div></div>`), undefined);
  t.equal(dateIn('<div id="footer-info">Sundays (last edited 2016-12-28 13:28:18 by Ana)</div>'), "2016-12-28");
  const wine = '<div class="sidebar"><p>Wine</p><time datetime="2016-12-28">28.</time></div>';
  t.equal(dated(wine), "2016-12-28", "the only one");
  t.equal(
    dated(`${wine}<div class="sidebar"><time datetime="2016-12-29">29.</time></div>`),
    undefined,
    "one of several",
  );
  t.end();
});

test("line ends in strings of JSON-LD, and U+0000 in a page, hide nothing", (t) => {
  const json = '{"@type":"NewsArticle","headline":"Open on\nSundays","author":{"name":"Ann\tWriter"}}';
  const page = pageOf({ head: `<title>x</title><script type="application/ld+json">${json}</script>` });
  t.match(readPage(page).draft, { title: "Open on Sundays", authors: [{ name: "Ann Writer" }] });
  const bytes = Buffer.from(
    pageOf({ head: "<title>Open\0 on Sundays</title>", body: `<h1>Open on\0 Sundays</h1>${paragraphs}` }),
  );
  t.equal(readPage(bytes).draft?.title, "Open on Sundays");
  t.end();
});

test("a form to sign in beside a short article refuses nothing", (t) => {
  const form = '<form><label>Name <input></label><input type="password"><p>Forgot it?</p></form>';
  const short =
    `<p>The town library is closed on Monday because of a water pipe that burst in the night, says the head of the library.</p>`.repeat(
      3,
    );
  t.match(
    readPage(pageOf({ head: "<title>Closed</title>", body: `${short}${form}` })).draft?.content_html,
    /water pipe/,
  );
  const sentence = "The town library is closed on Monday because of a water pipe. ";
  for (const text of [`<div>${sentence.repeat(4)}</div>`, `<p>${sentence}</p>`.repeat(5), `${sentence}<br>`.repeat(5)])
    t.match(
      readPage(pageOf({ head: "<title>Closed</title>", body: `${form}${text}` })).draft?.content_html,
      /pipe/,
      text,
    );
  t.match(readPage(pageOf({ head: "<title>Sign in</title>", body: form })).reason, /asks for a password/);
  t.end();
});

const hostile: Record<string, string> = {
  "headings without end": `<title>${"a b ".repeat(1_000)}</title>${"<h1>a b a b</h1>".repeat(14_000)}${"<h2>".repeat(400)}`,
  "bylines and dates in each other": `<h1>A</h1>${'<div class="byline date"><time>'.repeat(100)}${'<i class="author post-date">By 1.1.1 </i>'.repeat(12_000)}`,
};
for (const [index, [what, page]] of Object.entries(hostile).entries()) {
  testOfCase(index)(`a hostile page comes to an end: ${what}`, (t) => {
    const began = workedMs();
    t.doesNotThrow(() => readPage(`${page}${paragraphs}`));
    t.ok(workedMs() - began < 30_000);
    t.end();
  });
}

test("controls in place of quotation marks are what Windows-1252 means", (t) => {
  const body = `<p>It\u0092s open, and it&#146;s free.</p>${paragraphs}`;
  t.match(readPage(pageOf({ head: "<title>It\u0092s open</title>", body })).draft, {
    title: "It’s open",
    content_html: /It’s open, and it’s free/,
  });
  t.end();
});
