/** The worst values that an article may have, by name: text in every field, HTML, addresses, dates. */

/** Plain text. */
export const texts: Readonly<Record<string, string>> = {
  "control characters": "a\u0000b\u0001\u0008c\u000Bd\u001Fe\u007Ff\u0080g\u009Fh",
  "line breaks and tabs": "a\r\nb\rc\nd\te\u0085f\u2028g\u2029h",
  "a lone high surrogate": "a\uD800b",
  "a lone low surrogate at the end": "ab\uDC00",
  "surrogates the wrong way round": "\uDE00\uD83Dx",
  "what is no character": "a\uFFFEb\uFFFFc\uFEFFd",
  "the end of CDATA": "a]]>b",
  "the end of CDATA, many times": `${"]]>".repeat(50)}x${"]]]]>>".repeat(10)}`,
  "the start of CDATA": "<![CDATA[x",
  "a less-than sign": "a < b <c",
  "a tag": "Q&A <b> <img src=x onerror=alert(1)> <script>",
  "the ends of elements": "</item></entry></channel></feed><item><entry>",
  "a reference": "Fish &amp; chips &lt;b&gt; &amp;amp; &nbsp; &AMP &apos;",
  "a reference to nothing": "x&#0;y&#x0;&#xD800;&#xFFFE;&#1114112;&zzz;",
  "a bare ampersand": "R&D & more &",
  quotes: "\"double\" 'single' “curly” ‘too’ «these» `and`",
  "emoji with joiners": "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇺🇦 ☕️ 1️⃣",
  "right to left": "שלום עולם مرحبا ‏(א)‎ \u202Eevil\u202C \u2066x\u2069",
  "combining characters": `e\u0301 \u0041\u030A Z${"\u0351\u0489".repeat(40)} 각 क्षि`,
  "other planes": "𝒳 𠜎 🂡",
  "not in normal form": "Å Å ﬁ Ⅷ ｆｕｌｌ",
  "invisible characters": "so\u00ADft zero\u200Bwidth\u2060joined",
  "templates and patterns": "$& $1 $` $' $$ $\u007Bx} {{x}} %s %zz \\u0000 \\",
  comments: "<!-- x --> <?xml version='1.0'?> <!DOCTYPE x [<!ENTITY y 'z'>]> &y; -->",
  "an address that acts": "javascript:alert(1) data:text/html,<script>alert(1)",
  "nothing but white space around": " \u00A0\u3000 x \t\n ",
  "one character": "x",
  "one long word": "w".repeat(2_000),
  "100 kB": "Ünïcödé & <words> ".repeat(5_000),
};

/** Text that a validator takes for HTML by its end tags, though it is none. */
export const talksOfHtml = "How to close <b>bold</b>, <p>paragraphs</p> and <script>alert(1)</script>";

/** HTML. The part that a person reads stands in brackets: ⟦…⟧. */
export const markup: Readonly<Record<string, string>> = {
  unclosed: "<p>⟦one⟧<p><b>⟦two⟧<i>⟦three⟧</b>⟦four⟧<ul><li>⟦five⟧<li>⟦six⟧<table><tr><td>⟦seven⟧",
  "a tag that never ends": '<p>⟦one⟧</p><a href="https://site.example/',
  "an open comment": "<p>⟦one⟧</p><!-- hidden <p>two</p>",
  scripts: "<p>⟦one⟧<script>alert('x</p>')</script>⟦two⟧<SCRIPT SRC=//evil.example/x.js></SCRIPT></p><script>//",
  "a script in pieces": "<scr<script>⟦x</script>ipt>alert(1)⟧</script>⟦after⟧",
  styles: '<style>p{background:url(javascript:x)}</style><p style="position:fixed;top:0">⟦one⟧</p>',
  frames: '<iframe src="https://evil.example/" srcdoc="<script>x</script>"></iframe><p>⟦one⟧</p><frameset><frame>',
  plugins: '<object data="x.swf"><embed src="x.swf"></object><applet code="x"></applet><p>⟦one⟧</p>',
  forms:
    '<form action="/steal"><input name="password" autofocus onfocus="x()">⟦one⟧<button formaction="/x"></button></form>',
  "event handlers": `<p onclick="x()" ONMOUSEOVER='y()' onerror=z()>⟦one⟧</p><img src="i.png" onerror="alert(1)">`,
  "a slash for a blank": '<img/src="i.png"/onerror="alert(1)"><p>⟦one⟧</p>',
  svg: '<p>⟦one⟧</p><svg onload="x()"><script>y()</script><a xlink:href="javascript:z()"><text>t</text></a></svg>',
  mathml:
    '<p>⟦one⟧</p><math><maction actiontype="statusline" xlink:href="javascript:x()"><mi>⟦x⟧</mi></maction></math>',
  "svg that breaks out": '<svg><style><img src="</style><img src=x onerror=alert(1)>">',
  "mathml that breaks out":
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=x&gt;">',
  "noscript that breaks out": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">⟦one⟧</p></noscript>',
  "attributes that break out": `<p title='"><script>x</script>'>⟦one⟧</p><p title="]]>">⟦two⟧</p>`,
  "elements of the document":
    '<html><head><title>t</title><meta http-equiv="refresh" content="0;url=//evil.example"><base href="//evil.example/"><link rel="stylesheet" href="x.css"></head><body onload="x()"><p>⟦one⟧</p></body></html>',
  "elements that nobody knows": "<blink>⟦one⟧</blink><x-custom onx=1>⟦two⟧</x-custom><o:p>⟦three⟧</o:p>",
  "the end of CDATA": "<p>⟦a]]&gt;b]]>c⟧</p>⟦]]>⟧",
  references: "<p>⟦&amp;lt; &lt;b&gt; &copy; &copy &notanentity; &#x1F469;⟧&#0;&#1;&#xD800;&#xFFFE;</p>",
  "control characters": "<p>⟦a⟧\u0000\u0008\uFFFE\uD800<a\u0000 href='x'>⟦b⟧</a></p>",
  "right to left": '<p dir="rtl" lang="he">⟦שלום \u202Eevil\u202C⟧</p>',
  "addresses that act":
    '<p><a href="javascript:alert(1)">⟦a⟧</a><a href=" &#1;java&#10;script:alert(1)">⟦b⟧</a><a href="data:text/html,x">⟦c⟧</a><a href="vbscript:x">⟦d⟧</a><img src="data:image/svg+xml,x"><video poster="javascript:x" src="blob:x"></video><blockquote cite="javascript:x">⟦e⟧</blockquote></p>',
  "relative addresses":
    '<p><a href="../up?x=1#y">⟦a⟧</a><a href="#part">⟦b⟧</a><a href="?q">⟦c⟧</a><a href="//cdn.example/x">⟦d⟧</a><a href="">⟦e⟧</a></p><img src="/i.png" srcset="a.png, b,c.png 2x, /d.png 3x" alt=""><picture><source srcset="w.webp 1x, v.webp 2x"><img src="p.jpg" alt="x"></picture><video src="v.mp4" poster="p.png"><track src="t.vtt" kind="captions"></video><audio src="a.mp3" controls></audio><blockquote cite="/q">⟦f⟧</blockquote><q cite="q">⟦g⟧</q><del cite="d">⟦h⟧</del><ins cite="i">⟦i⟧</ins>',
  "addresses of all kinds":
    '<p><a href="https://münchen.example/straße?ä=ö#ü">⟦a⟧</a> <a href="https://site.example/a b?c d">⟦b⟧</a> <a href="mailto:a@site.example">⟦c⟧</a> <a href="tel:+123">⟦d⟧</a> <a href="https://user:secret@site.example/">⟦e⟧</a> <a href="https://site.example:99999/">⟦f⟧</a> <a href="http://[::1]/">⟦g⟧</a></p>',
  "nested deep": `${"<div>".repeat(300)}⟦deep⟧${"</div>".repeat(300)}`,
  "elements at wrong places":
    "<p><div>⟦a⟧</div><h1>⟦b⟧</h1></p><li>⟦c⟧</li><td>⟦d⟧</td><a href='/x'><a href='/y'>⟦e⟧</a></a><caption>⟦f⟧</caption>",
  "tables full of text": "<table>⟦a⟧<tr>⟦b⟧<td>⟦c⟧</td><p>⟦d⟧</p></tr></table>",
  "a template": "<template><p>hidden</p></template><p>⟦one⟧</p>",
  "raw text elements": "<p>⟦one⟧</p><xmp><b>x</b></xmp><plaintext>⟦<p>two</p>⟧",
};

/** The text of markup of which a part is replaced by a link or a description. */
export const replaced: Readonly<Record<string, string>> = {
  frames: "evil.exampleone",
  plugins: "x.swfone",
  svg: "onet",
};

/** Addresses that are kept: http or https, absolute or not. */
export const addresses: Readonly<Record<string, string>> = {
  plain: "https://site.example/a",
  "an IRI": "https://site.example/straße/é?ä=ö#ü",
  "an IDN host": "https://münchen.example/",
  "an IDN host in Chinese": "http://例え.テスト/パス",
  quotes: `https://site.example/'a'"b"<c>?d='e'&amp;f=g`,
  "percent signs": "https://site.example/100%?x=%zz&y=%C3%A9",
  "other characters": "https://site.example/^{|}`\\[]?[]{}|",
  relative: "../up/a.png?x=1#y",
  "with a blank": "https://site.example/a b",
  "with a line break": "https://site.example/a\nb",
  "without a scheme": "//cdn.example/a.mp3",
  "only a query": "?q=1",
};

/** Addresses that are refused in fields. */
export const badAddresses: Readonly<Record<string, string>> = {
  script: "javascript:alert(1)",
  "script in disguise": "JaVa\tScRiPt:alert(1)",
  data: "data:text/html,<script>alert(1)</script>",
  file: "file:///etc/passwd",
  "with a control character": "https://site.example/\u0001",
  "with a lone surrogate": "https://site.example/\uD800",
  "without a host": "http://",
  "too long": `https://site.example/${"a".repeat(3_000)}`,
};

/** Dates that exist, and what is kept of them. */
export const dates: Readonly<Record<string, string>> = {
  "1969-12-31T23:59:59Z": "1969-12-31T23:59:59.000Z",
  "1900-02-28": "1900-02-28T00:00:00.000Z",
  "1582-10-10T10:10:10+01:00": "1582-10-10T09:10:10.000Z",
  "0100-01-01T00:00:00Z": "0100-01-01T00:00:00.000Z",
  "0001-01-01T00:00:00Z": "0001-01-01T00:00:00.000Z",
};

/** Dates that are refused. */
export const badDates: readonly string[] = [
  "9999-12-31T23:59:59-01:00",
  "+010000-01-01T00:00:00Z",
  "10000-01-01",
  "0000-12-31T00:00:00Z",
  "-000001-01-01T00:00:00Z",
  "2026-02-30",
  "2026-13-01",
  "yesterday",
  "1756806000",
];

/** Articles that say nothing. */
export const nothings: readonly unknown[] = [
  {},
  { title: "" },
  { title: " \n\u0000\uFFFE\uD800 ", summary: "\u0081", content_html: "", content_text: "\t" },
  { content_html: "<p> </p><script>x</script><!-- x -->" },
  { id: "x", url: "https://site.example/x", tags: ["a"], authors: [{ name: "A" }] },
  { title: null, authors: [], tags: [], attachments: [] },
  { authors: [{}], tags: ["", " "] },
];
