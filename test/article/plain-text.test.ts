import fc from "fast-check";
import { test } from "tap";
import { textOf } from "../../src/article/html/text-of.ts";
import { escapeHtml, oneLine, xmlSafe } from "../../src/article/plain-text.ts";

test("xmlSafe removes what XML 1.0 forbids or discourages, and nothing that can be seen", (t) => {
  t.equal(xmlSafe("a\u0000\u0008\u000B\u000C\u001F\uFFFE\uFFFFb"), "ab");
  t.equal(xmlSafe("\t\n\r \u{1F600}é\uFFFD"), "\t\n\r \u{1F600}é\uFFFD");
  t.equal(xmlSafe("a\uD83Db\uDE00"), "ab", "lone surrogates");
  t.equal(xmlSafe("a\u007F\u0081\u009D\uFDD0\u{1FFFE}b"), "ab", "discouraged");
  t.equal(xmlSafe("It\u0092s \u0093a\u0094 \u0080 5\u0085"), "It’s “a” € 5…", "controls are what Windows-1252 means");
  t.end();
});

test("oneLine folds white space of every kind", (t) => {
  t.equal(oneLine(" a\r\n\t b\u00A0\u2028c\u0007 "), "a b c");
  t.end();
});

test("textOf reads HTML as a person does", (t) => {
  t.equal(
    textOf("<p>One</p><p>two<br>three</p><script>no</script> &amp;lt; &#1;&lt;b&gt; Q&amp;A"),
    "One two three &lt; <b> Q&A",
  );
  t.equal(textOf("a<b>b</b>c"), "abc");
  t.equal(textOf("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby>"), "漢字");
  const fallback = "<p>Cannot <a href='x'>play</a><br>this</p>";
  t.equal(
    textOf(`One <video controls><source src="a">${fallback}</video>two <audio>${fallback}</audio>three`),
    "One two three",
  );
  for (const name of ["main", "header", "footer", "nav", "hgroup", "details", "summary", "caption"]) {
    t.equal(textOf(`a<${name}>b</${name}>c`), "a b c", name);
  }
  t.end();
});

test("property: escaped text reads back as itself", (t) => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => textOf(`<i>${escapeHtml(text)}</i>`) === oneLine(text)),
  );
  t.end();
});
