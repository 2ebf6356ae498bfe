import { textOf } from "../../../src/article/html/text-of.ts";
import { CourantError } from "../../../src/errors.ts";
import { decodeText } from "../../../src/ingest/decode.ts";
import { ingest } from "../../../src/ingest/ingest.ts";
import { table } from "../table.ts";
import { areSameNames, type BodyMatch, isSameDay, isSameTitle, matchBody, matchParts, meanF1, sumF1 } from "./judge.ts";
import { type ExpectedPage, pageSetIn } from "./sets.ts";

/*
 * How well titles, authors, dates and texts are found on pages: `node test/bench/extraction/extraction.ts FOLDER…`. A folder
 * is a clone of https://github.com/scrapinghub/article-extraction-benchmark, https://github.com/adbar/trafilatura or
 * https://github.com/postlight/parser. `--half=even` and `--half=odd` measure every second page, so that one half can serve to
 * develop, and the other one to judge; `--wrong=titles` (authors, dates, bodies) prints what is wrong.
 *
 * judge.ts defines when a title, a list of authors and a date are equal. Only what the set knows is counted; a page that is
 * refused has nothing right. The body is judged as each set does. Postlight's has no bodies.
 */
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const option = (name: string) => process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split("=")[1];
const [half, wrong] = [option("half"), option("wrong")];
if (folders.length === 0) {
  console.error("Say in which folders the sets of pages are.");
  process.exit(2);
}

type Field = "titles" | "authors" | "dates";
type Judgement = { fields: Partial<Record<Field, boolean>>; body: BodyMatch | undefined; cpuMs: number };

function judgePage(page: ExpectedPage): Judgement {
  const bytes = page.readBytes();
  const began = process.cpuUsage();
  const { draft, problem } = readDraft(bytes, page.url);
  const { user, system } = process.cpuUsage(began);
  const [title = "", authors = [], date = ""] = [
    draft?.title,
    draft?.authors?.map(({ name = "" }) => name),
    draft?.date_published,
  ];
  const text = textOf(draft?.content_html ?? "");
  const fields = {
    ...(page.title !== undefined && { titles: isSameTitle(title, page.title) }),
    ...(page.authors !== undefined && { authors: areSameNames(authors, [page.authors]) }),
    ...(page.date !== undefined && { dates: isSameDay(date, page.date, bytes.toString("latin1")) }),
  };
  const body =
    page.parts === undefined
      ? page.body === undefined
        ? undefined
        : matchBody(page.body, text)
      : matchParts(page.parts, text);
  const values = {
    titles: [title, page.title],
    authors: [authors.join("; "), page.authors],
    dates: [date.slice(0, 10), page.date],
  };
  if ((wrong === "titles" || wrong === "authors" || wrong === "dates") && fields[wrong] === false) {
    const [found, expected] = values[wrong];
    console.log(`${page.name}\n    found     ${problem ?? found}\n    expected  ${expected}`);
  }
  if (wrong === "bodies" && body !== undefined && body.surplus + body.missing > 0.2)
    console.log(`${page.name.padEnd(70)} surplus ${body.surplus.toFixed(2)}  missing ${body.missing.toFixed(2)}`);
  return { fields, body, cpuMs: (user + system) / 1000 };
}

function readDraft(bytes: Buffer, name: string) {
  try {
    const text = decodeText(bytes, "text/html");
    const input = { name, mediaType: "text/html", text };
    const { drafts, rejected, skipped } = ingest(input, { tags: [], baseUrl: "https://site.example/" });
    return { draft: drafts[0]?.prepared.draft, problem: rejected[0]?.error.detail ?? skipped[0]?.reason };
  } catch (error) {
    if (error instanceof CourantError) return { draft: undefined, problem: error.message };
    throw error;
  }
}

function rowOf(name: string, judgements: readonly Judgement[], f1: ((matches: BodyMatch[]) => number) | undefined) {
  const share = (field: Field) => {
    const known = judgements.flatMap(({ fields }) => fields[field] ?? []);
    const right = known.filter(Boolean).length;
    return known.length === 0 ? "" : `${right}/${known.length} ${((100 * right) / known.length).toFixed(1)} %`;
  };
  const bodies = judgements.flatMap(({ body }) => body ?? []);
  const cpuMs = judgements.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / judgements.length;
  return [
    name,
    String(judgements.length),
    share("titles"),
    share("authors"),
    share("dates"),
    f1 === undefined || bodies.length === 0 ? "" : f1(bodies).toFixed(4),
    `${cpuMs.toFixed(1)} ms`,
  ];
}

const rows: string[][] = [];
const all: { even: Judgement[]; odd: Judgement[] } = { even: [], odd: [] };
for (const folder of folders) {
  const { name, pages } = pageSetIn(folder);
  const f1 = name === "scrapinghub" ? meanF1 : sumF1;
  const both: Judgement[] = [];
  for (const each of ["even", "odd"] as const) {
    if (half !== undefined && half !== each) continue;
    const judgements = pages.filter((_page, index) => index % 2 === (each === "even" ? 0 : 1)).map(judgePage);
    all[each].push(...judgements);
    both.push(...judgements);
    rows.push(rowOf(`${name}, ${each}`, judgements, f1));
  }
  if (half === undefined) rows.push(rowOf(name, both, f1));
}
for (const each of ["even", "odd"] as const)
  if (all[each].length > 0) rows.push(rowOf(`all, ${each}`, all[each], undefined));
if (half === undefined) rows.push(rowOf("all", [...all.even, ...all.odd], undefined));
console.log(table(["set, half", "pages", "titles", "authors", "dates", "body F1", "CPU a page"], rows));
