import { test } from "tap";
import { pageOf, paragraphs, readPage } from "./pages.ts";

const title = "<title>Open on Sundays</title>";
const draftOf = (top: string, head = title) => readPage(pageOf({ head, body: `${top}${paragraphs}` })).draft;
const titleOf = (top: string, head = title) => draftOf(top, head)?.title;
const namesIn = (top: string, head = title) =>
  draftOf(`<h1>Open on Sundays</h1>${top}`, head)?.authors?.map(({ name }) => name);
const jsonLd = (value: object) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;
const meta = (name: string, content: string) => `<meta name="${name}" content="${content}">`;

test("the topic above a title in the same heading is no part of it", (t) => {
  const head = "<title>Library: Open on Sundays | Paper</title>";
  for (const heading of [
    '<span class="kicker">Library</span> Open on Sundays',
    '<span class="article__overline">Library</span><span class="visually-hidden">: </span><span>Open on Sundays</span>',
    '<span class="dachzeile">Library</span> <span class="headline">Open on Sundays</span>',
    '<div class="c-topline">Library</div>Open on Sundays',
  ]) {
    t.equal(titleOf(`<h1>${heading}</h1>`, head), "Open on Sundays", heading);
  }
  t.equal(titleOf('<h1><span class="kicker">Open on Sundays</span></h1>'), "Open on Sundays", "nothing but a topic");
  t.equal(titleOf('<h1>Open on <span class="hidden-dash">Sundays</span></h1>'), "Open on Sundays", "no topic");
  t.end();
});

test("a heading that is the whole declared title comes before one that is a longer part of another", (t) => {
  const head = `<title>What next? - From one economy to the next one</title>${meta("og:title", "What next?")}`;
  t.equal(titleOf("<h2>From one economy to the next one</h2><h1>What next?</h1>", head), "What next?");
  const subtitled = "<title>From the ground - A long review of a book : Paper</title>";
  t.equal(titleOf("<h1>From the ground</h1><h2>A long review of a book</h2>", subtitled), "From the ground");
  const short = `<title>Pensions</title>${meta("og:title", "Save with the help of your boss")}`;
  t.equal(
    titleOf("<h1>Pensions for all</h1><h2>Save with the help of your boss</h2>", short),
    "Save with the help of your boss",
  );
  t.end();
});

test("marks for hyphenation are no part of a title, and a longer plain heading is whole", (t) => {
  t.equal(titleOf("<h1>Mes­sen­ger­diens­te</h1>", "<title>Messengerdienste | Office</title>"), "Messengerdienste");
  t.equal(titleOf("<h1>Open on Sundays in Vienna</h1>"), "Open on Sundays in Vienna");
  t.equal(titleOf("<h1>Open on Sundays <small>The library tries it</small></h1>"), "Open on Sundays");
  t.end();
});

test("of marked-up text with several titles, such as a list inside an article, title and authors do not count", (t) => {
  const card = (name: string, author: string) =>
    `<div><h2 itemprop="headline">${name}</h2><span itemprop="author">${author}</span></div>`;
  const list = `<div class="related" itemscope itemtype="https://schema.org/Article">${card("One", "Bo Lee")}${card("Two", "Cy Ode")}</div>`;
  const { title: found, authors } = draftOf(`<h1>Open on Sundays</h1><p>By Ann Writer</p>${list}`) ?? {};
  t.match({ found, authors }, { found: "Open on Sundays", authors: [{ name: "Ann Writer" }] });
  t.end();
});

test("whoever publishes the site, and those who work there, come after a person who is named", (t) => {
  const publisher = { "@type": "Organization", name: "Example Press" };
  const head = `${title}${jsonLd({ "@type": "NewsArticle", headline: "Open on Sundays", author: publisher, publisher })}`;
  t.strictSame(namesIn("<p>By Ann Writer</p>", head), ["Ann Writer"]);
  t.strictSame(namesIn("", head), ["Example Press"]);
  for (const staff of ["Example Press Staff", "Example-Press-Redaktion", "Example Press editorial team"]) {
    t.strictSame(namesIn("<p>By Ann Writer</p>", `${head}${meta("author", staff)}`), ["Ann Writer"], staff);
  }
  t.end();
});

test("authors are found under more names in the head, where nobody surer is named", (t) => {
  const label = `${meta("twitter:label1", "Verfasst von")}${meta("twitter:data1", "Ann Writer")}`;
  t.strictSame(namesIn("", `${title}${label}`), ["Ann Writer"]);
  t.strictSame(namesIn("<p>By Bo Lee</p>", `${title}${label}`), ["Bo Lee"], "the label names who posted it");
  t.strictSame(namesIn("", `${title}${meta("cXenseParse:author", "Ann Writer")}`), ["Ann Writer"]);
  t.strictSame(namesIn("", `${title}<meta property="og:article:author" content="Ann Writer">`), ["Ann Writer"]);
  t.strictSame(namesIn("", `${title}${meta("twitter:creator", "TodayShow")}`), undefined, "an account is no name");
  const both = jsonLd({ "@type": "Article", author: { name: "Ann Writer" }, creator: ["Ann Writer", "Bo Lee"] });
  t.strictSame(namesIn("", `${title}${both}`), ["Ann Writer", "Bo Lee"]);
  t.strictSame(namesIn("", `${title}${meta("author", "Ann Writer")}${meta("article_author", "Ann Writer, Bo Lee")}`), [
    "Ann Writer",
    "Bo Lee",
  ]);
  t.end();
});

test("a login is kept, unless the page names the person behind it", (t) => {
  const head = `${title}${meta("author", "gabor_munier")}`;
  t.strictSame(namesIn('<p class="byline">Bo Lee</p>', head), ["gabor_munier"]);
  t.strictSame(namesIn('<p>Author: <a href="/autoren/gm">Gàbor Muniér</a></p>', head), ["Gàbor Muniér"]);
  t.end();
});

test("near the heading, names of people come before other words, and labels may stand alone", (t) => {
  t.strictSame(
    namesIn('<p class="author-follow">Follow</p><p class="author-photo">A reader</p><p class="author">Ann Writer</p>'),
    ["Ann Writer"],
  );
  t.strictSame(
    namesIn('<p class="author-box"><a href="/staff/ann">Ann Writer</a> Paper Staff</p>'),
    ["Ann Writer"],
    "a linked name",
  );
  t.strictSame(namesIn("<p><span>Autor:</span> Ann Writer</p>"), ["Ann Writer"]);
  t.strictSame(namesIn("<p><b>Von:</b><br>Ann Writer</p>"), ["Ann Writer"]);
  t.strictSame(namesIn("<p>Auteur : Ann Writer</p>"), ["Ann Writer"]);
  t.end();
});

test("a page that leaves out the tags of its head or body is read like any other", (t) => {
  const rest = '<h1>Open on Sundays</h1><p class="_publishingdate">28.12.2016</p>';
  for (const start of [
    `<!doctype html><html lang="de"><head>${title}</head>`,
    `<html>${title}<script>"<p>"</script><!-- x --><meta charset="utf-8">`,
    `<html lang="de"><head>${title}<style>p > a {}</style>`,
    `<!doctype html>\n<!-- x --><html>${title}<body class="a">`,
    `${title}<meta charset="utf-8"><body>`,
  ]) {
    const { draft } = readPage(`${start}${rest}${paragraphs}`);
    t.match(draft, { title: "Open on Sundays", date_published: "2016-12-28T00:00:00.000Z" }, start);
  }
  t.end();
});

test("without a language of its own, a page has that of its metadata, and a date may end its title", (t) => {
  const british = `${title}<meta property="og:locale" content="en_GB">`;
  const body = `<h1>Open on Sundays</h1><p class="time">02/10/2020</p>${paragraphs}`;
  const { draft } = readPage(pageOf({ head: british, body, html: "<html>" }));
  t.equal(draft?.date_published?.slice(0, 10), "2020-10-02");
  t.equal(
    draftOf("", "<title>Open on Sundays | Paper | 23.05.2011</title>")?.date_published?.slice(0, 10),
    "2011-05-23",
  );
  t.end();
});
