import fc from "fast-check";
import { test } from "tap";
import { parseAsBrowser } from "../../src/article/html/parser.ts";
import { sanitise, sanitiseOnce } from "../../src/article/sanitise.ts";
import { isSettled } from "../../src/article/settled.ts";
import { runs } from "../properties.ts";

const base = "https://site.example/a/";

/** Names that parsers treat in a way of their own are among them. */
const names = fc.constantFrom(
  ..."a abbr address article b bdi blockquote br button cite code dd del details div dl dt em figcaption figure font form".split(
    " ",
  ),
  ..."h1 h2 hgroup hr i iframe img ins li main math nobr noscript ol option p plaintext pre q rp rt ruby s script select".split(
    " ",
  ),
  ..."small source span strong style sub summary svg table tbody td template textarea time title tr u ul var video wbr xmp".split(
    " ",
  ),
);
const text = fc.constantFrom(
  ...[
    "word",
    " ",
    "\n",
    "&amp;",
    "&lt;",
    "&gt;",
    "&amp;lt;",
    "&amp;#0;",
    "&nbsp;",
    "\u00a0",
    "é",
    "🦉",
    "\u{1fffe}",
    "\ud800",
  ],
  ...["]]&gt;", "]]>", "<", ">", "&", "\u0085", "\u0000", "\r\n", "\t", "\u2028", "\ufeff", "<!--x-->", "'", '"'],
);
const attribute = fc.constantFrom(
  ...[' href="https://a.example/"', ' href="http://a.example/?a=1&amp;b=2"', ' href="https://a.example/x y"'],
  ...[' href="HTTPS://a.example/"', ' href="//a.example/"', ' href="#fn-1"', ' href="mailto:a@a.example"', ' href=""'],
  ...[
    ' href="javascript:alert(1)"',
    ' href="https://a.example/&#9;"',
    ' href="https://"',
    ' href="https://a.example:99999/"',
  ],
  ...[
    ' src="https://a.example/i.png"',
    ' src="data:x"',
    ' alt=""',
    ' alt="x &amp; y"',
    ' title="a"',
    ' title=""',
    ' dir="rtl"',
  ],
  ...[
    ' lang="ar"',
    ' id="x"',
    ' class="y"',
    ' onclick="z"',
    ' style="color:red"',
    ' width="1"',
    " width=1",
    ' TITLE="a"',
  ],
);
const attributes = fc.array(attribute, { maxLength: 2 }).map((list) => list.join(""));

/** Elements that are closed where they should be, mostly. */
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    fc.tuple(fc.constantFrom("br", "img", "hr", "wbr"), attributes).map(([name, more]) => `<${name}${more} />`),
    fc
      .tuple(names, attributes, fc.array(tie("tree"), { maxLength: 4 }))
      .map(([name, more, inner]) => `<${name}${more}>${inner.join("")}</${name}>`),
  ),
}));
const soup = fc
  .array(
    fc.oneof(
      text,
      fc
        .tuple(fc.constantFrom("<", "</"), names, attributes, fc.constantFrom(">", " />", "/>"))
        .map((parts) => parts.join("")),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(""));
const html = fc.oneof(
  fc.array(tree, { maxLength: 4 }).map((parts) => parts.join("")),
  soup,
);

test("HTML that counts as settled is what both parsers make of it", (t) => {
  let settledCount = 0;
  fc.assert(
    fc.property(html, (given) => {
      // The outcome of a pass is close to settled, and is asked as well.
      for (const each of [given.trim(), sanitiseOnce(given, base)]) {
        if (!isSettled(each)) continue;
        settledCount++;
        for (const made of [
          sanitiseOnce(each, base),
          sanitiseOnce(
            parseAsBrowser(each, () => {}),
            base,
          ),
        ]) {
          if (made !== each) throw new Error(`${JSON.stringify(each)}\nbecame\n${JSON.stringify(made)}`);
        }
      }
    }),
    { numRuns: runs(8000) },
  );
  t.ok(settledCount > 100, `${settledCount} were settled`);
  t.end();
});

test("ordinary articles are settled once they are cleaned", (t) => {
  for (const given of [
    "plain text",
    '<p>One, <em>two</em> &amp; <a href="https://a.example/?a=1&amp;b=2">three</a>.</p>\n<p>Four<br />five</p>',
    "<h2>A</h2><ul>\n<li>one</li>\n<li><p>two</p><ol><li>three</li></ol></li></ul><dl><dt>a</dt><dd>b</dd></dl><hr />",
    '<figure><img src="https://a.example/i.png" alt="" width="3" /><figcaption>A picture</figcaption></figure>',
    "<blockquote><p>🦉</p></blockquote><pre><code>a &lt; b</code></pre>",
  ]) {
    t.ok(isSettled(given), given);
    t.equal(sanitise(given, base), given);
  }
  t.end();
});

test("HTML in which parsers would move or drop something is not settled", (t) => {
  for (const given of [
    ...[
      "<p><p>a</p></p>",
      "<p><div>a</div></p>",
      '<a href="https://a.example/"><a href="https://a.example/">a</a></a>',
    ],
    ...[
      "<b><b>a</b></b>",
      "<b><p>a</p></b>",
      "<b>a",
      "a</b>",
      "<b><i>a</b></i>",
      "<li>a</li>",
      "<ul>a</ul>",
      "<ul><p>a</p></ul>",
    ],
    ...[
      "<pre>\na</pre>",
      '<img alt="a" />',
      "<br>",
      "<hr></hr>",
      "<p />",
      "<B>a</B>",
      "<table></table>",
      "a ]]> b",
      " a",
      "a\n",
    ],
    ...[
      "&nbsp;",
      "a & b",
      "a > b",
      "a < b",
      "a\rb",
      "a\u0000b",
      "\u{1fffe}",
      "\ud800",
      '<p title="">a</p>',
      '<p title="a" title="b">a</p>',
    ],
    ...[
      '<p title="a\nb">a</p>',
      "<p title=a>a</p>",
      '<a href="/a">a</a>',
      '<a href="https://a.example/ ">a</a>',
      "</p>",
      "<p></p",
      '</a href="https://a.example/">',
    ],
    "<div>".repeat(101) + "</div>".repeat(101),
  ]) {
    t.notOk(isSettled(given), given);
  }
  t.end();
});
