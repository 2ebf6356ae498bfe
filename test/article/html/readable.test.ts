import assert from "node:assert/strict";
import fc from "fast-check";
import { parseFragment } from "parse5";
import { test } from "tap";
import { textOf } from "../../../src/article/html/text-of.ts";
import { textIn } from "../../../src/article/html/tree.ts";
import { sanitise } from "../../../src/article/sanitise.ts";
import { runs } from "../../properties.ts";

const clean = (html: string) => sanitise(html, "https://s.example/p/");

test("a player gets controls, unless it is silent decoration", (t) => {
  t.equal(clean('<audio src="/a.mp3"></audio>'), '<audio src="https://s.example/a.mp3" controls></audio>');
  t.equal(
    clean('<video src="/a.mp4" autoplay muted loop></video>'),
    '<video src="https://s.example/a.mp4" muted loop></video>',
  );
  t.equal(clean('<video src="/a.mp4" muted></video>'), '<video src="https://s.example/a.mp4" muted controls></video>');
  t.end();
});

test("the times and buttons that Ghost draws around its players go", (t) => {
  const card =
    '<div class="kg-card kg-audio-card"><img src="" alt="audio-thumbnail" class="kg-audio-thumbnail kg-audio-hide"><div class="kg-audio-thumbnail placeholder"><svg><path/></svg></div><div class="kg-audio-player-container"><audio src="/a.mp3"></audio><div class="kg-audio-title">A talk</div><div class="kg-audio-player"><button>play</button><span class="kg-audio-current-time">0:00</span><div class="kg-audio-time">/<span class="kg-audio-duration">3:21</span></div><button>1×</button></div></div></div>';
  t.equal(textOf(clean(card)), "A talk");
  const film =
    '<figure class="kg-card kg-video-card"><div class="kg-video-container"><video src="/a.mp4"></video><div class="kg-video-overlay"><button>x</button></div><div class="kg-video-player-container"><span>0:00</span>/<span>1:02</span></div></div><figcaption>A film</figcaption></figure>';
  t.equal(textOf(clean(film)), "A film");
  t.match(clean(film), /<video/);
  t.end();
});

test("links of headings to themselves go, and links in headings stay", (t) => {
  const cases: [heading: string, cleaned: string][] = [
    ['<h2 id="i">Install<a class="headerlink" href="#i" title="Permalink">¶</a></h2>', "<h2>Install</h2>"],
    ['<h2><a href="https://s.example/p/#i">#</a> Install</h2>', "<h2> Install</h2>"],
    ['<h3><a class="anchor" aria-hidden="true" href="#i"><svg class="octicon"><path/></svg></a>A</h3>', "<h3>A</h3>"],
    ['<h2>A<a class="hash-link" href="#a" aria-label="Direct link to A">\u200b</a></h2>', "<h2>A</h2>"],
    ['<h2><a name="a"></a>A</h2>', "<h2>A</h2>"],
    ['<h2><a class="anchor" href="#a">Whole heading</a></h2>', "<h2>Whole heading</h2>"],
    ['<h2>A <a class="permalink" href="/x">Permalink</a></h2>', "<h2>A </h2>"],
    ['<h2><a href="https://a.example/c#">C#</a></h2>', '<h2><a href="https://a.example/c#">C#</a></h2>'],
    ['<p><a href="#i">#</a></p>', '<p><a href="https://s.example/p/#i">#</a></p>'],
  ];
  for (const [heading, cleaned] of cases) t.equal(clean(heading), cleaned);
  t.equal(textOf('<h2>Install<a class="headerlink" href="#i">¶</a></h2><p>a</p>'), "Install a");
  t.end();
});

test("a link inside an article without an address stays inside it", (t) => {
  const within = (html: string) => sanitise(html, "https://s.example/", { hasAddress: false });
  t.equal(within('<a href="#install">x</a><a href=" #a b">y</a>'), '<a href="#install">x</a><a href="#a%20b">y</a>');
  t.equal(within('<a href="">x</a><a href="/#i">y</a>'), '<a>x</a><a href="https://s.example/#i">y</a>');
  t.equal(within(within('<a href="#&quot;><b">x</a>')), within('<a href="#&quot;><b">x</a>'));
  t.end();
});

test("lazy pictures get their address, and one that cannot stay leaves its description", (t) => {
  const shown = '<img src="https://s.example/a.jpg" alt="A" />';
  t.equal(clean('<img src="data:image/gif;base64,AA" data-src="/a.jpg" alt="A">'), shown);
  t.equal(clean('<img src="" data-lazy-src="/a.jpg" alt="A"><noscript><img src="/a.jpg" alt="A"></noscript>'), shown);
  t.equal(clean('<img src="data:," alt=""><noscript><img src="/a.jpg" alt="A"></noscript>'), shown);
  t.equal(clean('<p>a</p><noscript><img src="/a.jpg" alt="A"></noscript>'), `<p>a</p>${shown}`);
  t.equal(clean(`${shown}<noscript><img src="/a.jpg" alt="A"></noscript>`), shown);
  t.equal(clean('<img data-srcset="/a.jpg 2x" alt="A">'), '<img alt="A" srcset="https://s.example/a.jpg 2x" />');
  t.equal(clean('<p><img src="data:image/png;base64,AAAA" alt="A &lt;chart&gt;"></p>'), "<p>A &lt;chart&gt;</p>");
  t.equal(clean('<img src="cid:1" alt="">'), "");
  t.end();
});

const code = fc.array(
  fc.constantFrom(
    "\n",
    " ",
    "\t",
    "a",
    "&lt;b>",
    "<b>",
    "</b>",
    "<font>",
    "</font>",
    "<code>",
    "</code>",
    "<!-- c -->",
  ),
);

test("property: white space in code stays to the letter, however often it is cleaned", (t) => {
  const textInCode = (html: string) => textIn(parseFragment(html));
  t.equal(clean("<pre>\n\n  x</pre>"), "<pre>\n\n  x</pre>");
  t.equal(clean("<pre>\n  x</pre>"), "<pre>  x</pre>");
  fc.assert(
    fc.property(code, (pieces) => {
      const html = `<p>a</p><pre>${pieces.join("")}</pre><p>a</p>`;
      const once = clean(html);
      assert.equal(textInCode(once), textInCode(html));
      assert.equal(clean(once), once);
    }),
    { numRuns: runs(1500) },
  );
  t.end();
});
