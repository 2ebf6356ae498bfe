import { statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "../../src/clock.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { searchFileOf } from "../../src/stores/sqlite/search-file.ts";
import { freePort } from "../free-port.ts";
import { admin } from "./admin.ts";
import { prepareOrCopy } from "./kept.ts";
import { libraryArticles } from "./library.ts";
import { machine } from "./machine.ts";
import { cpuSeconds, median, untilIdle } from "./measure.ts";
import type { Running } from "./processes.ts";
import { type Question, questions } from "./searches.ts";
import { placeIn, prepareCourant, startCourant } from "./servers/courant.ts";
import { session } from "./session.ts";
import { megabytes, table, whole } from "./table.ts";

/**
 * `npm run bench:admin`: how long lists and searches of a large collection take over HTTP, how much processor time the
 * service needs for each, which says the same on a busy machine, and how long they hold up the event loop of publishing. `--articles=100000`; `--times=11` asks each question so often; `--only=phrase` takes the
 * questions whose title has this text; `--collection=FOLDER` keeps the collection there for the next time;
 * `--program=CHECKOUT` asks the service of another checkout.
 */
const { values } = parseArgs({
  options: {
    articles: { type: "string", default: "100000" },
    times: { type: "string", default: "11" },
    only: { type: "string", default: "" },
    collection: { type: "string" },
    program: { type: "string" },
  },
});

/** The aim, in milliseconds: on an idle machine an answer takes as long as the processor needs for it. */
const mostMs = 50;

/** How far a page is from the first one, if it is deep. */
const depth = 30_000;

const config = [
  'schedule: { cron: "0 0 1 1 *" }',
  "serving: { downloadsPerHour: 0 }",
  "channels:",
  "  - { slug: news, title: News, description: d, archive: false, select: { tags: [news], language: en } }",
].join("\n");

await session(async (folder, started) => {
  console.log(machine("shared by the service and the questions"));
  const here = join(folder, "courant");
  await prepareOrCopy(here, { collection: values.collection, name: `${values.articles}-library` }, prepare);
  const place = placeIn(here, values.program);
  const service = await startCourant(place, await freePort(), "any");
  started(service);
  await untilIndexed(service);
  await untilIdle(service.pid);
  const rows: string[][] = [];
  for (const question of questions.filter(({ title }) => title.includes(values.only))) {
    rows.push(await ask(service, question));
  }
  const file = join(place.data, "courant.sqlite");
  const [collection, index] = [file, searchFileOf(file)].map((path) => statSync(path).size);
  console.log(
    [
      `${whole(Number(values.articles))} articles: the collection ${megabytes(collection ?? 0)}, the index of words ${megabytes(index ?? 0)}`,
      table(
        ["a page of 50", "found", "median ms", "worst ms", "processor ms", `at most ${mostMs}`, "loop held up, ms"],
        rows,
      ),
    ].join("\n"),
  );
});

/** Puts the articles into a collection directly, as an import that ended, and takes their words into the index. */
async function prepare(folder: string): Promise<void> {
  const count = Number(values.articles);
  console.error(`writing ${count} articles`);
  const place = await prepareCourant(folder, config, values.program);
  await mkdir(place.data, { recursive: true });
  const stores = await openStores(join(place.data, "courant.sqlite"), { clock: systemClock, newId: () => "" });
  try {
    let batch: Parameters<typeof stores.articles.put>[0][number][] = [];
    for (const draft of libraryArticles(count)) {
      batch.push({ draft, names: [] });
      if (batch.length < 500) continue;
      await stores.articles.put(batch);
      batch = [];
    }
    await stores.articles.put(batch);
    console.error("taking in their words");
    const before = process.cpuUsage();
    while (await stores.searchIndex.indexNext()) await new Promise(setImmediate);
    const { user, system } = process.cpuUsage(before);
    console.log(`The index took in an article in ${((user + system) / 1000 / count).toFixed(2)} ms of processor time.`);
  } finally {
    await stores.close();
  }
}

/** Waits until the index of words knows all articles, in the version of the program. */
async function untilIndexed(service: Running): Promise<void> {
  for (;;) {
    const { pending = 0 } = JSON.parse(await admin(service, "GET", "/admin/articles?q=xyzzy&limit=1"));
    if (pending === 0) return;
    console.error(`${pending} articles are not in the index yet`);
    await new Promise((resolve) => systemClock.after(5000, () => resolve(undefined)));
  }
}

async function ask(service: Running, { title, query, isDeep = false }: Question): Promise<string[]> {
  const address = (more: Record<string, string>) => `/admin/articles?${new URLSearchParams({ ...query, ...more })}`;
  const cursor = isDeep ? await cursorAfter(service, address, depth) : undefined;
  const times: number[] = [];
  let found = 0;
  await longestLag(service);
  const cpuBefore = await cpuSeconds(service.pid);
  for (let time = 0; time < Number(values.times); time++) {
    const start = performance.now();
    const text = await admin(service, "GET", address(cursor === undefined ? {} : { cursor }));
    times.push(performance.now() - start);
    found = JSON.parse(text).articles.length;
  }
  const cpuMs = (1000 * ((await cpuSeconds(service.pid)) - cpuBefore)) / times.length;
  const lag = await longestLag(service);
  const worst = Math.max(...times);
  return [
    title,
    String(found),
    median(times).toFixed(1),
    worst.toFixed(1),
    cpuMs.toFixed(1),
    cpuMs <= mostMs ? "yes" : "no",
    lag.toFixed(1),
  ];
}

/** Reads pages until so many articles came. @returns the cursor of the next page */
async function cursorAfter(
  service: Running,
  address: (more: Record<string, string>) => string,
  count: number,
): Promise<string> {
  let cursor: string | undefined;
  for (let seen = 0; seen < Math.min(count, Number(values.articles) / 4); ) {
    const path = address({ limit: "500", ...(cursor !== undefined && { cursor }) });
    const page = JSON.parse(await admin(service, "GET", path));
    seen += page.articles.length;
    cursor = page.next;
    if (cursor === undefined) throw new Error(`${path} has no next page`);
  }
  return cursor ?? "";
}

/** The longest that publishing's event loop was held up since somebody asked before, in milliseconds. */
async function longestLag(service: Running): Promise<number> {
  const metrics = await admin(service, "GET", "/metrics");
  return (
    1000 * Number(/^courant_event_loop_delay_max_seconds\{[^}]*process="publishing"[^}]*\} (\S+)$/m.exec(metrics)?.[1])
  );
}
