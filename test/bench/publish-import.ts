import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { request } from "undici";
import { configFor, slugsOf, taggedArticles } from "./collection.ts";
import { machine } from "./machine.ts";
import { cpuSeconds, median, untilIdle } from "./measure.ts";
import { adminToken, prepareCourant, startCourant } from "./servers/courant.ts";
import { session } from "./session.ts";
import { table, whole } from "./table.ts";

/**
 * `npm run bench:publish-import`: how soon the articles of an import stand in published feeds. A running service with 200
 * channels imports NDJSON by its admin API, several times, each time as a new service.
 *
 * `--articles=10000`, `--rounds=3`; `--program=FOLDER`: a checkout of another version, in turns with this one.
 */
const { values } = parseArgs({
  options: {
    articles: { type: "string", default: "10000" },
    rounds: { type: "string", default: "3" },
    program: { type: "string" },
  },
});
const articles = Number(values.articles);
const slugs = slugsOf(200);
const imported = [...taggedArticles(articles, slugs)];
const lines = imported.map((article) => `${JSON.stringify(article)}\n`);
/** The id of each channel's newest article. */
const newest = new Map(imported.map(({ id, tags: [slug] }) => [slug, id]));
const authorization = `Bearer ${adminToken}`;
let port = 18_700;

type Times = { imported: number; published: number; compressed: number; cpu: number; runs: number };

/** Imports into a new service. @returns the seconds until each state, and the processor time of both processes */
async function importAndPublish(folder: string, program: string | undefined): Promise<Times> {
  const place = await prepareCourant(folder, configFor(slugs, [], ", archive: false"), program);
  port += 1;
  const service = await startCourant(place, port, "any");
  try {
    await untilIdle(service.pid);
    const cpuBefore = await cpuSeconds(service.pid);
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    const report = await call(`${service.url}/admin/import?name=articles.ndjson&format=ndjson`, lines.join(""));
    if (report.created !== articles) throw new Error(`${report.created} articles of ${articles} were imported.`);
    const importedAt = seconds();
    await untilShown(service.url);
    const publishedAt = seconds();
    // It joins the run that the import has asked for, and ends when its documents are compressed, too.
    await call(`${service.url}/admin/regenerate`, "{}");
    const compressedAt = seconds();
    const cpu = (await cpuSeconds(service.pid)) - cpuBefore;
    const { runs } = await call(`${service.url}/admin/runs?limit=100`);
    return { imported: importedAt, published: publishedAt, compressed: compressedAt, cpu, runs: runs?.length ?? 0 };
  } finally {
    await service.stop();
  }
}

/** Waits until each channel's document starts with its newest article. Answers of 304 may be requested as often as one likes. */
async function untilShown(url: string): Promise<void> {
  for (const slug of slugs) {
    let etag = "";
    while (true) {
      const { statusCode, headers, body } = await request(`${url}/feeds/${slug}.json`, {
        headers: { "if-none-match": etag },
      });
      const text = await body.text();
      if (statusCode === 200 && text.includes(`"${newest.get(slug)}"`)) break;
      etag = String(headers.etag ?? "");
      await sleep(20);
    }
  }
}

async function call(url: string, content?: string) {
  const headers = { authorization, "content-type": "application/json" };
  const options = content === undefined ? { headers } : ({ headers, method: "POST", body: content } as const);
  const { body } = await request(url, { headersTimeout: 300_000, ...options });
  return (await body.json()) as { created?: number; runs?: unknown[] };
}

await session(async (folder) => {
  console.log(machine("all for everything"));
  const programs = [undefined, ...(values.program === undefined ? [] : [values.program])];
  const rows: string[][] = [];
  const taken = new Map<string | undefined, Times[]>();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [index, program] of programs.entries()) {
      const times = await importAndPublish(join(folder, `${round}-${index}`), program);
      taken.set(program, [...(taken.get(program) ?? []), times]);
    }
  }
  for (const [program, times] of taken) {
    const row = (name: keyof Times) => median(times.map((each) => each[name])).toFixed(1);
    rows.push([
      program ?? "this program",
      row("imported"),
      row("published"),
      row("compressed"),
      row("cpu"),
      row("runs"),
    ]);
  }
  console.log(
    `${whole(articles)} articles of 4.8 kB into ${slugs.length} channels: seconds, medians of ${values.rounds}`,
  );
  console.log(table(["", "imported", "published", "compressed", "CPU", "runs"], rows));
});
