import fc from "fast-check";
import { test } from "tap";
import { withDirection, withoutDirection } from "../../src/article/direction.ts";
import { runs } from "../properties.ts";
import { draftsAt } from "./drafts.ts";

const { draftOf } = draftsAt("https://news.example/");
const contentOf = (content_html: string, language?: string) =>
  draftOf({ title: "x", content_html, language }).content_html;

test("an author's own direction around everything is enough", (t) => {
  for (const own of [
    '<div dir="rtl">a</div>',
    '<p lang="fa" dir="rtl">a<b>b</b></p>',
    '<div dir="RTL" title="&gt;">a</div>',
  ]) {
    t.equal(withDirection(own, "ar"), own);
  }
  for (const part of [
    '<div dir="rtl">a</div>b',
    '<p dir="rtl">a</p><p dir="rtl">b</p>',
    '<p>a<b dir="rtl">b</b></p>',
    'dir="rtl"',
  ]) {
    t.equal(withDirection(part, "ar"), `<div dir="rtl" lang="ar">${part}</div>`);
  }
  t.end();
});

test("the parts that documents write around an article are not taken for its content", (t) => {
  t.equal(contentOf('<div dir="rtl" lang="ar"><p>a</p><div>b</div></div>', "ar"), "<p>a</p><div>b</div>");
  const [start, end] = ['<div dir="rtl" lang="ar">', "</div>"];
  const kept: [string, string | undefined, string][] = [
    [`${start}a${end}`, "fa", "another language"],
    [`${start}a${end}`, undefined, "no language"],
    ['<div dir="rtl" lang="en">a</div>', "en", "a language from left to right"],
    [`${start}a${end}<p>b</p><div>c</div>`, "ar", "not around everything"],
    [`${start}${start}a${end}${end}`, "ar", "documents write it once"],
    ['<div dir="rtl" lang="ar" title="b">a</div>', "ar", "something else"],
  ];
  for (const [html, language, why] of kept) t.equal(contentOf(html, language), html, why);
  t.equal(
    contentOf(`${start}a</div><p>b</p></div>`, "ar"),
    `${start}a</div><p>b</p>`,
    "cleaned before it is looked at",
  );
  t.end();
});

test("white space inside of what documents write does not make another article of it each time", (t) => {
  const once = contentOf('<div dir="rtl" lang="ar"> <div dir="rtl" lang="ar"> a </div> </div>', "ar");
  t.equal(once, "a");
  t.equal(contentOf('<div dir="rtl" lang="ar"> a</div>', "ar"), "a");
  t.end();
});

test("property: a document's HTML comes in again as the article's", (t) => {
  const piece = fc.constantFrom(
    ...[
      '<div dir="rtl" lang="ar">',
      '<div dir="rtl">',
      "<div>",
      "</div>",
      "<p>",
      '<p dir="rtl">',
      "</p>",
      "<b>",
      "</b>",
      "a",
      " ",
    ],
  );
  const property = fc.property(
    fc.array(piece, { maxLength: 12 }),
    fc.constantFrom("ar", "he", "en"),
    (pieces, language) => {
      const html = contentOf(pieces.join(""), language) ?? "";
      return (
        withoutDirection(withDirection(html, language), language) === html &&
        (contentOf(withDirection(html, language), language) ?? "") === html
      );
    },
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: runs(1000) }));
  t.end();
});
