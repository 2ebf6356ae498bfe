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

test("prose that only resembles a caption stays prose", (t) => {
  const prose = [
    "He sent the letter via Reuters, and nobody answered it (AP).",
    "They travelled home via Paris",
    "The either/or question has no answer. He asked about the AP/Reuters dispute.",
    "The ministry said: Photo taken. It meant nothing more.",
    "The law came into force on January 1, 2025.",
    "La foto de grupo de la playa de ayer",
    "写真：これは橋の上で撮られたものである。",
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
    ["Waves at the pier. Foto de Ana Ruiz", "Waves at the pier.", "Ana Ruiz"],
    ["码头上的浪花。摄影：李明", "码头上的浪花。", "李明"],
    ["桟橋の波 撮影：佐藤花子", "桟橋の波", "佐藤花子"],
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

test("authors, dates and words to share are no summary, and lines that stand twice below are no caption", (t) => {
  const lead = "The dam burst on Monday, and hundreds of people left the valley.";
  for (const line of [
    "By Ann Writer",
    "Von Ana Ruiz",
    "作者：李明",
    "December 28, 2016",
    "Stand: 28.12.2016, 10:00 Uhr",
    "Teile das:",
    "分享到：",
    "-",
    "Facebook Twitter WhatsApp",
  ]) {
    t.equal(articleOfText(`Dam bursts\n\n${line}\n\n${lead}\n\nMore prose follows.`).summary, lead, line);
  }
  for (const line of [
    "By the river nobody slept that night.",
    "In December 28, 2016 was the day.",
    "Share prices fell on Monday.",
  ]) {
    t.equal(articleOfText(`Dam bursts\n\n${line}\n\n${lead}`).summary, line);
  }
  const prose = Array.from({ length: 8 }, (_, index) => `Sentence number ${index} of the article.`).join("\n\n");
  const teaser = "Ten ways to save water in a dry garden";
  t.equal(articleOfText(`Dam bursts\n\n${prose}\n\n${teaser}\n\n${teaser}`)._courant, undefined);
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

test("words before buttons that share, and dates, are no summary in any of these languages", (t) => {
  const lead = "The town library will be open on Sundays from next month, the council decided on Tuesday evening.";
  for (const [by, date, share] of [
    ["By Ann Writer", "December 28, 2026", "Share this:"],
    ["Von Anna Schreiber", "28. Dezember 2026, 10:00 Uhr", "Teile das:"],
    ["作者：李明", "2026年12月28日 10:00", "分享到："],
    ["نویسنده: علی نویسنده", "28 دسامبر 2026", "اشتراک‌گذاری"],
    ["Της Άννας Συγγραφέα", "28 Δεκεμβρίου 2026", "Κοινοποίηση"],
    ["लेखक: अनीता शर्मा", "28 दिसंबर 2026", "शेयर करें"],
    ["Autor: Jana Nováková", "28. prosince 2026", "Sdílet"],
    ["Szerző: Kovács Anna", "2026. december 28.", "Megosztás"],
    ["Teksti: Anna Kirjoittaja", "28.12.2026", "Jaa"],
    ["Oleh: Ani Penulis", "28 Desember 2026", "Bagikan"],
    ["De Ana Scriitoare", "28 decembrie 2026", "Distribuie"],
    ["김철수 기자", "2026년 12월 28일", "공유하기"],
  ] as const) {
    const draft = articleOfText(["Open on Sundays", by, date, share, "-", lead, "It is a trial."].join("\n\n"));
    t.equal(draft.summary, lead, by);
    t.notMatch(draft.content_html, share, share);
  }
  t.end();
});

test("a text that is pasted twice is no caption", (t) => {
  const prose = "The reading room of the town library will be open on Sundays from next month on.";
  for (const before of ["", "By Ann Writer\n\nDecember 28, 2016\n\n"]) {
    const article = articleOfText(`Open on Sundays\n\n${before}${prose}\n\n${prose}`);
    t.match(article, { title: "Open on Sundays", content_html: `<p>${prose}</p>` });
    t.equal(article._courant, undefined);
  }
  t.end();
});

test("several lines that stand twice are a list beside the article, and no caption", (t) => {
  const [first, second] = ["Ten things to do this weekend in the city", "Why the river is brown again this summer"];
  const lead = "The town library will be open on Sundays, the council decided.";
  const draft = articleOfText(["A headline", first, first, second, second, lead, "It is a trial."].join("\n\n"));
  t.match(draft, { summary: lead, _courant: undefined });
  const credited = `${first} (Photo: Ann Lee)`;
  t.match(articleOfText(["A headline", second, second, first, credited, lead].join("\n\n"))._courant, {
    image_description: first,
    image_credit: "Ann Lee",
  });
  t.end();
});
