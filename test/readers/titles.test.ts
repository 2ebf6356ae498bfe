import { test } from "tap";
import { escapeHtml } from "../../src/article/plain-text.ts";
import { atom } from "../../src/render/atom.ts";
import { rss } from "../../src/render/rss.ts";
import { escapePlain, escapeText } from "../../src/render/xml.ts";
import { documentOf, minimal } from "../render/documents.ts";
import { slowTest } from "../slow.ts";
import { packages, readers } from "./readers.ts";
import type { Reader } from "./reading.ts";

const titles = [
  "Q&A",
  "AT&T <3 you",
  "1 < 2 > 0",
  "<vento> alto",
  "&amp; is an entity",
  "a &lt;b&gt; c",
  "Fish &copy chips",
  "&#233;",
  "The <b> tag",
  "<b>all</b> bold",
  `Q&A <b> &amp; "x"`,
];

/** The titles that readers do not show as typed, and what they show. */
const misread: Readonly<Record<string, readonly string[]>> = {
  "feedparser, rss": ["The <b> tag", "<b>all</b> bold", `Q&A <b> &amp; "x"`],
  "feedparser, atom": ["The <b> tag", "<b>all</b> bold", `Q&A <b> &amp; "x"`],
  "feedparser (Python), rss": [`Q&A <b> &amp; "x"`],
};

/** Other ways to write a title. */
const cdata = (title: string) => `<title><![CDATA[${title}]]></title>`;
const element = (xml: string, type = "") => `<title${type && ` type="${type}"`}>${xml}</title>`;
const xhtml = (title: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${escapeText(title)}</div>`;
const inBoth: Record<string, (title: string) => string> = {
  entities: (title) => element(escapeText(title)),
  "decimal references": (title) => element(title.replaceAll("&", "&#38;").replaceAll("<", "&#60;")),
  CDATA: cdata,
};
const spellings = {
  rss: {
    ...inBoth,
    "escaped twice": (title: string) => element(escapeText(escapeText(title))),
    "HTML in CDATA": (title: string) => cdata(escapeHtml(title)),
  },
  atom: {
    ...inBoth,
    "type text": (title: string) => element(escapePlain(title), "text"),
    "type html": (title: string) => element(escapeText(escapeText(title)), "html"),
    "type html in references": (title: string) => element(escapePlain(escapeText(title)), "html"),
    "type xhtml": (title: string) => element(xhtml(title), "xhtml"),
  },
};

const articles = titles.map((title, index) => ({ ...minimal, id: `urn:example:${index}`, title }));

async function misreadBy(reader: Reader, document: string, format: "rss" | "atom"): Promise<string[]> {
  // A document that cannot be read is one whose titles are not read.
  const items = await reader.read(document, format).then(
    (reading) => reading.items,
    () => [],
  );
  return titles.filter((title, index) => items[index]?.title !== title);
}

for (const reader of readers) {
  for (const format of [rss, atom]) {
    const name = format === rss ? "rss" : "atom";
    // A program is started for each document.
    const testOfReader = packages.includes(reader) ? test : slowTest;
    testOfReader(`titles as typed: ${reader.name}, ${name}`, { skip: reader.missing ?? false }, async (t) => {
      const document = documentOf(format, articles);
      const known = misread[`${reader.name}, ${name}`] ?? [];
      t.strictSame(await misreadBy(reader, document, name), known);
      for (const [spelling, written] of Object.entries(spellings[name])) {
        const other = titles.reduce(
          (text, title) => text.replace(element(escapePlain(title)), () => written(title)),
          document,
        );
        t.not(other, document);
        const misreadThen = await misreadBy(reader, other, name);
        t.strictSame(
          known.filter((title) => !misreadThen.includes(title)),
          [],
          `no title is read better: ${spelling}`,
        );
      }
    });
  }
}
