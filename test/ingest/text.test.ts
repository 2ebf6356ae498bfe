import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { test } from "tap";
import { textOf } from "../../src/article/plain-text.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { articleOfText } from "../../src/ingest/text.ts";
import { runs } from "../properties.ts";

const fixtures = new URL("../fixtures/text/", import.meta.url);

for (const file of readdirSync(fixtures).filter((name) => name.endsWith(".txt"))) {
  test(`${file} becomes the article that stands beside it`, (t) => {
    const read = (name: string) => readFileSync(new URL(name, fixtures), "utf8");
    const { drafts, rejected } = ingest(
      { name: file, text: read(file) },
      { tags: [], baseUrl: "https://news.example" },
    );
    t.same(rejected, []);
    t.strictSame(drafts[0]?.prepared.draft, JSON.parse(read(file.replace(/txt$/, "json"))));
    t.end();
  });
}

const titleOf = (first: string, ...more: string[]) =>
  articleOfText([first, ...more, "Some prose follows here."].join("\n\n")).title;

test("only what can be no part of the headline is taken from it", (t) => {
  t.equal(titleOf("Dam bursts | BBC"), "Dam bursts");
  t.equal(titleOf("Dam bursts | example.com"), "Dam bursts");
  t.equal(titleOf("Dam bursts in the north — The Valley Herald"), "Dam bursts in the north");
  t.equal(titleOf("Dam bursts :: Valley News"), "Dam bursts");
  for (const whole of [
    "Dam bursts – hundreds flee",
    "Dam bursts – Live updates from the valley",
    "Dam Bursts – Hundreds Flee Valley Town",
    "‘Nobody warned us’ – Maria Lopez",
    "Well-known dam bursts",
    "Dam bursts | what we know, and what we do not",
    "1914-1918 – Years of War",
    "– Dam",
    "| Valley News",
  ]) {
    t.equal(titleOf(whole), whole);
  }
  t.equal(titleOf("Dam bursts – What We Know – Cheap Hats", "Dam bursts – What We Know"), "Dam bursts – What We Know");
  t.equal(titleOf("Dam “bursts” - Cheap Hats", "DAM 'BURSTS'"), "Dam “bursts”");
  t.end();
});

test("a marker before the headline goes, on its line or alone", (t) => {
  for (const marker of ["<!-- x -->", "<-- test --!>", "<!--a--><!--b-->", "<!-- x -->\n"])
    t.equal(titleOf(`${marker} Dam bursts`), "Dam bursts");
  t.end();
});

test("prose that only resembles a caption stays prose", (t) => {
  const prose = [
    "He sent the letter via Reuters, and nobody answered it (AP).",
    "They travelled home via Paris",
    "The either/or question has no answer. He asked about the AP/Reuters dispute.",
    "The ministry said: Photo taken. It meant nothing more.",
    "The law came into force on January 1, 2025.",
    "Who is this? She wanted credit: he gave none.",
  ];
  for (const line of prose) {
    const { content_html = "", _courant } = articleOfText(`Dam bursts\n\n${line}\n\nMore prose follows.\n\nAnd more.`);
    t.equal(_courant, undefined, line);
    t.ok(content_html.includes(`<p>${line}</p>`), line);
  }
  t.end();
});

test("credits are told from descriptions", (t) => {
  const captions: [string, string, string][] = [
    ["Waves at the pier. A. B. Smith/Getty Images", "Waves at the pier.", "A. B. Smith/Getty Images"],
    ["Waves at the pier (AP Photo/Jane Roe)", "Waves at the pier", "AP Photo/Jane Roe"],
    ["Waves at the pier. | Photo: J. R. Smith", "Waves at the pier.", "J. R. Smith"],
    ["Waves at the pier. Image: Harbour Office", "Waves at the pier.", "Harbour Office"],
    [
      "Waves at the pier on Sept. 2, 2025. Jo Li/Pool via REUTERS",
      "Waves at the pier on Sept. 2, 2025.",
      "Jo Li/Pool via REUTERS",
    ],
    ["Waves at the pier. Credit: Jo Li (via AFP)", "Waves at the pier.", "Jo Li (via AFP)"],
  ];
  for (const [caption, description, credit] of captions) {
    const article = articleOfText(`Dam bursts\n\nThe dam burst on Monday.\n\n${caption}\n\nMore prose follows.`);
    t.same(article._courant, { image_description: description, image_credit: credit }, caption);
    t.equal(article.content_html, "<p>The dam burst on Monday.</p>\n<p>More prose follows.</p>");
  }
  t.end();
});

test("a headline that is wider than the lines below it does not swallow the first paragraph", (t) => {
  const headline = "Council votes for the longest bridge that the county has ever planned to build";
  const { title, content_html } = articleOfText(
    `${headline}\nThe vote was close, a clerk said | Paper\nWork starts in May.`,
  );
  t.equal(title, headline);
  t.match(content_html, "<p>The vote was close, a clerk said | Paper");
  t.end();
});

test("texts that hardly are articles still come out", (t) => {
  t.same(articleOfText(" \n\n "), {});
  t.same(articleOfText("Dam bursts"), { title: "Dam bursts" });
  const long = `${"word ".repeat(80)}end.`;
  t.same(articleOfText(long), { summary: long, content_html: `<p>${long}</p>` });
  t.end();
});

const word = fc.stringMatching(/^[\p{L}\d<&"’]{1,9}$/u);
const sentence = fc
  .tuple(
    fc.array(word, { minLength: 1, maxLength: 25 }),
    fc.constantFrom(".", "?", "", ":", ".”", " (Photo: Xy Z)", " via REUTERS", " – Ab Cd", " | Ef"),
  )
  .map(([words, end]) => `${words.join(" ")}${end}`);
const paragraph = fc.array(sentence, { minLength: 1, maxLength: 4 }).map((sentences) => sentences.join(" "));
const page = fc
  .tuple(
    sentence,
    fc.array(fc.oneof(paragraph, fc.constantFrom("news image", "Read More", "- item one")), { maxLength: 9 }),
    fc.constantFrom("\n\n", "\n", "\r\n\r\n"),
  )
  .map(([headline, paragraphs, gap]) => ({ headline, paragraphs, gap }));

test("property: no word of the prose is lost", (t) => {
  const wordsOf = (text: string) => text.toLowerCase().split(/[^\p{L}\d<&"’]+/u);
  fc.assert(
    fc.property(page, ({ headline, paragraphs, gap }) => {
      const {
        title = "",
        summary = "",
        content_html = "",
        _courant,
      } = articleOfText([headline, ...paragraphs].join(gap));
      const kept = [title, summary, textOf(content_html), _courant?.image_description, _courant?.image_credit].join(
        " ",
      );
      const there = new Set(wordsOf(kept));
      const prose = paragraphs.filter((line) => line !== "news image" && line !== "Read More");
      // The label before a credit says nothing once the credit stands in its own place.
      const lost = prose.flatMap(wordsOf).filter((each) => each !== "" && !there.has(each) && each !== "photo");
      assert.deepEqual(lost, []);
    }),
    { numRuns: runs(1000) },
  );
  t.end();
});
