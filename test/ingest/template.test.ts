import fc from "fast-check";
import { type Test, test } from "tap";
import { ingest } from "../../src/ingest/ingest.ts";
import { slowTest } from "../slow.ts";
import { workedMs } from "../worked.ts";

const options = { tags: [], baseUrl: "https://site.example/", origin: "https://feeds.example" };
const read = (text: string, name = "a.md") => ingest({ name, text: `---\ntitle: T\n---\n${text}` }, options);
const html = (text: string, name?: string) => read(text, name).drafts[0]?.prepared.draft.content_html;
const note = (text: string, name?: string) => read(text, name).drafts[0]?.note;

/** Holds that each text becomes its HTML, and that nothing of it is said to be lost. */
function holds(t: Test, cases: readonly [typed: string, html: string][]) {
  for (const [typed, expected] of cases) {
    t.equal(html(typed), expected, typed);
    t.equal(note(typed), undefined, typed);
  }
}

test("figures, sound and films of templates become such", (t) => {
  const image = (alt: string, more = "") => `<img src="https://site.example/a.png" alt="${alt}"${more} />`;
  holds(t, [
    [
      '{{< figure src="/a.png" title="A *b*" alt="Alt" width="300px" >}}',
      `<figure>${image("Alt", ' width="300"')}<figcaption>A <em>b</em></figcaption></figure>`,
    ],
    [
      '{{< figure\n  src="/a.png"\n  caption="Cap"\n>}}',
      `<figure>${image("Cap")}<figcaption>Cap</figcaption></figure>`,
    ],
    [
      '{% include figure.html src="/a.png" caption="Cap" alt="Alt" %}',
      `<figure>${image("Alt")}<figcaption>Cap</figcaption></figure>`,
    ],
    ['{{< img "/a.png" "Some words" >}}', `<figure>${image("Some words")}</figure>`],
    [
      '{{< figure src="/a.png" title="A title" caption="Cap" attr="Ann" >}}',
      `<figure>${image("A title. Cap. Ann")}<figcaption>A title. Cap. Ann</figcaption></figure>`,
    ],
    ["{% img left /a.png 300 200 Some words %}", `<figure>${image("Some words")}</figure>`],
    ["{% asset_img /a.png Words %}", `<figure>${image("Words")}</figure>`],
    ['{{ resize_image(path="/a.png", width=300, op="fit") }}', `<figure>${image("", ' width="300"')}</figure>`],
    ['{{< figure src="/a.png" link="/big" >}}', `<figure><a href="https://site.example/big">${image("")}</a></figure>`],
    [
      '{{< audio src="/a.mp3" caption="c" >}}',
      '<figure><audio controls src="https://site.example/a.mp3"></audio><figcaption>c</figcaption></figure>',
    ],
    [
      'a\n{{< video src="/a.mp4" >}}\nb',
      '<p>a</p>\n<figure><video controls src="https://site.example/a.mp4"></video></figure><p>b</p>',
    ],
    [`x {{< figure src='/a.png' >}} y`, `<p>x </p><figure>${image("")}</figure><p> y</p>`],
  ]);
  t.end();
});

test("players of templates become links to the pages where they play", (t) => {
  const link = (url: string, label: string) => `<p><a href="${url}">${label}</a></p>`;
  const youtube = link("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "YouTube");
  holds(t, [
    ["{{< youtube dQw4w9WgXcQ >}}", youtube],
    ['{{< youtube id="dQw4w9WgXcQ" title="A film" >}}', youtube.replace("YouTube", "A film")],
    ["{% youtube dQw4w9WgXcQ %}", youtube],
    [
      "{% embed https://www.youtube.com/watch?v=dQw4w9WgXcQ %}",
      youtube.replace(">YouTube", ">www.youtube.com/watch?v=dQw4w9WgXcQ"),
    ],
    [
      "{% include video.html url=https://www.youtube.com/watch?v=dQw4w9WgXcQ, title=A %}",
      youtube.replace("YouTube", "A"),
    ],
    ['{{ youtube(id="dQw4w9WgXcQ") }}', youtube],
    ['{% include youtube.html id="dQw4w9WgXcQ" %}', youtube],
    ['{% include video id="dQw4w9WgXcQ" provider="youtube" %}', youtube],
    ["{{< vimeo 1234 >}}", link("https://vimeo.com/1234", "Vimeo")],
    ['{{< tweet user="a" id="123" >}}', link("https://x.com/i/status/123", "X")],
    ["{{< gist spf13 7896402 >}}", link("https://gist.github.com/spf13/7896402", "Gist")],
    ["{% gist spf13/7896402 %}", link("https://gist.github.com/spf13/7896402", "Gist")],
    ["{% embed https://youtu.be/x %}", link("https://youtu.be/x", "youtu.be/x")],
  ]);
  t.end();
});

test("notices and quotations of templates become quotations, with their title", (t) => {
  const box = (title: string, content: string) =>
    `<blockquote>${title && `<p><strong>${title}</strong></p>`}${content}</blockquote>`;
  holds(t, [
    [
      '{{% notice tip "Mind this" %}}\nText **b**\n{{% /notice %}}',
      box("Mind this", "<p>Text <strong>b</strong></p>\n"),
    ],
    ["{{% notice tip %}}\n- a\n{{% /notice %}}", box("Tip", "<ul>\n<li>a</li>\n</ul>\n")],
    ["{{% notice %}}one line{{% /notice %}} after", `${box("", "<p>one line</p>")}<p> after</p>`],
    ['{{< alert type="warning" >}}\nx\n{{< /alert >}}', box("Warning", "<p>x</p>\n")],
    ['{% include note.html content="Hi **b**" %}', box("Note", "<p>Hi <strong>b</strong></p>")],
    ['{% quote(author="Ana") %}\nHi\n{% end %}', box("", "<p>Hi</p>\n<p>— Ana</p>")],
    ['{{< details "More" >}}\nx\n{{< /details >}}', "<details><summary>More</summary><p>x</p>\n</details>"],
    [":::note\n\nText\n\n:::", box("Note", "<p>Text</p>\n")],
    ["::: tip My title\nx\n:::", box("My title", "<p>x</p>\n")],
    [":::warning[Be *ware*]\ny\n:::", box("Be <em>ware</em>", "<p>y</p>\n")],
    ["::::info\n:::note\na\n:::\nb\n::::", box("Info", `${box("Note", "<p>a</p>\n")}<p>b</p>\n`)],
    [":::details Why\nx\n:::", "<details><summary>Why</summary><p>x</p>\n</details>"],
    ["::: {.callout-tip}\nx\n:::", box("Tip", "<p>x</p>\n")],
    [
      "- a\n\n  {{% notice note %}}\n  b\n  {{% /notice %}}",
      `<ul>\n<li>\n<p>a</p>\n${box("Note", "<p>b</p>\n")}</li>\n</ul>`,
    ],
    [":::note\nnever closed\n\nmore", `${box("Note", "")}<p>never closed</p>\n<p>more</p>`],
  ]);
  t.end();
});

test("addresses and values of templates are what they stand for", (t) => {
  const link = (path: string) => `<p><a href="https://site.example/${path}">x</a></p>`;
  holds(t, [
    ['[x]({{ "/d/" | relative_url }})', link("d/")],
    ["[x]({{ site.baseurl }}/d/)", link("d/")],
    ["[x]({{ site.url }}{{ site.baseurl }}/d/)", link("d/")],
    ["[x]({{ site.url }})", link("")],
    ["[x][y]\n\n[y]: {{ site.baseurl }}/d/", link("d/")],
    ['[x]({{ get_url(path="/d/") }})', link("d/")],
    ['<a href="{{ site.baseurl }}/d/">x</a>', link("d/")],
    ['![x]({{ "/i.png" | absolute_url }} "t")', '<p><img src="https://site.example/i.png" alt="x" title="t" /></p>'],
    ["# {{ page.title }} is {{ 'q' }}", "<h1>T is q</h1>"],
    ['{{< button href="https://a.example/" >}}Go{{< /button >}}', '<p><a href="https://a.example/">Go</a></p>'],
    ["{{</* figure x */>}}, {{/* c */}}\\{{ x }}", "<p>{{&lt; figure x &gt;}}, {{ x }}</p>"],
    ["{% raw %}{{ x }} {% y %}{% endraw %} z", "<p>{{ x }} {% y %} z</p>"],
    ["{% comment %}{% endcomment %}a\n\n<!-- more -->\n\n{{< toc >}}", "<p>a</p>"],
  ]);
  t.end();
});

test("other tags go, their content stays, and the note says which they were and on which lines", (t) => {
  const text =
    "{{< unknown a=1 >}}\nx {{< tag >}}in{{< /tag >}} y\n\n{{ nope }}\n\n{% if a %}\nA\n{% else %}\nB\n{% endif %}\n{{ nope }}";
  t.equal(html(text), "<p>x in y</p>\n<p>A</p>\n<p>B</p>");
  t.equal(
    note(text),
    "left out {{< unknown a=1 >}} (line 4), {{< tag >}} (line 5), {{ nope }} (lines 7, 14), {% if a %} (line 9)",
  );
  t.equal(html('[x]({% link a.md %}) <a href="{{< ref "b.md" >}}">y</a>'), "<p>x <a>y</a></p>");
  t.match(note("[x]({% link a.md %})"), "left out {% link a.md %} (line 4)");
  t.match(note(`${Array.from({ length: 12 }, (_, index) => `{{ v${index} }}`).join("\n")}`), /and 2 more$/);
  t.match(note("{{ x }}\n".repeat(9)), /lines 4, 5, 6, 7, 8 …/);
  t.end();
});

test("code keeps its tags to the letter", (t) => {
  const code = [
    '{{< figure src="a" >}}',
    "{{ x }}",
    "{% raw %}",
    "{% endraw %}",
    ":::note",
    "[[page]]",
    ":tada:",
    "{: .a}",
    "> [!NOTE]",
  ].join("\n");
  const escaped = code.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  t.equal(html(`\`\`\`\n${code}\n\`\`\``), `<pre><code>${escaped}\n</code></pre>`);
  t.equal(html(code.replace(/^/gm, "    ")), `<pre><code>${escaped}\n</code></pre>`);
  t.equal(html(`<pre>${escaped}</pre>`), `<pre>${escaped}</pre>`);
  t.equal(
    html("`{{ x }}` <code>{{ y }} [[z]]</code> $a_{{1}}$"),
    "<p><code>{{ x }}</code> <code>{{ y }} [[z]]</code> $a_{{1}}$</p>",
  );
  t.equal(
    html("{{< highlight go >}}\n{{ x }}\n{{< /highlight >}}"),
    '<pre><code class="language-go">{{ x }}\n</code></pre>',
  );
  t.equal(
    html("```\n:::note\n```\n\n:::tip\na\n:::"),
    "<pre><code>:::note\n</code></pre>\n<blockquote><p><strong>Tip</strong></p><p>a</p>\n</blockquote>",
  );
  t.end();
});

test("words outside tags stay, whatever tags stand among them", (t) => {
  const piece = fc.constantFrom(
    "{{",
    "}}",
    "{{<",
    ">}}",
    "{%",
    "%}",
    ":::",
    "[[",
    "]]",
    "{",
    "}",
    "(",
    ")",
    '"',
    "/",
    "end",
    " ",
    "\n",
    "note",
    "\n\n",
    "word",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { drafts } = read(`before\n\n${pieces.join("")}\n\nafter`);
      const content = drafts[0]?.prepared.draft.content_html ?? "";
      return content.startsWith("<p>before</p>") && content.includes("after") && !/[\uFDD0\uFDD1]|%EF%B7/.test(content);
    }),
  );
  t.end();
});

slowTest("more tags than anybody writes are refused, before they take long", (t) => {
  for (const hostile of [
    "{{< a >}}",
    "{% a %}\n",
    "{{ a }}",
    ":::note\n",
    '{{< a b="',
    "{{\n\n}}",
    "{% raw %}",
    "[a]({{ b }})",
  ]) {
    const started = workedMs();
    read(hostile.repeat(Math.floor(300_000 / hostile.length)));
    t.ok(workedMs() - started < 10_000, hostile);
  }
  t.match(read("{{ a }}".repeat(10_001)).rejected[0]?.error.detail, "too many tags of a template language");
  t.end();
});
