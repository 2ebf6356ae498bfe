import { test } from "tap";
import { pageOf, paragraphs, readPage } from "./pages.ts";

const title = "<title>Open on Sundays</title>";
const namesIn = (top: string, head = title, end = "") =>
  readPage(pageOf({ head, body: `<h1>Open on Sundays</h1>${top}${paragraphs}${end}` })).draft?.authors?.map(
    ({ name }) => name,
  );
const jsonLd = (value: object) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;
const meta = (name: string, content: string) => `<meta name="${name}" content="${content}">`;

test("a label names the author anywhere on the page, and before a byline", (t) => {
  const label = (text: string) => `<div><h4>${text}</h4><p><a href="/x">Ann Writer</a></p></div>`;
  for (const text of ["Autor", "Autorin:", "Author", "Auteur :", "Verfasser", "Written by", "著者："]) {
    t.strictSame(namesIn("", title, label(text)), ["Ann Writer"], text);
  }
  t.strictSame(namesIn("<p>By Bo Lee</p>", title, label("Author")), ["Ann Writer"]);
  t.strictSame(namesIn("", title, "<p>Autoren Ann Writer und Bo Lee</p>"), ["Ann Writer", "Bo Lee"]);
  t.strictSame(namesIn("", title, "<h4>Author</h4><p>Read more about the library</p>"), undefined, "no name follows");
  t.end();
});

test("a byline may say what kind of text it is, name several people in links, or follow a date", (t) => {
  t.strictSame(namesIn("<p>Eine Kolumne von Ann Writer</p>"), ["Ann Writer"]);
  t.strictSame(namesIn("<p>A column by Ann Writer</p>"), ["Ann Writer"]);
  t.strictSame(namesIn("<p>Von <b><a href='/a'>Ann Writer</a></b> und <a href='/b'>Bo Lee</a></p>"), [
    "Ann Writer",
    "Bo Lee",
  ]);
  t.strictSame(namesIn("<p>06.11.2023 13:30 von Olga</p>"), ["Olga"]);
  t.end();
});

test("makers of pictures and translators are no authors, nor is a saint of a place", (t) => {
  for (const text of ["Foto von Ann Writer", "Photo by Ann Writer", "Übersetzt von Ann Writer", "Von St. Johannes"]) {
    t.strictSame(namesIn(`<p>${text}</p>`), undefined, text);
  }
  t.end();
});

test("a name alone at the right edge below an article is a signature, if it is the only one", (t) => {
  t.strictSame(namesIn("", title, '<p align="right"><em>Ann Writer</em></p>'), ["Ann Writer"]);
  t.strictSame(namesIn("", title, '<p style="text-align: right;">By Ann Writer</p>'), ["Ann Writer"]);
  t.strictSame(namesIn("", title, '<p align="right">Ann Writer leads the library</p>'), undefined);
  t.strictSame(namesIn("", title, '<p align="right">Ann Writer</p><p align="right">Bo Lee</p>'), undefined);
  t.end();
});

test("an organisation comes after a person: by its type, its name, or the mark of copyright", (t) => {
  const byline = "<p>By Ann Writer</p>";
  const organisation = jsonLd({
    "@type": "NewsArticle",
    headline: "Open on Sundays",
    author: { "@type": "Organization", name: "Daily Example" },
  });
  t.strictSame(namesIn(byline, `${title}${organisation}`), ["Ann Writer"]);
  t.strictSame(namesIn("", `${title}${organisation}`), ["Daily Example"], "nobody else is named");
  t.strictSame(namesIn(byline, `${title}${meta("author", "Example Stiftung e.V.")}`), ["Ann Writer"]);
  const footer = "<p>© 2012–2026 Deutsche Beispiele. All rights reserved.</p>";
  t.strictSame(namesIn(byline, `${title}${meta("author", "Deutsche Beispiele")}`, footer), ["Ann Writer"]);
  t.strictSame(namesIn("", `${title}${meta("author", "Cy Ode")}`, "<p>© Cy Ode</p>"), ["Cy Ode"], "a personal site");
  t.strictSame(namesIn(byline, `${title}${meta("author", "Cy Ode")}`), ["Cy Ode"], "a declared person stays");
  t.end();
});

test("a person whom the head and the text name comes before one whom a single place declares", (t) => {
  const head = `${title}${meta("author", "House Name")}${meta("article_author", "Ann Writer")}`;
  t.strictSame(namesIn('<p class="byline">Ann Writer</p>', head), ["Ann Writer"]);
  t.strictSame(namesIn("", head), ["House Name"]);
  const declaredTwice = `${head}${jsonLd({ "@type": "Article", headline: "Open on Sundays", author: { name: "House Name" } })}`;
  t.strictSame(namesIn('<p class="byline">Ann Writer</p>', declaredTwice), ["House Name"]);
  t.end();
});

test("a name that leads to its author's page comes before the owner of the site in the head", (t) => {
  const owner = `${title}${meta("author", "House Owner")}`;
  const byline = '<p class="date">Written by <a href="/author/ann/">Ann</a> on Monday</p>';
  t.strictSame(namesIn(byline, owner), ["Ann"]);
  t.strictSame(namesIn('<p>Written by <a href="/about">Ann</a></p>', owner), ["House Owner"], "no page of an author");
  const article = jsonLd({ "@type": "Article", headline: "Open on Sundays", author: { name: "House Owner" } });
  t.strictSame(namesIn(byline, `${owner}${article}`), ["House Owner"]);
  t.end();
});

test("a first name becomes the whole name, and a list the longer one that two places hold", (t) => {
  const first = `${title}${meta("author", "Ann")}`;
  t.strictSame(namesIn("<p>A column by Ann Writer</p>", first), ["Ann Writer"]);
  t.strictSame(namesIn("<p>A column by Bo Lee</p>", first), ["Ann"]);
  const one = `${title}${meta("author", "Ann Writer")}`;
  t.strictSame(namesIn('<p class="byline">By Ann Writer, Bo Lee</p>', one), ["Ann Writer", "Bo Lee"]);
  t.strictSame(namesIn('<p class="author">Ann Writer, Bo Lee</p>', one), ["Ann Writer"], "one place");
  t.end();
});

test("sections, agencies and professions around names are no part of them", (t) => {
  const by = (text: string) => namesIn(`<p class="author">${text}</p>`);
  t.strictSame(by("Politics · Ann Writer, Bo Lee"), ["Ann Writer", "Bo Lee"]);
  t.strictSame(by("Ann Writer, TNN"), ["Ann Writer"]);
  t.strictSame(by("Ann Writer/dpa"), ["Ann Writer"]);
  t.strictSame(by("Our-Paper-Experte Ann Writer"), ["Ann Writer"]);
  t.strictSame(by("Senior Staff Writer Ann Writer"), ["Ann Writer"]);
  t.strictSame(by("Ann Wri\u00ADter"), ["Ann Writer"]);
  t.strictSame(by("TNN"), ["TNN"], "an agency alone");
  t.end();
});

test("phrases and links to sections about people are no authors", (t) => {
  t.strictSame(namesIn('<p class="author-box">Manage your privacy settings</p>'), undefined);
  t.strictSame(namesIn('<a href="/magazine/people/stars/38-a-thought.html">Actress Ann Writer</a>'), undefined);
  t.strictSame(namesIn('<a href="/people/ann-writer">Ann Writer</a>'), ["Ann Writer"]);
  t.strictSame(namesIn('<a href="/profile/38">delta201</a>'), ["delta201"]);
  t.strictSame(
    namesIn("", title, '<div class="widget article__authors"><a class="author__link" href="/a">Ann Writer</a></div>'),
    ["Ann Writer"],
  );
  t.end();
});
