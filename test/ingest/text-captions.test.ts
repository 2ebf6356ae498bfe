import { test } from "tap";
import { articleOfText } from "../../src/ingest/text.ts";

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
