import type { Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { freePort } from "../free-port.ts";
import { admin } from "./admin.ts";
import { makeArticles } from "./articles.ts";
import { configFor, slugsOf, taggedArticles } from "./collection.ts";
import { machine } from "./machine.ts";
import { cpuSeconds, proportionalBytes, untilIdle } from "./measure.ts";
import type { Running } from "./processes.ts";
import { importArticles, prepareCourant, startCourant } from "./servers/courant.ts";
import { session } from "./session.ts";
import { megabytes, table, whole } from "./table.ts";

/**
 * `npm run bench:growth`: what many changes take of memory and of FEEDS_DIR. Articles are edited one by one, spread over a
 * collection most of which stands in archives, and one change in ten is a new article.
 *
 * `--quick`: small and short; `--minutes=10 --articles=4000 --rate=1600`: how long, how many, and how many changes a minute.
 */
const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    minutes: { type: "string" },
    articles: { type: "string" },
    rate: { type: "string", default: "1600" },
  },
});
const minutes = Number(values.minutes ?? (values.quick ? 1 : 10));
const articles = Number(values.articles ?? (values.quick ? 500 : 4000));
const rate = Number(values.rate);
const samplesPerMinute = values.quick ? 4 : 2;
const slugs = slugsOf(4);
/** The channel of all articles. */
const everything = "everything";

await session(async (folder, started) => {
  console.log(machine("all for everything"));
  const all = `  - { slug: ${everything}, title: All, description: d, maxBytes: 300000 }`;
  const place = await prepareCourant(folder, configFor(slugs, [all]));
  const originals = [...taggedArticles(articles, slugs)];
  await importArticles(place, originals);
  const service = await startCourant(place, await freePort(), "any");
  started(service);
  await untilIdle(service.pid);

  const rows: string[][] = [];
  const note = async (seconds: number, changes: number) => {
    const row = [`${Math.round(seconds)} s`, whole(changes), ...(await measure(service, place.feeds))];
    rows.push(row);
    console.error(row.join("  "));
  };
  await note(0, 0);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const loading = new AbortController();
  const changes = change(service, originals, { isOver: () => seconds() > minutes * 60 || loading.signal.aborted });
  try {
    for (let sample = 1; sample <= minutes * samplesPerMinute; sample++) {
      await sleep(Math.max(0, (sample * 60) / samplesPerMinute - seconds()) * 1000);
      await note(seconds(), changes.made());
    }
    await changes.finished;
  } finally {
    loading.abort();
  }
  await untilIdle(service.pid);
  await note(seconds(), changes.made());
  const channels = [...slugs, everything].join(", ");
  console.log(
    [
      `${whole(articles)} articles in the channels ${channels}; ${whole(rate)} changes a minute asked for, for ${minutes} min`,
      table(
        [
          "",
          "changes",
          "runs",
          "archives",
          "",
          "replaced",
          "manifest",
          "journal",
          "FEEDS_DIR",
          "serving",
          "publishing",
          "CPU",
        ],
        rows,
      ),
      "Archives in all formats; serving and publishing: the proportional set size of each process.",
    ].join("\n"),
  );
  console.log(table(["archives of", "files", "bytes"], await archivesByChannel(place.feeds)));
});

/** Changes articles at the rate that is asked for, or as fast as the service takes them. */
function change(
  service: Running,
  originals: readonly { id: string; title: string }[],
  { isOver }: { isOver: () => boolean },
): { made(): number; finished: Promise<void> } {
  const fresh = makeArticles(Number.MAX_SAFE_INTEGER, { prefix: "added" });
  const began = performance.now();
  let begun = 0;
  let made = 0;
  const work = async () => {
    while (!isOver()) {
      const number = begun++;
      await sleep(Math.max(0, (number * 60_000) / rate - (performance.now() - began)));
      if (isOver()) return;
      const tags = [slugs[number % slugs.length] ?? ""];
      if (number % 10 === 0) {
        const { date_published: _, ...article } = fresh.next().value;
        await admin(service, "POST", "/admin/articles", { ...article, tags });
      } else {
        // Steps that share no divisor with the number of articles spread the edits.
        const original = originals[(number * 1511) % originals.length];
        await admin(service, "POST", "/admin/articles", { ...original, title: `${original?.title} (${number})` });
      }
      made++;
    }
  };
  return { made: () => made, finished: Promise.all([work(), work(), work(), work()]).then(() => undefined) };
}

async function measure(service: Running, feeds: string): Promise<string[]> {
  const { pid } = service;
  const files = await filesOf(feeds);
  const sizeOf = (matches: (name: string) => boolean) => {
    // Kept bytes may be another name of a file that is there.
    const found = new Map([...files].filter(([name]) => matches(name)).map(([, { ino, size }]) => [ino, size]));
    return [...found.values()].reduce((sum, size) => sum + size, 0);
  };
  const isArchive = (name: string) => name.includes("/archive/");
  const memory = [...(await proportionalBytes(pid)).values()];
  return [
    await runsOf(service),
    whole([...files.keys()].filter(isArchive).length),
    megabytes(sizeOf(isArchive)),
    megabytes(sizeOf((name) => name.startsWith(".replaced"))),
    megabytes(sizeOf((name) => name === "manifest.json")),
    megabytes(sizeOf((name) => name === "manifest.journal")),
    megabytes(sizeOf(() => true)),
    ...memory.slice(0, 2).map(megabytes),
    `${Math.round(await cpuSeconds(pid))} s`,
  ];
}

/** The number of runs since the start. */
async function runsOf(service: Running): Promise<string> {
  const counters = (await admin(service, "GET", "/metrics")).matchAll(/^courant_runs_total\{.*\} (\d+)$/gm);
  return whole([...counters].reduce((sum, [, runs]) => sum + Number(runs), 0));
}

async function archivesByChannel(feeds: string): Promise<string[][]> {
  const archives = [...(await filesOf(feeds))].filter(([name]) => name.includes("/archive/"));
  const byChannel = Map.groupBy(archives, ([name]) => name.split("/", 1)[0] ?? "");
  return [...byChannel].map(([channel, files]) => [
    channel,
    whole(files.length),
    megabytes(files.reduce((sum, [, { size }]) => sum + size, 0)),
  ]);
}

/** The files in a folder, by name. Files come and go meanwhile. */
async function filesOf(folder: string): Promise<Map<string, Pick<Stats, "ino" | "size">>> {
  const found = new Map<string, Pick<Stats, "ino" | "size">>();
  for (const name of await readdir(folder, { recursive: true })) {
    const stats = await stat(join(folder, name)).catch(() => undefined);
    if (stats?.isFile()) found.set(name, { ino: stats.ino, size: stats.size });
  }
  return found;
}
