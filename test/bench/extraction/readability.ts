import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { textOf } from "../../../src/article/html/text-of.ts";
import { sanitise } from "../../../src/article/sanitise.ts";
import { itemsOfPage } from "../../../src/ingest/page/page.ts";

/*
 * How well articles are found on pages: `node test/bench/extraction/readability.ts FOLDER`, where FOLDER is test/test-pages of
 * https://github.com/mozilla/readability. Each of its folders has a page (source.html), and the title
 * (expected-metadata.json) and the content (expected.html) that a reading mode should show.
 *
 * A title agrees when it is equal but for white space. A text agrees when its words and the expected ones have at least 95 %
 * in common: twice the number of words that both have (as often as both have them), by the number of words of both.
 * The measured text is that of an import: with the page's own metadata first, cleaned and sanitised.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error(
    "Say where the test pages are: test/test-pages in a checkout of https://github.com/mozilla/readability.",
  );
  process.exit(2);
}
const address = "http://fakehost/test/page.html";
const folded = (text: string) => text.replace(/\s+/g, " ").trim();

/** Returns the share of words that two texts have in common, from 0 to 1. */
function agreement(one: string, other: string): number {
  const [words, others] = [one, other].map((text) => text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? []);
  const left = new Map<string, number>();
  for (const word of others ?? []) left.set(word, (left.get(word) ?? 0) + 1);
  let same = 0;
  for (const word of words ?? []) {
    const count = left.get(word) ?? 0;
    if (count > 0) same++;
    left.set(word, count - 1);
  }
  const all = (words?.length ?? 0) + (others?.length ?? 0);
  return all === 0 ? 1 : (2 * same) / all;
}

const counts = { pages: 0, titles: 0, texts: 0, both: 0, equal: 0 };
const started = performance.now();
let seconds = 0;
for (const page of readdirSync(folder).sort()) {
  const read = (file: string) => readFileSync(join(folder, page, file), "utf8");
  const expected = {
    title: folded(String(JSON.parse(read("expected-metadata.json")).title ?? "")),
    text: textOf(sanitise(read("expected.html"), address)),
  };
  const before = performance.now();
  let found = { title: "", text: "", problem: "" };
  try {
    const article = itemsOfPage(read("source.html"), { address, url: undefined })[0]?.value() as {
      title?: string;
      content_html: string;
    };
    const content = sanitise(article.content_html, address);
    found = { title: folded(article.title ?? ""), text: textOf(content), problem: "" };
  } catch (error) {
    found.problem = String(error);
  }
  seconds += (performance.now() - before) / 1000;
  const share = agreement(found.text, expected.text);
  const [title, text] = [found.title === expected.title, share >= 0.95];
  counts.pages++;
  counts.titles += Number(title);
  counts.texts += Number(text);
  counts.both += Number(title && text);
  counts.equal += Number(title && found.text === expected.text);
  if (!title || !text) console.log(`${page.padEnd(36)} ${(100 * share).toFixed(1).padStart(5)} %  ${found.problem}`);
  if (!title) console.log(`    title     ${found.title}\n    expected  ${expected.title}`);
}
console.log(
  `\npages ${counts.pages}: titles agree ${counts.titles}, texts ${counts.texts}, both ${counts.both} (${((100 * counts.both) / counts.pages).toFixed(1)} of 100); equal to the letter ${counts.equal}`,
);
console.log(
  `${(counts.pages / seconds).toFixed(1)} pages a second (${((performance.now() - started) / 1000).toFixed(1)} s in all)`,
);
