import { test } from "tap";
import { decodeText } from "../../src/ingest/decode.ts";
import { reading } from "./reading.ts";

const russian =
  "Городская библиотека открывает читальный зал в это воскресенье. Двери будут открыты с десяти до четырёх.";
const japanese = "市立図書館は今週の日曜日に閲覧室を開放します。午前十時から午後四時までです。";
const french = "La bibliothèque est déjà ouverte à côté du café, où les élèves préfèrent étudier.";

/** Text in an encoding of single bytes, or of what TextDecoder can read, by asking it what each of its codes stands for. */
function encode(text: string, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding);
  const codes = new Map<string, number[]>();
  for (let first = 255; first >= 0; first--) {
    for (let second = 255; first >= 0x80 && second >= 0x40; second--) {
      const character = decoder.decode(Uint8Array.of(first, second));
      if ([...character].length === 1) codes.set(character, [first, second]);
    }
    const single = decoder.decode(Uint8Array.of(first));
    if (single !== "\uFFFD") codes.set(single, [first]);
  }
  return Buffer.from([...text].flatMap((character) => codes.get(character) ?? [63]));
}

const page = (text: string, head = "") =>
  `<!DOCTYPE html><html><head>${head}<title>${text}</title></head><body><p>${text}</p></body></html>`;

test("HTML is decoded as the media type says, else as its meta says, by the names that browsers know", (t) => {
  const cases: [text: string, encoding: string, label: string][] = [
    [russian, "windows-1251", "x-cp1251"],
    [russian, "koi8-r", "koi"],
    [japanese, "shift_jis", "x-sjis"],
    [japanese, "euc-jp", "EUC-JP"],
    [french, "windows-1252", "ISO-8859-1"],
    ["城市图书馆本周日开放阅览室", "gbk", "gb2312"],
    ["도서관은 이번 주 일요일에 문을 엽니다", "euc-kr", "ks_c_5601-1987"],
  ];
  for (const [text, encoding, label] of cases) {
    for (const meta of [
      `<meta charset="${label}">`,
      `<meta http-equiv=content-type content="text/html; charset=${label}">`,
    ]) {
      t.equal(decodeText(encode(page(text, meta), encoding)), page(text, meta), label);
    }
    t.equal(decodeText(encode(page(text), encoding), `text/html; charset=${label}`), page(text), label);
  }
  t.equal(decodeText(Buffer.from(`\uFEFF${page(russian)}`, "utf16le"), "text/html"), page(russian));
  t.end();
});

test("HTML in UTF-8 is UTF-8, whatever it says", (t) => {
  for (const label of ["iso-8859-1", "windows-1251", "shift_jis", "x-unknown"]) {
    const text = page(russian, `<meta charset=${label}>`);
    t.equal(decodeText(Buffer.from(text)), text, label);
    t.equal(decodeText(Buffer.from(text), `text/html; charset=${label}`), text, label);
  }
  t.end();
});

test("HTML that says UTF-8, or nothing, and is in something else, is in what it looks like", (t) => {
  for (const [text, encoding] of [
    [russian, "windows-1251"],
    [russian, "koi8-r"],
    [japanese, "shift_jis"],
    [japanese, "euc-jp"],
    [french, "windows-1252"],
  ] as const) {
    t.equal(decodeText(encode(page(text), encoding), "text/html"), page(text), encoding);
    t.equal(decodeText(encode(page(text), encoding), "text/html; charset=utf-8"), page(text), encoding);
  }
  t.end();
});

test("a few bytes that are in no encoding do not keep a page out", (t) => {
  const bytes = Buffer.concat([Buffer.from(page(russian.repeat(20))), Buffer.from([0x80])]);
  t.equal(decodeText(bytes, "text/html; charset=utf-8"), `${page(russian.repeat(20))}\uFFFD`);
  t.end();
});

test("feeds that declare a wrong encoding are read all the same", (t) => {
  const feed = (declared: string) =>
    `<?xml version="1.0" encoding="${declared}"?><rss version="2.0"><channel><title>x</title><item><title>${russian}</title></item></channel></rss>`;
  t.equal(reading(Buffer.from(feed("ISO-8859-1"))).drafts[0]?.title, russian);
  t.equal(reading(encode(feed("UTF-8"), "windows-1251")).drafts[0]?.title, russian);
  const bytes = encode(feed("windows-1251"), "windows-1251");
  t.equal(decodeText(bytes, "text/xml; charset=utf-8"), feed("windows-1251"));
  t.end();
});

test("text, Markdown and JSON are refused where they are not what they say", (t) => {
  const bytes = encode(russian, "windows-1251");
  for (const mediaType of ["text/plain", "text/markdown", "application/json", undefined]) {
    t.throws(() => decodeText(bytes, mediaType), { code: "FORMAT_UNKNOWN" });
  }
  t.end();
});
