import fc from "fast-check";
import { test } from "tap";
import { CourantError } from "../../src/errors.ts";
import { testOfCase } from "../slow.ts";
import { workedMs } from "../worked.ts";
import { pageOf, paragraphs, readPage } from "./pages.ts";

/** Far more than any of them takes on a slow machine, and far less than what is not linear would. */
const seconds = 30;

const hostile: Record<string, string> = {
  "tags that are never closed": "<div>".repeat(900_000),
  "tags that close nothing": `${"<b>".repeat(400)}${"</i>".repeat(1_000_000)}`,
  "400,000 attributes": `<p ${Array.from({ length: 400_000 }, (_, index) => `a${index}=1`).join(" ")}>x`,
  "too many elements": "<p>a,".repeat(200_000),
  "as many elements as may be": "<p>a, b, c".repeat(29_000),
  "lazy pictures without end": `${"<img data-src=/a.jpg><noscript><img src=/b.jpg></noscript>".repeat(9_000)}${paragraphs}`,
  "a reference to a character after the other": "&amp;".repeat(900_000),
  "nothing but less-than signs": "<".repeat(4_900_000),
  "a deep list in JSON-LD": `<script type="application/ld+json">${"[".repeat(2_000_000)}</script>${paragraphs}`,
  "many articles in JSON-LD": `<script type="application/ld+json">[${'{"@type":"NewsArticle","headline":"x"},'.repeat(100_000)}{}]</script>${paragraphs}`,
  "a title of dashes": `<title>${"a - ".repeat(1_000_000)}</title>${paragraphs}`,
  "a meta element of blanks": `<meta name="og:title" content="${" ".repeat(2_000_000)}x">${paragraphs}`,
  "a set of pictures": `<img srcset="${"a,".repeat(1_000_000)}">${paragraphs}`,
  "comments that do not end": "<!--".repeat(1_000_000),
  "six million characters": "a".repeat(6_000_000),
};

for (const [index, [what, page]] of Object.entries(hostile).entries()) {
  testOfCase(index)(`a hostile page comes to an end: ${what}`, (t) => {
    const began = workedMs();
    t.doesNotThrow(() => readPage(page));
    t.ok(workedMs() - began < seconds * 1000);
    t.end();
  });
}

test("a page that holds too much is refused, with the count that was found", (t) => {
  t.match(readPage("<div>".repeat(900_000)).reason, /too much for one article: found 501 elements open at once/);
  t.match(readPage("<p>a,".repeat(200_000)).reason, /more than 30,000 elements/);
  t.match(readPage("a".repeat(6_000_000)).reason, /6,000,000 characters/);
  t.end();
});

test("scripts, handlers, frames and dangerous addresses do not get through, wherever a page begins its addresses", (t) => {
  const body = `${paragraphs}<p onclick="x()">Click <a href="javascript:alert(1)">here</a>, or <a href="/there">there</a>.</p>
    <iframe src="https://evil.example"></iframe><script>document.write("<p>x")</script><svg onload=x><script>1</script></svg>${paragraphs}`;
  const { draft } = readPage(pageOf({ head: '<title>T</title><base href="https://elsewhere.example/b/">', body }));
  t.match(draft?.content_html, /href="https:\/\/elsewhere\.example\/there"/);
  t.notMatch(draft?.content_html, /javascript:|onclick|iframe|script|svg/);
  const javascript = readPage(pageOf({ head: '<title>T</title><base href="javascript:x/">', body }));
  t.match(javascript.draft?.content_html, /href="https:\/\/news\.example\/there"/);
  t.end();
});

const tag = fc.constantFrom(
  ...[
    "div",
    "p",
    "a href=x",
    "img src=y data-src=z",
    "noscript",
    "table",
    "td",
    "svg",
    "math",
    "template",
    "base href=//z",
  ],
  ...[
    "script type=application/ld+json",
    "meta property=og:title content=t",
    "link rel=canonical href=/c",
    "article class=h-entry",
  ],
  ...[
    "h1 class=p-name",
    "time datetime=2026",
    "title",
    "picture",
    "source srcset=q",
    "html lang=xx",
    "body",
    "frameset",
    "select",
  ],
  ...[
    "div class=sharedaddy",
    "div itemscope itemtype=x/Article",
    "span itemprop=author",
    "style",
    "textarea",
    "plaintext",
  ],
);
const piece = fc.oneof(
  tag.map((name) => `<${name}>`),
  tag.map((name) => `</${name.split(" ", 1)[0]}>`),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    '{"@type":"Article","author":[null,{"@id":1}],"image":[[]]}',
    "<!--",
    "-->",
    "<![CDATA[",
    "&#x110000;",
    "&#0;",
    paragraphs,
  ),
);

test("any text as HTML becomes an article, or is refused with a reason", (t) => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      try {
        const { draft, reason } = readPage(pieces.join(""));
        return draft !== undefined || reason !== undefined;
      } catch (error) {
        return error instanceof CourantError;
      }
    }),
  );
  t.end();
});

test("any bytes as HTML are decoded or refused", (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom("utf-8", "shift_jis", "x-nothing", "utf-16", "iso-2022-jp"),
      (bytes, charset) => {
        try {
          readPage(bytes, { mediaType: `text/html; charset=${charset}` });
          return true;
        } catch (error) {
          return error instanceof CourantError;
        }
      },
    ),
  );
  t.end();
});
