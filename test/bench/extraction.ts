import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { prepare } from "../../src/article/prepare.ts";
import { oneLine, textOf } from "../../src/article/plain-text.ts";
import { CourantError } from "../../src/errors.ts";
import { articleOfPage } from "../../src/ingest/page/page.ts";
import { table } from "./table.ts";

/**
 * `npm run bench:extraction -- FOLDER`: how well articles are found in pages, by the test pages of Mozilla's Readability:
 * `test/test-pages` of a clone of https://github.com/mozilla/readability.
 *
 * What is measured is what an import of the page does, at the address that Mozilla's tests give it. Text is what a reader
 * sees, with white space folded, after the article was prepared (sanitised), compared with that of `expected.html` as it
 * stands. Texts agree where the F1 score of their words is at least 0.95: twice the words they share, counted as often as
 * they occur in both, over the words of both; words are runs of letters and digits. Titles agree where they are equal with
 * white space folded, or where Mozilla's is the same and ends with the name that the page gives its site, which Courant
 * takes off on purpose; how many are equal to the letter is told, too. A page that is refused agrees in nothing.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined || !existsSync(folder)) {
  console.error(
    "Say where Mozilla’s test pages are: git clone https://github.com/mozilla/readability, then\n" +
      "  npm run bench:extraction -- readability/test/test-pages",
  );
  process.exit(2);
}

type Extract = { title: string; raw: string; text: string; refused?: string };

const address = "http://fakehost/test/page.html";
const agreement = 0.95;

const pages = readdirSync(folder).filter((name) => existsSync(join(folder, name, "expected.html")));
const disagreeing: string[][] = [];
const counts = { title: 0, exactTitle: 0, exactBoth: 0, text: 0, both: 0, raw: 0, equal: 0, refused: 0 };
let milliseconds = 0;
for (const page of pages) {
  const file = (name: string) => readFileSync(join(folder, page, name), "utf8");
  const metadata = JSON.parse(file("expected-metadata.json")) as { title: string | null; siteName: string | null };
  const expected = { title: oneLine(metadata.title ?? ""), text: textOf(file("expected.html")) };
  const source = file("source.html");
  const began = performance.now();
  const found = extract(source);
  milliseconds += performance.now() - began;
  const [score, rawScore] = [f1(found.text, expected.text), f1(found.raw, expected.text)];
  const exact = found.title === expected.title;
  const same = {
    title: exact || isButForSite(found.title, expected.title, metadata.siteName),
    text: score >= agreement,
  };
  counts.exactTitle += Number(exact);
  counts.exactBoth += Number(exact && score >= agreement);
  counts.title += Number(same.title);
  counts.text += Number(same.text);
  counts.both += Number(same.title && same.text);
  counts.raw += Number(rawScore >= agreement);
  counts.equal += Number(found.text === expected.text);
  counts.refused += Number(found.refused !== undefined);
  if (found.refused !== undefined) disagreeing.push([page, found.refused]);
  else if (!same.text)
    disagreeing.push([page, `text: F1 ${score.toFixed(3)}, before sanitising ${rawScore.toFixed(3)}`]);
  if (found.refused === undefined && !same.title)
    disagreeing.push([page, `title: “${found.title}”; expected “${expected.title}”`]);
}
const share = (count: number) => `${((100 * count) / pages.length).toFixed(1)} %`;
console.log(`${pages.length} pages, ${(pages.length / (milliseconds / 1000)).toFixed(1)} a second`);
console.log(
  table(
    ["agreement", "pages", "share"],
    [
      ["title and text", String(counts.both), share(counts.both)],
      ["the same, with titles that are equal to the letter", String(counts.exactBoth), share(counts.exactBoth)],
      ["title, equal to the letter", String(counts.exactTitle), share(counts.exactTitle)],
      ["title, equal but for the site’s name at its end", String(counts.title), share(counts.title)],
      [`text, F1 of words at least ${agreement}`, String(counts.text), share(counts.text)],
      ["the same before sanitising", String(counts.raw), share(counts.raw)],
      ["text, exactly equal", String(counts.equal), share(counts.equal)],
      ["refused", String(counts.refused), share(counts.refused)],
    ],
  ),
);
console.log(`\nPages that disagree:\n${table(["page", "why"], disagreeing)}`);

function extract(source: string): Extract {
  try {
    const article = articleOfPage(source, { address, url: undefined }) as { content_html?: string };
    const { draft } = prepare(article, { baseUrl: address });
    return {
      title: draft.title ?? "",
      raw: textOf(article.content_html ?? ""),
      text: textOf(draft.content_html ?? ""),
    };
  } catch (error) {
    if (!(error instanceof CourantError)) throw error;
    return { title: "", raw: "", text: "", refused: error.message };
  }
}

function isButForSite(found: string, expected: string, site: string | null): boolean {
  const rest = found !== "" && expected.startsWith(found) ? expected.slice(found.length) : "";
  return site !== null && /^ [-|–—·•:] /.test(rest) && rest.slice(3) === site;
}

function f1(found: string, expected: string): number {
  const [a, b] = [wordsOf(found), wordsOf(expected)];
  if (a.length + b.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of b) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of a) {
    const count = left.get(word) ?? 0;
    shared += Number(count > 0);
    left.set(word, count - 1);
  }
  return (2 * shared) / (a.length + b.length);
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}
