import fc from "fast-check";
import { test } from "tap";
import { summaryOf } from "../../src/render/summary.ts";

test("an article's own summary is kept, however long", (t) => {
  const summary = "word ".repeat(200).trim();
  t.equal(summaryOf({ summary, content_text: "other" }), summary);
  t.end();
});

test("short content is its own summary", (t) => {
  t.equal(summaryOf({ content_html: "<p>One &amp; <em>two</em>.</p><p>Three</p>" }), "One & two. Three");
  t.equal(summaryOf({ content_text: " One\n\ntwo " }), "One two");
  t.equal(summaryOf({ content_text: "x".repeat(300) }), "x".repeat(300));
  t.end();
});

test("nothing to say is no summary", (t) => {
  t.equal(summaryOf({}), undefined);
  t.equal(summaryOf({ summary: "", content_html: `<img src="https://example.org/a.png">` }), undefined);
  t.end();
});

test("long content is cut between two words", (t) => {
  const words = Array.from({ length: 100 }, (_, index) => `word${index}`);
  const summary = summaryOf({ content_text: words.join(", ") }) ?? "";
  t.ok(summary.length > 280 && summary.length <= 301);
  const kept = summary.slice(0, -1).split(", ");
  t.strictSame(kept, words.slice(0, kept.length), "no half word, no comma before the ellipsis");
  t.ok(summary.endsWith("…"));
  t.end();
});

test("one endless word is cut between two characters", (t) => {
  t.equal(summaryOf({ content_text: "x".repeat(301) }), `${"x".repeat(300)}…`);
  const family = "👩‍👩‍👧‍👦";
  t.equal(summaryOf({ content_text: `a${family.repeat(100)}` }), `a${family.repeat(27)}…`);
  t.end();
});

test("a word that is longer than half of what fits is cut, and does not leave a summary of next to nothing", (t) => {
  t.equal(summaryOf({ content_text: `A ${"x".repeat(400)}` }), `A ${"x".repeat(298)}…`);
  const kept = "x".repeat(200);
  t.equal(summaryOf({ content_text: `${kept} ${"y".repeat(400)}` }), `${kept}…`);
  t.end();
});

test("a summary of an ellipsis alone is none", (t) => {
  t.equal(summaryOf({ content_text: "-".repeat(400) }), undefined);
  t.equal(summaryOf({ content_text: `e${"\u0301".repeat(400)}` }), undefined, "one character that does not fit");
  t.end();
});

test("directions that a cut leaves open end before the ellipsis", (t) => {
  const long = "word ".repeat(100);
  const kept = "word ".repeat(50).trim();
  const endOf = (start: string) => {
    const summary = summaryOf({ content_text: `${start}${long}` }) ?? "";
    t.ok(summary.startsWith(`${start}${kept}`) && summary.endsWith("…"));
    return summary.replace(/^.*word/, "").slice(0, -1);
  };
  for (const embedding of "\u202A\u202B\u202D\u202E") t.equal(endOf(embedding), "\u202C");
  for (const isolate of "\u2066\u2067\u2068") t.equal(endOf(isolate), "\u2069");
  t.equal(endOf("\u2067a\u202Bb"), "\u202C\u2069", "the innermost first");
  t.equal(endOf("\u2067a\u2069\u202Bb\u202C"), "", "what has ended");
  t.equal(endOf("\u2067\u202Ba\u2069"), "", "with an isolate ends what is inside of it");
  t.equal(endOf("\u202B\u2067a\u202C"), "\u2069\u202C", "an isolate outlives the end of an embedding");
  t.equal(endOf("\u202C\u2069"), "", "ends without a start");
  t.end();
});

test("a summary is the beginning of the text, well-formed, whatever the text", (t) => {
  const text = fc.string({ unit: "grapheme", minLength: 200, maxLength: 800 });
  const property = fc.property(text, (content) => {
    const summary = summaryOf({ content_text: content }) ?? "";
    const line = content.replace(/[\s\p{Cc}\uFFFE\uFFFF]+/gu, " ").trim();
    return summary.isWellFormed() && summary.length <= 301 && (line.length > 300 || !summary.endsWith("…"));
  });
  t.doesNotThrow(() => fc.assert(property));
  t.end();
});
