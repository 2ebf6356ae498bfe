import { type Test, test } from "tap";
import { formats } from "../../src/render/formats.ts";
import { hostileService } from "../hostile/service.ts";
import type { TestService } from "../service.ts";
import { slowTest, testOfCase } from "../slow.ts";
import type { Complaint } from "./complaint.ts";
import { goldenCases, goldenService } from "./golden.ts";
import { expat, jing, type Program, w3c } from "./programs.ts";
import { atomMistakes, jsonFeedMistakes } from "./schemas.ts";

/** Warnings of the W3C validator about texts of authors: where, which, and why they stay. */
const authorsOwn: readonly { name: RegExp; at: RegExp; message?: RegExp; why: string }[] = [
  { name: /^ImplausibleDate$/, at: /dates/, why: "an article is as old as its author says, also before 1990" },
  {
    name: /^(?:NonCanonicalURI|UriNotIri)$/,
    at: /iris/,
    why: "an id stays as it was given, IRI or not (RFC 4287, section 4.2.6)",
  },
  { name: /^Contains(Undeclared)?HTML$/, at: /html-in-texts/, why: "a title about HTML has tags in it, as text" },
  {
    name: /^ContainsHTML$/,
    at: /texts.*atom$/,
    message: /link should not contain HTML/,
    why: "a title of an attachment has `&amp;` in it, as text; character references in attributes break a reader",
  },
  { name: /^NotHtml$/, at: /^\/feeds\.opml$/, why: "titles in OPML are plain text to readers; it takes them for HTML" },
];

type Documents = { rss: string[]; atom: string[]; json: string[]; opml: string[] };

/** The addresses of everything that a service publishes for feed readers, archives included. */
async function published(service: TestService): Promise<Documents> {
  const opml = (await service.get("/feeds.opml")).body.toString();
  const slugs = [...opml.matchAll(/ xmlUrl="[^"]*\/feeds\/([^"]*)\.rss"/g)].map(([, slug = ""]) => slug);
  const documents: Documents = { rss: [], atom: [], json: [], opml: [`${service.url}/feeds.opml`] };
  for (const { name } of formats) {
    const queue = slugs.map((slug) => `${service.url}/feeds/${slug}.${name}`);
    for (const url of queue) {
      documents[name].push(url);
      const { body, status } = await service.get(url.slice(service.url.length));
      if (status !== 200) throw new Error(`${url}: ${status}`);
      const [, previous] =
        /rel="prev-archive"[^>]* href="([^"]*)"|"next_url":"([^"]*)"/
          .exec(body.toString())
          ?.filter((found) => found !== undefined) ?? [];
      if (previous !== undefined) queue.push(previous);
    }
  }
  return documents;
}

/** Returns the complaints of a schema about documents, which it fetches over HTTP. */
async function schemaComplaints(
  service: TestService,
  urls: readonly string[],
  validator: string,
  mistakesIn: (document: string) => string[],
) {
  const complaints: Complaint[] = [];
  for (const url of urls) {
    const document = (await service.get(url.slice(service.url.length))).body.toString();
    complaints.push(
      ...mistakesIn(document).map(
        (message): Complaint => ({ validator, url, level: "error", name: validator, message }),
      ),
    );
  }
  return complaints;
}

type Row = { validator: string; documents: number; complaints: readonly Complaint[]; skipped?: string | undefined };

async function judge(service: TestService): Promise<Row[]> {
  const { rss, atom, json, opml } = await published(service);
  const schema = async (
    validator: string,
    urls: string[],
    mistakesIn: (document: string) => string[],
  ): Promise<Row> => ({
    validator,
    documents: urls.length,
    complaints: await schemaComplaints(service, urls, validator, mistakesIn),
  });
  const program = async (program: Program, urls: string[]): Promise<Row> => {
    const { name, missing } = program;
    if (missing !== undefined) return { validator: name, documents: 0, complaints: [], skipped: missing };
    return { validator: name, documents: urls.length, complaints: await program.check(urls) };
  };
  return [
    await schema("RFC 4287 (libxml2)", atom, atomMistakes),
    await schema("JSON Feed 1.1", json, jsonFeedMistakes),
    await program(jing, atom),
    await program(expat, [...rss, ...atom, ...opml]),
    await program(w3c, [...rss, ...atom, ...opml]),
  ];
}

/** The reason why a complaint stays, if there is one. */
function reasonFor(complaint: Complaint): string | undefined {
  const { pathname } = new URL(complaint.url);
  return authorsOwn.find(
    ({ name, at, message = /^/ }) => name.test(complaint.name) && at.test(pathname) && message.test(complaint.message),
  )?.why;
}

const isAuthorsOwn = (complaint: Complaint) => reasonFor(complaint) !== undefined;

const table = new Map<
  string,
  { documents: number; errors: number; warnings: number; authors: number; skipped?: string | undefined }
>();

const reasons = new Map<string, number>();

function count(rows: readonly Row[]): void {
  for (const { validator, documents, complaints, skipped } of rows) {
    const row = table.get(validator) ?? { documents: 0, errors: 0, warnings: 0, authors: 0 };
    const own = complaints.map(reasonFor).filter((why) => why !== undefined);
    for (const why of own) reasons.set(why, (reasons.get(why) ?? 0) + 1);
    const others = complaints.filter((complaint) => !isAuthorsOwn(complaint));
    table.set(validator, {
      documents: row.documents + documents,
      errors: row.errors + others.filter(({ level }) => level === "error").length,
      warnings: row.warnings + others.filter(({ level }) => level === "warning").length,
      authors: row.authors + own.length,
      skipped,
    });
  }
}

/** One assertion for each validator: all that it says against the documents of a service. */
async function assertValid(t: Test, service: TestService): Promise<void> {
  const rows = await judge(service);
  count(rows);
  for (const { validator, documents, complaints, skipped } of rows) {
    const told = complaints.filter((complaint) => complaint.level !== "note" && !isAuthorsOwn(complaint));
    t.strictSame(
      told.map(({ url, name, message }) => `${new URL(url).pathname} ${name}: ${message}`),
      [],
      `${validator}: ${documents} documents`,
      skipped === undefined ? {} : { skip: skipped },
    );
  }
}

/** The golden case that has everything is quick, the others are slow. */
for (const name of goldenCases) {
  testOfCase(name === "everything" ? 0 : 1)(`the golden case ${name} is valid, over HTTP`, async (t) =>
    assertValid(t, await goldenService(t, name)),
  );
}

slowTest("the hostile set is valid, over HTTP", async (t) => {
  const { service } = await hostileService();
  await assertValid(t, service);
});

test("the count", (t) => {
  const line = (...cells: (string | number)[]) =>
    t.comment(cells.map((cell, index) => String(cell).padEnd(index === 0 ? 22 : 12)).join(""));
  line("validator", "documents", "errors", "warnings", "the authors' own");
  for (const [validator, { documents, errors, warnings, authors, skipped }] of table) {
    if (skipped === undefined) line(validator, documents, errors, warnings, authors);
    else line(validator, `not run: ${skipped}`);
  }
  const ran = table.get(w3c.name)?.skipped === undefined;
  for (const { why } of authorsOwn) {
    t.comment(`the authors' own, ${reasons.get(why) ?? 0}: ${why}`);
    if (ran) t.ok(reasons.has(why), `the exception is still needed: ${why}`);
  }
  t.end();
});
