import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { test } from "tap";
import { textOf } from "../../src/article/html/text-of.ts";
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

test("lines that were ended on purpose stay lines, unless some of them belong to the page", (t) => {
  const contentOf = (block: string) => articleOfText(`Dam bursts\n\nThe dam burst on Monday.\n\n${block}`).content_html;
  const lead = "<p>The dam burst on Monday.</p>\n";
  t.equal(
    contentOf("Ana Ruiz\nThe Old Mill, Mill Lane 4\nDolna"),
    `${lead}<p>Ana Ruiz<br>\nThe Old Mill, Mill Lane 4<br>\nDolna</p>`,
  );
  t.equal(contentOf("Read More\nShare this article\nOf dams\nBack to top"), `${lead}<p>Of dams</p>`);
  t.equal(contentOf("- a\n- b\n- c d e"), `${lead}<p>- a</p>\n<p>- b</p>\n<p>- c d e</p>`);
  t.equal(
    contentOf("Water rose.\nPeople left.\nA dog stayed behind"),
    `${lead}<p>Water rose.</p>\n<p>People left.</p>\n<p>A dog stayed behind</p>`,
  );
  t.equal(contentOf("水位上升\n居民离开\n一只狗留下"), `${lead}<p>水位上升</p>\n<p>居民离开</p>\n<p>一只狗留下</p>`);
  t.equal(contentOf("One half.\n\n* * *\n\nAnother half."), `${lead}<p>One half.</p>\n<hr>\n<p>Another half.</p>`);
  t.end();
});

test("the language is said where only one is written like this, and nowhere else", (t) => {
  const said = (sentence: string) => articleOfText(`${sentence}\n\n${sentence}\n\n${sentence} ${sentence}`).language;
  const sentences: [language: string | undefined, sentence: string][] = [
    ["ja", "古い橋が修理のあとで開いた。"],
    ["ko", "오래된 다리가 다시 열렸다."],
    ["th", "สะพานเก่าเปิดอีกครั้งแล้ว"],
    ["el", "Η παλιά γέφυρα άνοιξε ξανά."],
    ["he", "הגשר הישן נפתח שוב."],
    ["ka", "ძველი ხიდი ისევ გაიხსნა."],
    [undefined, "די אַלטע בריק איז ווידער אָפֿן."],
    [undefined, "老桥修缮完工重新开放。"],
    [undefined, "Старый мост снова открыт."],
    [undefined, "أعيد افتتاح الجسر القديم."],
    [undefined, "पुराना पुल फिर खुला।"],
    [undefined, "The Greek word for bridge is γέφυρα."],
  ];
  for (const [language, sentence] of sentences) t.equal(said(sentence), language, sentence);
  t.equal(articleOfText("Η γέφυρα").language, undefined);
  t.end();
});

test("every word of each fixture that is no site furniture is in what becomes of it", (t) => {
  const furniture: Record<string, RegExp> = {
    "press-release.txt": /^FOR IMMEDIATE RELEASE$/m,
    "seed-shape.txt": /^<-- test --!>| – Finest Gadgets For Everyone$|^news image$/gm,
    "caption-without-credit.txt": / - Example News$|^Featured image$/gm,
    "credit-on-its-own-line.txt": /^image$/m,
    "dash-in-headline-and-site-name.txt": / – Best Umbrellas For Less$/m,
    "dateline.txt": / – Northern Times$|^Advertisement$/gm,
    "french.txt": / – Le Courrier du Littoral$/m,
    "german.txt": / – Rheintaler Morgenblatt$/m,
    "listicle.txt": / \| Hill & Dale$/m,
    "one-line-per-paragraph.txt": / \| Crumb Weekly$|^Read more: .*$/gm,
    "pipe.txt": /^<!-- exported -->| \| Valley Herald$/gm,
    "ukrainian.txt": / – Вісті Над Россю$/m,
  };
  // The label before a credit, and the last line of a teaser.
  const always =
    /^(?:Read More|Mehr lesen|Читати далі|Читать далее|Lire la suite|Leer más|Devamını oku|Xem thêm|Διαβάστε περισσότερα|اقرأ المزيد|קרא עוד)$|(?<![/\p{L}])(?:Photo credit|Photo|Foto de|Foto|Фото|图|写真|사진|تصوير|צילום|عکس|फोटो|ภาพ|Φωτογραφία|Fotoğraf|Ảnh)(?= ?[:：]|(?<=Foto de) )/gmu;
  const wordsOf = (text: string) => text.split(/[^\p{L}\p{M}\p{N}]+/u).filter((each) => each !== "");
  for (const file of readdirSync(fixtures).filter((name) => name.endsWith(".txt"))) {
    const source = readFileSync(new URL(file, fixtures), "utf8").replace(/\r/g, "");
    const prose = source.replace(furniture[file] ?? /(?!)/, "").replace(always, "");
    const { title = "", summary = "", content_html = "", _courant } = articleOfText(source);
    const kept = [title, summary, textOf(content_html), _courant?.image_description, _courant?.image_credit].join(" ");
    const there = new Set(wordsOf(kept));
    t.same(
      wordsOf(prose).filter((each) => !there.has(each)),
      [],
      file,
    );
  }
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
