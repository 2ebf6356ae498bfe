import { test } from "tap";
import { Html, html, safeAddress } from "../../src/render/html.ts";

test("values are escaped, what is HTML already is not, and nothing leaves nothing", (t) => {
  const inner = html`<b title="${`"'`}">${"a < b & c > d"}</b>`;
  t.equal(inner.source, '<b title="&quot;&#39;">a &lt; b &amp; c &gt; d</b>');
  t.equal(
    html`<p>${inner}${undefined}${["<", [new Html("<br>"), "$&"]]}</p>`.source,
    `<p>${inner.source}&lt;<br>$&amp;</p>`,
  );
  t.equal(html`a\nb`.source, "a\nb");
  t.end();
});

test("an object that looks like HTML but was not made here is not trusted", (t) => {
  const forged: unknown = JSON.parse('{"source":"<script>"}');
  t.throws(() => html`${forged as string}`);
  t.end();
});

test("only addresses that open a page, a mail or a path here may be linked", (t) => {
  for (const address of ["https://example.org/a?b=1#c", "HTTP://example.org", "mailto:a@example.org", "/feeds/news"]) {
    t.equal(safeAddress(address), address);
  }
  for (const address of [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " java\nscript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "//evil.example/",
    "/\\evil.example/",
    "/\t/evil.example/",
    "relative",
    "#fragment",
    "https://",
    "",
    undefined,
  ]) {
    t.equal(safeAddress(address), undefined, JSON.stringify(address));
  }
  t.end();
});
