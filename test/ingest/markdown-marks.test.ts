import { test } from "tap";
import { ingest } from "../../src/ingest/ingest.ts";

const options = { tags: [], baseUrl: "https://site.example/" };
const read = (text: string, name = "a.md") => ingest({ name, text: `---\ntitle: T\n---\n${text}` }, options).drafts[0];
const html = (text: string, name?: string) => read(text, name)?.prepared.draft.content_html;

test("lists of attributes act or go, and other braces stay", (t) => {
  const cases: [typed: string, html: string][] = [
    ["## Title {#id}", "<h2>Title</h2>"],
    ["## Title {: .a #b}", "<h2>Title</h2>"],
    ["![a](b.png){width=50%}", '<p><img src="https://site.example/b.png" alt="a" width="50%" /></p>'],
    [
      '![a](b.png){: width="30px" .x title="t"} c',
      '<p><img src="https://site.example/b.png" alt="a" width="30" title="t" /> c</p>',
    ],
    ['[l](m){:target="_blank"} **b**{.c}', '<p><a href="https://site.example/m">l</a> <strong>b</strong></p>'],
    ["Words\n{: .lead}\nmore", "<p>Words\nmore</p>"],
    ["{: .lead}\nWords", "<p>Words</p>"],
    ["Words {.a}\n\n{:.b}\n\nx", "<p>Words</p>\n<p>x</p>"],
    ["* TOC\n{:toc}\n\ntext", "<p>text</p>"],
    ["{:toc}\n\n# H\n{:.no_toc}", "<h1>H</h1>"],
    ["``` {.python .n}\nx\n```", '<pre><code class="language-python">x\n</code></pre>'],
    ["set {a} and {x=1} of {b}", "<p>set {a} and {x=1} of {b}</p>"],
    ["returns {:ok, pid}", "<p>returns {:ok, pid}</p>"],
    ["returns {x=1}", "<p>returns {x=1}</p>"],
    ["`a`{b c}", "<p><code>a</code>{b c}</p>"],
  ];
  for (const [typed, expected] of cases) t.equal(html(typed), expected, typed);
  t.end();
});

test("alerts of GitHub and callouts of Obsidian have a title", (t) => {
  const quote = (...lines: string[]) =>
    `<blockquote>\n${lines.map((line) => `<p>${line}</p>\n`).join("")}</blockquote>`;
  t.equal(html("> [!NOTE]\n> x *y*\n> z"), quote("<strong>Note</strong>", "x <em>y</em>\nz"));
  t.equal(html("> [!tip]- My *title*\n> x"), quote("<strong>My <em>title</em></strong>", "x"));
  t.equal(
    html("> [!WARNING]\n>\n> - a"),
    "<blockquote>\n<p><strong>Warning</strong></p>\n<ul>\n<li>a</li>\n</ul>\n</blockquote>",
  );
  t.equal(html("> [!x y]"), quote("[!x y]"));
  t.equal(html("[!NOTE]"), "<p>[!NOTE]</p>");
  t.equal(html('!!! note "A *b*"\n    x *y*'), quote("<strong>A <em>b</em></strong>", "x <em>y</em>"));
  t.equal(html("a\n\n???+ tip\n\n    x\n\nb"), `<p>a</p>\n${quote("<strong>Tip</strong>", "x")}\n<p>b</p>`);
  t.match(html("!!! warning\n    - x\n\n    y\n\n        code"), /<strong>Warning[\s\S]*<ul>[\s\S]*x[\s\S]*<code>code/);
  for (const words of ["!!! wow", "!!! That is it", "??? who\n\nb", "!!!"]) {
    t.match(html(words), words.split("\n")[0] ?? "", words);
  }
  t.end();
});

test("names of emoji become emoji outside code, also in titles", (t) => {
  t.equal(html(":tada: (:+1:) :smile::heart: [:x:](y)"), '<p>🎉 (👍) 😄❤️ <a href="https://site.example/y">❌</a></p>');
  t.equal(html("a:100:b 10:30:45 :unknown: `:tada:`"), "<p>a:100:b 10:30:45 :unknown: <code>:tada:</code></p>");
  t.equal(html("x <code>:tada:</code>"), "<p>x <code>:tada:</code></p>");
  const { drafts } = ingest({ name: "a.md", text: '---\ntitle: "Out :rocket:"\nsummary: "S :tada:"\n---\nx' }, options);
  t.match(drafts[0]?.prepared.draft, { title: "Out 🚀", summary: "S 🎉" });
  t.end();
});

test("links of wikis leave their label where their page is not known, and the note says so", (t) => {
  t.equal(
    html("[[page]] [[Page|label]] ![[i.png|300]]"),
    '<p>page label <img src="https://site.example/i.png" alt="" width="300" /></p>',
  );
  t.equal(read("[[page]] [[Page|label]]")?.note, "left out [[page]] (line 4), [[Page|label]] (line 4)");
  const others = "[[1]](x) [[ -f x ]] [[foo]]\n\n[foo]: /u";
  t.equal(
    html(others),
    '<p><a href="https://site.example/x">[1]</a> [[ -f x ]] [<a href="https://site.example/u">foo</a>]</p>',
  );
  t.equal(read(others)?.note, undefined);
  t.end();
});

test("MDX leaves its prose, also within components; imports, exports and expressions go, and the note says so", (t) => {
  const mdx = `import A from "a"
import { B } from 'b'

# T

<Tabs>
<TabItem value="x" label="L">

prose **b**

</TabItem>
</Tabs>

<Foo bar={{a: 1}}
  baz="q" />

{props.x} {/* c */} <img src={require("./i.png").default} alt="al" />

export const meta = {
  a: 1
}

<Note>in note</Note> and {"text"}
`;
  t.equal(
    html(mdx, "a.mdx"),
    '<p><strong>L</strong></p><p>prose <strong>b</strong></p>\n  <p><img src="https://site.example/i.png" alt="al" /></p><blockquote><p><strong>Note</strong></p><p>in note</p></blockquote><p> and text</p>',
  );
  t.equal(
    read(mdx, "a.mdx")?.note,
    `left out import A from "a" import { B } from 'b' (line 4), <Tabs> (line 9), <TabItem value="x" label="L"> (line 10), <Foo bar={{a: 1}} baz="q" /> (line 17), {props.x} (line 20), export const meta = { a: 1 } (line 22)`,
  );
  t.equal(html(mdx, "a.md"), html(mdx, "a.mdx"), "a text that begins with an import is MDX");
  t.equal(
    html("```js\nimport a from 'a'\n<B c={d} />\n```", "a.mdx"),
    `<pre><code class="language-js">import a from 'a'\n&lt;B c={d} /&gt;\n</code></pre>`,
  );
  t.equal(html("import duties and {a} <C>", "a.md"), "<p>import duties and {a} </p>");
  t.equal(
    html('<Admonition type="tip" title="Hi">\n\nx\n\n</Admonition>', "a.mdx"),
    "<blockquote><p><strong>Hi</strong></p><p>x</p>\n</blockquote>",
  );
  t.end();
});
