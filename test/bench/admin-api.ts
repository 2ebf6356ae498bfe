import { statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { searchFileOf } from "../../src/stores/sqlite/search-file.ts";
import { freePort } from "../free-port.ts";
import { admin } from "./admin.ts";
import { prepareLibrary, untilIndexed } from "./library-collection.ts";
import { machine } from "./machine.ts";
import { cpuSeconds, median, untilIdle } from "./measure.ts";
import type { Running } from "./processes.ts";
import { type Question, questions } from "./searches.ts";
import { startCourant } from "./servers/courant.ts";
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

await session(async (folder, started) => {
  console.log(machine("shared by the service and the questions"));
  const place = await prepareLibrary(folder, {
    count: Number(values.articles),
    collection: values.collection,
    program: values.program,
  });
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
