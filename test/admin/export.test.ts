import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import fc from "fast-check";
import { exportLines } from "../../src/admin/export.ts";
import { createReport, importParts } from "../../src/admin/import.ts";
import { prepare } from "../../src/article/prepare.ts";
import type { Clock } from "../../src/clock.ts";
import type { ImportOptions } from "../../src/ingest/ingest.ts";
import type { InputDescription } from "../../src/ingest-queue/read-input.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import type { Stores } from "../../src/stores/stores.ts";
import { anyDraft } from "../article/arbitrary.ts";
import { markup, texts } from "../hostile/set.ts";
import { ingestHere } from "../ingest-here.ts";
import { runs } from "../properties.ts";
import { configOf, memoryPublishing } from "../publish/memory.ts";
import { isQuick, slowTest } from "../slow.ts";
import { handClock } from "../stores/helpers.ts";

const config = configOf(`
site: { title: Test Site, url: "https://site.example/", language: en }
channels:
  - { slug: news, title: News, description: Everything, limit: 2 }
  - { slug: tech, title: Tech, description: By tag, select: { tags: [tech] }, limit: 1, maxBytes: 10000 }
perTag: { title: "{value}", description: "{value}", limit: 2 }
perAuthor: { title: "{value}", description: "{value}", limit: 2 }
perLanguage: { title: "{value}", description: "{value}", limit: 2 }
`);
const options = { tags: [], baseUrl: "https://site.example/", origin: "https://feeds.example" };

/** There are few ids, addresses and files, so that articles change, move, meet and come back. */
const ids = [
  ...Array<undefined>(12).fill(undefined),
  ...["3", "4", "5", "6", "7", "8", "9"],
  "1",
  "2",
  "https://site.example/a",
  "5 % <id> é \"'",
];
const urls = [
  ...[undefined, undefined, undefined, "https://site.example/c", "https://site.example/d", "https://site.example/e"],
  "https://site.example/a",
  "https://site.example/b",
  "https://feeds.example/articles/1",
  `https://site.example/${"x".repeat(1500)}`,
];
const files = [...Array<undefined>(6).fill(undefined), "a.json", "weird\u0000 name.json"];
const rightToLeft = '<div dir="rtl" lang="ar"> <div dir="rtl" lang="ar"> سلام </div></div>';

type Step =
  | { kind: "put"; file: string | undefined; draft: object }
  | { kind: "remove"; index: number }
  | { kind: "restore"; id: string }
  | { kind: "publish"; minutes: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        file: fc.constantFrom(...files),
        id: fc.constantFrom(...ids),
        url: fc.constantFrom(...urls),
        draft: anyDraft,
        title: fc.option(fc.constantFrom("Weather today", "Weather  TODAY", ...Object.values(texts)), {
          nil: undefined,
        }),
        content: fc.option(fc.constantFrom(rightToLeft, ...Object.values(markup)), { nil: undefined }),
        tags: fc.subarray(["tech", "C#", "C++", "c", "Open Web", "ＯＰＥＮ web", "日本"]),
        language: fc.constantFrom(undefined, "en", "en-GB", "ar", "he"),
        age: fc.option(fc.integer({ min: -30, max: 300 }), { nil: undefined }),
        lifetime: fc.option(fc.integer({ min: -30, max: 60 }), { nil: undefined }),
      })
      .map(({ file, draft, id, url, title, content, tags, language, age, lifetime }) => {
        const at = (minutes: number) => new Date(Date.parse("2026-03-01T12:00:00Z") + minutes * 60_000).toISOString();
        const { date_published: _, date_modified: __, attachments, _courant, ...rest } = draft;
        const { podcast: ___, ...courant } = _courant ?? {};
        const article = {
          ...rest,
          id,
          url,
          language,
          tags: [...tags, ...(draft.tags ?? [])],
          title: title ?? draft.title,
          content_html: content ?? draft.content_html,
          attachments: attachments?.map((attachment) => ({ ...attachment, mime_type: "audio/mpeg" })),
          date_published: age === undefined ? undefined : at(-age),
          _courant: { ...courant, expires: lifetime === undefined ? undefined : at(lifetime) },
        };
        return { kind: "put" as const, file, draft: article };
      }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), index: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restore" as const), id: fc.constantFrom("3", "4", "5") }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("publish" as const), minutes: fc.integer({ min: 1, max: 60 }) }),
  },
);

/** Reads all rows of a collection that an export must keep. */
function rowsOf(file: string): unknown {
  const database = new DatabaseSync(file);
  const tables = [
    // The date of publication of a removed article has no meaning.
    "SELECT id, revision, iif(body IS NULL, 0, published), expires, permalink, deleted, body FROM articles ORDER BY id",
    "SELECT * FROM names ORDER BY name",
    "SELECT * FROM terms ORDER BY term, article",
    "SELECT * FROM channel_values ORDER BY term",
    "SELECT * FROM archives ORDER BY channel",
  ];
  const rows = tables.map((query) => database.prepare(query).all());
  database.close();
  return rows;
}

async function exported(transfer: Parameters<typeof exportLines>[0]): Promise<string> {
  let text = "";
  for await (const line of exportLines(transfer)) text += line;
  return text;
}

/** Imports a text, and reports of all its articles. */
async function importText(
  stores: Stores,
  clock: Clock,
  text: string,
  { options, ...input }: InputDescription & { options: ImportOptions },
) {
  const chunks = Readable.from([Buffer.from(text)]);
  const reports = await Array.fromAsync(
    importParts({ stores, queue: ingestHere(), clock }, chunks, { ...input, by: "x" }, options),
  );
  return createReport(reports.flatMap(({ articles }) => articles));
}

slowTest(
  "an export taken into an empty collection makes the same one, and the same documents to the byte",
  async (t) => {
    const folder = t.testdir();
    let number = 0;
    const seen = { articles: 0, deleted: 0, values: 0, archives: 0, former: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 25, maxLength: 40 }), async (steps) => {
        const clock = handClock();
        const openAnew = async () => {
          const file = join(folder, `${++number}.sqlite`);
          const newId = () => `urn:uuid:${++number}`;
          return { file, stores: await openStores(file, { clock, newId }) };
        };
        const [one, two] = [await openAnew(), await openAnew()];
        const first = memoryPublishing(config, one.stores, clock);
        for (const change of steps) {
          clock.set(clock.now() + 2000);
          if (change.kind === "put") {
            const input = { name: change.file, mediaType: "application/json" };
            await importText(one.stores, clock, JSON.stringify(change.draft), { ...input, options });
          } else if (change.kind === "remove") {
            const { articles } = await one.stores.articles.list({ limit: 10 });
            await one.stores.articles.remove(articles[change.index]?.id ?? "");
          } else if (change.kind === "restore") {
            const article = prepare({ id: change.id, title: "Back again" }, options);
            await one.stores.articles.put([article], { restore: true });
          } else {
            clock.set(clock.now() + change.minutes * 60_000);
            await first.run();
          }
        }
        clock.set(clock.now() + 2000);
        await first.run();

        const text = await exported(one.stores.transfer);
        for (const time of ["first", "second"]) {
          const report = await importText(two.stores, clock, text, {
            name: undefined,
            options: { ...options, origin: "https://feeds.example" },
          });
          const told = report.articles.find((article) => article.outcome === "rejected");
          if (told?.outcome === "rejected") throw new Error(`${told.where}: ${told.error.detail}`);
          if (time === "second" && report.unchanged !== report.articles.length)
            throw new Error("the second is a change");
        }
        if ((await exported(two.stores.transfer)) !== text) throw new Error("the export of the import is another");
        const [before, after] = [rowsOf(one.file), rowsOf(two.file)].map((rows) => JSON.stringify(rows, null, 1));
        if (before !== after) throw new Error(`${before}\n\nbecame\n\n${after}`);

        const second = memoryPublishing(config, two.stores, clock);
        await second.run();
        const live = [...first.snapshot().documents.values()].filter(({ archive }) => archive?.until === undefined);
        const paths = live.map(({ path }) => decodeURIComponent(path)).sort();
        const made = second.snapshot();
        if ([...made.documents.keys()].sort().join(" ") !== paths.join(" ")) throw new Error("other documents");
        for (const path of paths) {
          if ((await first.read(path)) !== (await second.read(path))) throw new Error(`${path} is another`);
        }
        if (JSON.stringify([...made.gone].sort()) !== JSON.stringify([...first.snapshot().gone].sort()))
          throw new Error("gone");
        if (JSON.stringify([...made.moved].sort()) !== JSON.stringify([...first.snapshot().moved].sort()))
          throw new Error("moved");

        const lines = text
          .trim()
          .split("\n")
          .slice(1)
          .map((line) => JSON.parse(line));
        for (const { id, _courant_export: said } of lines) {
          if (said.former_page) seen.former++;
          if (said.slug) seen.values++;
          else if (said.archives?.length > 0) seen.archives++;
          else if (said.deleted) seen.deleted++;
          else if (id) seen.articles++;
        }
        await one.stores.close();
        await two.stores.close();
      }),
      { numRuns: Math.max(4, runs(20)) },
    );
    t.ok(
      Object.values(seen).every((count) => count > (isQuick ? 0 : 10)),
      `it was tried: ${JSON.stringify(seen)}`,
    );
  },
);
