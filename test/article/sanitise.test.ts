import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import { sanitise } from "../../src/article/sanitise.ts";
import { runs } from "../properties.ts";

const base = "https://news.example/2026/storm/";
const clean = (html: string) => sanitise(html, base);

test("markup that feeds can carry is kept as it is", (t) => {
  const kept = [
    '<figure><picture><source srcset="https://a.example/w.webp 2x" type="image/webp" /><img src="https://a.example/w.jpg" alt="" width="10" height="5" /></picture><figcaption>Waves</figcaption></figure>',
    '<audio src="https://a.example/a.mp3" controls></audio><video poster="https://a.example/p.jpg" controls><track src="https://a.example/t.vtt" kind="captions" srclang="en" /></video>',
    '<table><caption>x</caption><tbody><tr><th scope="row">a</th><td colspan="2">b</td></tr></tbody></table>',
    '<blockquote cite="https://a.example/q"><p lang="ar" dir="rtl">x</p></blockquote><pre><code>a &lt; b &amp;&amp; c</code></pre>',
    "<details><summary>s</summary>t</details><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby><dl><dt>a</dt><dd>b</dd></dl>",
    '<p><del>a</del> <ins>b</ins> <sup>c</sup><sub>d</sub> <time datetime="2026-01-01">e</time> <abbr title="f">g</abbr></p>',
    '<a href="mailto:a@b.example">m</a> <a href="tel:+123">t</a> <a href="https://münchen.example/é?a=1&amp;b=2">i</a>',
  ];
  for (const html of kept) t.equal(clean(html), html);
  t.end();
});

test("elements that act are taken out, with their text", (t) => {
  t.equal(clean("a<script>alert(1)</script><style>p{}</style><svg><script>x</script></svg>b"), "ab");
  t.equal(clean("a<script>alert(1)</script><style>p{}</style><svg><text>x</text></svg>b"), "axb");
  t.equal(clean('<p onclick="x()" style="color:red" class="c" id="i">a</p>'), "<p>a</p>");
  t.equal(clean('<form action="/x">a<input name="b"><button>Send</button></form>'), "a");
  t.notMatch(clean('<iframe src="https://a.example/"><p>f</p></iframe>'), /iframe/);
  t.end();
});

test("every address becomes absolute, and only harmless schemes survive", (t) => {
  t.equal(clean('<a href="../a?b#c">x</a>'), '<a href="https://news.example/2026/a?b#c">x</a>');
  t.equal(clean('<a href="//cdn.example/x">x</a>'), '<a href="https://cdn.example/x">x</a>');
  t.equal(clean('<img src="/i.png">'), '<img src="https://news.example/i.png" />');
  t.equal(clean('<img src=" my pic.png ">'), '<img src="https://news.example/2026/storm/my%20pic.png" />');
  t.equal(
    clean('<img srcset="a,b.png, c.png 2x,data:image/png;base64,AA 3x, d.png 9q">'),
    '<img srcset="https://news.example/2026/storm/a,b.png, https://news.example/2026/storm/c.png 2x" />',
  );
  t.equal(
    clean('<video poster="p.jpg"></video>'),
    '<video poster="https://news.example/2026/storm/p.jpg" controls></video>',
  );
  t.equal(clean('<q cite="/q">x</q>'), '<q cite="https://news.example/q">x</q>');
  for (const bad of [
    "javascript:x",
    "JaVa\tScRiPt:x",
    "&#1;javascript:x",
    "data:text/html,x",
    "vbscript:x",
    "file:///x",
    "http://",
  ]) {
    t.equal(clean(`<a href="${bad}">x</a>`), "<a>x</a>", bad);
    t.equal(clean(`a<img src="${bad}">`), "a", bad);
  }
  t.end();
});

test("characters that XML forbids go, also as references", (t) => {
  t.equal(clean("a&#1;b\u0000c\uFFFEd&#xFFFF;e\uD800f]]>g"), "abcdef]]&gt;g");
  t.equal(clean('<abbr title="a&#2;b]]>">x</abbr>'), '<abbr title="ab]]&gt;">x</abbr>');
  t.equal(clean("a&#0;b&#x000;c&#xD83D;d&#55296e&#x110000;f&#128512;"), "abcdef😀", "and references to none");
  t.equal(clean("a\r\nb\rc"), "a\nb\nc");
  t.end();
});

test("an element that stands where it may not is moved, as browsers do", (t) => {
  t.equal(clean("<p>a<div>b</div>c</p>"), "<p>a</p><div>b</div>c<p></p>");
  t.equal(clean("<table>a<tr><td>b</td></tr></table>"), "a<table><tbody><tr><td>b</td></tr></tbody></table>");
  t.equal(clean("<b>a<p>b</b>c</p>"), "<b>a<p>b</p></b>c<p></p>");
  t.equal(clean("<p><b>a<p>b</b>"), "<p><b>a</b></p><p><b>b</b></p><p></p>");
  t.equal(clean("<td>a</td><template>b</template><iframe>c</iframe>"), "a");
  t.end();
});

const tag = fc.constantFrom(
  "p",
  "div",
  "a",
  "ul",
  "li",
  "table",
  "td",
  "tr",
  "object",
  "form",
  "button",
  "svg",
  "math",
  "script",
  "style",
  "noscript",
  "iframe",
  "textarea",
  "title",
  "option",
  "select",
  "video",
  "b",
  "i",
  "h2",
  "ruby",
  "rt",
  "dl",
  "dd",
  "template",
  "img",
);
const value = fc.oneof(
  fc.constantFrom("javascript:alert(1)", "x.png 2x, y 1x", "a,b", "http://a.example/é", "mailto:a@b"),
  fc.string({ unit: "binary" }),
);
const attribute = fc
  .tuple(fc.constantFrom("href", "src", "srcset", "poster", "cite", "onload", "style", "title", "lang"), value)
  .map(([name, typed]) => ` ${name}="${typed}"`);
const piece = fc.oneof(
  fc.tuple(tag, fc.array(attribute, { maxLength: 2 })).map(([name, attributes]) => `<${name}${attributes.join("")}>`),
  tag.map((name) => `</${name}>`),
  fc.constantFrom(
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?xml ?>",
    "&#1;",
    "&#xFFFE;",
    "&#xD800;",
    "&lt;script&gt;",
    "&amp;lt;",
    "\u0000",
    "\uD800",
    "<",
    "\r\n",
  ),
  fc.string({ unit: "binary" }),
);
const soup = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(""));

test("property: the output is safe in XML, has nothing that acts, and is at rest", (t) => {
  fc.assert(
    fc.property(soup, (html) => {
      const once = clean(html);
      assert.ok(once.isWellFormed());
      assert.doesNotMatch(once, /[[\p{Cc}\u{FFFE}\u{FFFF}]--[\t\n\r\u{7F}-\u{9F}]]/v);
      assert.ok(!once.includes("]]>"));
      assert.doesNotMatch(once, /<(?:script|style|iframe|form|svg|object|!|\?)/i);
      for (const [, name, address = ""] of once.matchAll(/<\w[^>]*? (href|src|poster|cite)="([^"]*)"/g)) {
        assert.match(address, /^(?:https?:\/\/|mailto:|tel:)/i, name);
      }
      assert.equal(clean(once), once);
    }),
    { numRuns: runs(1500) },
  );
  t.end();
});

test("an email address with what no URI may hold is encoded", (t) => {
  const clean = sanitise(
    '<a href=" mailto:a@b.example?subject=Good day ">x</a><a href="mailto:<p title=">y</a>',
    "https://x.example/",
  );
  t.equal(clean, '<a href="mailto:a@b.example?subject=Good%20day">x</a><a href="mailto:%3Cp%20title=">y</a>');
  t.end();
});
