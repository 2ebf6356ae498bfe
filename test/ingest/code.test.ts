import { test } from "tap";
import { slowTest } from "../slow.ts";
import { workedMs } from "../worked.ts";
import { reading } from "./reading.ts";

const wxr = (content: string) =>
  `<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>F</title><link>https://s.example</link><wp:wxr_version>1.2</wp:wxr_version><item><title>T</title><link>https://s.example/1</link><wp:post_type>post</wp:post_type><wp:status>publish</wp:status><content:encoded><![CDATA[${content}]]></content:encoded></item></channel></rss>`;
const post = (content: string) => reading(wxr(content), "a.xml").drafts[0]?.content_html;
const markdown = (text: string) => reading(`---\ntitle: T\n---\n${text}`, "a.md").drafts[0]?.content_html;

const python = 'def a(b):\n\n    if b < 1 and x["i"]:\n        return "<p>"\n\n\treturn [i]';
const escaped = python.replaceAll("<", "&lt;").replaceAll(">", "&gt;");

test("code in shortcodes of WordPress comes as it is, to the letter", (t) => {
  const element = (language: string, code = escaped) => `<pre><code${language}>${code}</code></pre>`;
  t.equal(post(`[python]\n${python}\n[/python]`), element(' class="language-python"'));
  t.equal(post(`[sourcecode language="cpp" light="true"]${python}[/sourcecode]`), element(' class="language-cpp"'));
  t.equal(post(`[code lang=js]\n${python}\n[/code]`), element(' class="language-js"'));
  t.equal(post(`[code]${python}[/code]`), element(""));
  t.equal(post(`[cc lang="php"]<?php echo 1;[/cc]`), '<pre><code class="language-php">&lt;?php echo 1;</code></pre>');
  t.equal(post(`[ccn_python]${python}[/ccn_python]`), element(' class="language-python"'));
  t.equal(post(`[php]${escaped}[/php]`), element(' class="language-php"'), "which WordPress stored as references");
  t.equal(post("a\n\n[code]b[/code]\n\nc"), "<p>a</p>\n<pre><code>b</code></pre>\n<p>c</p>");
  t.end();
});

test("words in brackets that look like code stay", (t) => {
  t.equal(post("an array [c] and [[code]x[/code]]"), "<p>an array [c] and [code]x[/code]</p>");
  t.equal(post("[r] is open"), "<p>[r] is open</p>");
  t.end();
});

test("code between the tags of Jekyll and Hugo comes as it is, to the letter", (t) => {
  const ruby = `<pre><code class="language-python">${escaped}\n</code></pre>`;
  t.equal(markdown(`{% highlight python linenos %}\n${python}\n{% endhighlight %}`), ruby);
  t.equal(markdown(`{{< highlight python "linenos=table" >}}\n${python}\n{{< /highlight >}}`), ruby);
  t.equal(markdown(`{{% highlight python %}}\n${python}\n{{% /highlight %}}`), ruby);
  t.equal(
    markdown("a\n{% highlight c %}x{% endhighlight %}"),
    '<p>a</p>\n<pre><code class="language-c">x\n</code></pre>',
  );
  t.equal(
    markdown("- a\n\n  {% highlight c %}\n    x\n  {% endhighlight %}"),
    '<ul>\n<li>\n<p>a</p>\n<pre><code class="language-c">  x\n</code></pre>\n</li>\n</ul>',
  );
  t.equal(markdown("{% highlight c %}\nnever closed"), "<p>{% highlight c %}\nnever closed</p>");
  t.equal(markdown(`{% codeblock lang:python Title %}\n${python}\n{% endcodeblock %}\n\n{{ x }}`), ruby, "and of Hexo");
  t.equal(markdown(`{{< code file="a.py" lang="python" >}}\n${python}\n{{< /code >}}`), ruby);
  t.equal(markdown("{{< code-toggle >}}\n[[a]]\n{{< /code-toggle >}}\n"), "<pre><code>[[a]]\n</code></pre>");
  t.equal(
    markdown("{{< mermaid >}}\na --> b\n{{< /mermaid >}}"),
    '<pre><code class="language-mermaid">a --&gt; b\n</code></pre>',
  );
  t.equal(markdown("{{< code-toggle config=x />}}\n\n{{< code >}}\n\nnever closed"), "<p>never closed</p>");
  t.equal(
    markdown("```\n{% highlight c %}\n{% endhighlight %}\n```"),
    "<pre><code>{% highlight c %}\n{% endhighlight %}\n</code></pre>",
  );
  t.end();
});

test("Markdown is no Markdown inside a formula, and prices are no formulas", (t) => {
  const cases: [typed: string, html: string][] = [
    ["a $x_1 * y_2 * z_1$ b", "<p>a $x_1 * y_2 * z_1$ b</p>"],
    ["$a<b>c$", "<p>$a&lt;b&gt;c$</p>"],
    ["\\(a_1 * b_2 * c\\) _d_", "<p>\\(a_1 * b_2 * c\\) <em>d</em></p>"],
    ["\\[ x^2 *y* \\frac{1}{2} \\]", "<p>\\[ x^2 *y* \\frac{1}{2} \\]</p>"],
    ["\\[see *this*\\] \\(and *that*\\) \\[x", "<p>[see <em>this</em>] (and <em>that</em>) [x</p>"],
    ["text $$a_1 + b_1$$ _c_", "<p>text $$a_1 + b_1$$ <em>c</em></p>"],
    ["$$\na_1 \\\\\n+ b_1\n= c\n- d\n$$\nend", "<p>$$\na_1 \\\\\n+ b_1\n= c\n- d\n$$</p>\n<p>end</p>"],
    ["$5 and _x_ and $10", "<p>$5 and <em>x</em> and $10</p>"],
    ["$5 *and*$10", "<p>$5 <em>and</em>$10</p>"],
    ["\\$5 _x_ $y", "<p>$5 <em>x</em> $y</p>"],
    ["$a\\$ _b_ c$", "<p>$a\\$ _b_ c$</p>"],
    ["$$\na\n\n_b_ $$", "<p>$$\na</p>\n<p><em>b</em> $$</p>"],
    ["`$_a_$` $ _b_ $", "<p><code>$_a_$</code> $ <em>b</em> $</p>"],
  ];
  for (const [typed, html] of cases) t.equal(markdown(typed), html, typed);
  t.end();
});

slowTest("tags and dollars that are never closed take time in proportion to their number", (t) => {
  const work = (run: () => unknown) => {
    const before = workedMs();
    run();
    return workedMs() - before;
  };
  for (const text of ["{% highlight a %}\n", "$$a\n", "$a ", "\\$", "$\\$", "\\(", "\\[x^2 "]) {
    t.ok(work(() => markdown(text.repeat(400_000 / text.length))) < 10_000, text);
  }
  t.ok(work(() => post("[code]".repeat(100_000))) < 10_000);
  t.end();
});
