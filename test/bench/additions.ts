import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "undici";
import type { Run } from "../../src/stores/runs.ts";
import { freePort } from "../free-port.ts";
import { admin } from "./admin.ts";
import { makeArticles } from "./articles.ts";
import { configFor, perDocument } from "./collection.ts";
import { median, untilIdle } from "./measure.ts";
import type { Running } from "./processes.ts";
import { type Place, prepareCourant, runCourant, startCourant } from "./servers/courant.ts";
import { ratio, table, whole } from "./table.ts";
import { changedFiles, filesIn } from "./touched.ts";

/** The channel of all articles. */
const everything = "everything";

/** Milliseconds from one addition to the next at least: a document changes at most once a second. */
const pause = 1200;

/** How many articles each channel gets: the first since the service started finds nothing prepared. */
const each = 3;

/** Times in milliseconds; `touched`: files of the channels concerned, `elsewhere`: of others. */
type Addition = { own: number; all: number; run: number; touched: number; elsewhere: string[] };

/** The first article that a channel gets since the service started, and those after it. */
type Additions = { first: Addition[]; again: Addition[] };

/**
 * One article after another is added while a service runs: how long until it stands in the documents that readers poll,
 * from the answer that it was taken. With archives, which are on unless somebody says otherwise.
 * @param sources collections by how many articles they have, smallest first; they are copied
 */
export async function additions(
  folder: string,
  sources: ReadonlyMap<number, Place>,
  { slugs, count, started }: { slugs: readonly string[]; count: number; started: (running: Running) => void },
): Promise<string> {
  const found: [articles: number, additions: Additions][] = [];
  for (const [articles, source] of sources) {
    const place = await prepareWithArchives(join(folder, String(articles)), source, slugs);
    console.error(`${whole(articles)} articles: publishing them with archives …`);
    const began = performance.now();
    await runCourant(place, ["regenerate"]);
    console.error(`… ${((performance.now() - began) / 1000).toFixed(0)} s; adding ${count}`);
    const service = await startCourant(place, await freePort(), "any");
    started(service);
    await untilIdle(service.pid);
    found.push([articles, await addAll(service, place, slugs, count)]);
    await service.stop();
    await rm(place.folder, { recursive: true });
  }
  const head = [
    "articles",
    "",
    "its channel",
    "to the least",
    "all articles",
    "to the least",
    "longest",
    "run",
    "files",
    "elsewhere",
  ];
  const of = (additions: readonly Addition[], quantity: "own" | "all" | "run" | "touched") =>
    median(additions.map((each) => each[quantity]));
  const rowsOf = (when: keyof Additions, title: string) => {
    const least = found[0]?.[1][when] ?? [];
    return found.map(([articles, { [when]: additions }]) => [
      whole(articles),
      title,
      inMilliseconds(of(additions, "own")),
      ratio(of(additions, "own") / of(least, "own")),
      inMilliseconds(of(additions, "all")),
      ratio(of(additions, "all") / of(least, "all")),
      inMilliseconds(Math.max(...additions.map(({ own, all }) => Math.max(own, all)))),
      inMilliseconds(of(additions, "run")),
      whole(of(additions, "touched")),
      whole(Math.max(...additions.map(({ elsewhere }) => elsewhere.length))),
    ]);
  };
  const rows = [...rowsOf("first", "a channel’s first"), ...rowsOf("again", "after that")];
  const elsewhere = new Set(
    found.flatMap(([, { first, again }]) => [...first, ...again].flatMap((addition) => addition.elsewhere)),
  );
  const size = Math.min(perDocument, Math.floor((found[0]?.[0] ?? 0) / slugs.length));
  return [
    `One article more, until it is served, in ${slugs.length} channels with archives: medians of ${count}, ` +
      `${each} to each of ${count / each} channels`,
    table(head, rows),
    `“To the least”: where documents have ${size} articles; all others have ${perDocument}.`,
    elsewhere.size === 0
      ? "No file was touched but those of the channels concerned and the manifest."
      : `Files of others that were touched: ${[...elsewhere].sort().slice(0, 10).join(", ")}${elsewhere.size > 10 ? " …" : ""}`,
  ].join("\n");
}

/** The same collection, published in another way. */
async function prepareWithArchives(folder: string, source: Place, slugs: readonly string[]): Promise<Place> {
  const all = `  - { slug: ${everything}, title: All, description: d, maxBytes: 300000 }`;
  const place = await prepareCourant(folder, configFor(slugs, [all]));
  await cp(source.data, place.data, { recursive: true });
  return place;
}

async function addAll(service: Running, place: Place, slugs: readonly string[], count: number): Promise<Additions> {
  const pollers = [new Client(service.url), new Client(service.url)] as const;
  const additions: Additions = { first: [], again: [] };
  const channels = count / each;
  try {
    for (let number = 0; number < count; number++) {
      const slug = slugs[number % channels] ?? "";
      const before = filesIn(place.feeds);
      const added = await addOne(service, pollers, slug, number);
      const finished = await lastRun(service);
      const isOfThem = (file: string) =>
        file.startsWith("manifest.") ||
        [slug, everything].some((name) => file.startsWith(`${name}.`) || file.startsWith(`${name}/`));
      const touched = changedFiles(before, filesIn(place.feeds));
      additions[number < channels ? "first" : "again"].push({
        ...added,
        run: finished,
        touched: touched.filter(isOfThem).length,
        elsewhere: touched.filter((file) => !isOfThem(file)),
      });
      await sleep(pause);
    }
  } finally {
    await Promise.all(pollers.map((poller) => poller.close()));
  }
  return additions;
}

/** Adds an article, then polls its channel's document and that of all articles, each on a connection of its own. */
async function addOne(service: Running, pollers: readonly [Client, Client], slug: string, number: number) {
  const [{ date_published: _, ...article } = { id: "" }] = makeArticles(1, { prefix: `added-${number}`, tags: [slug] });
  const paths = [`/feeds/${slug}.json`, `/feeds/${everything}.json`] as const;
  const etags = [await etagAt(pollers[0], paths[0]), await etagAt(pollers[1], paths[1])] as const;
  await admin(service, "POST", "/admin/articles", article);
  const answered = performance.now();
  const shown = async (index: 0 | 1) => {
    await untilShown(pollers[index], paths[index], etags[index], article.id);
    return performance.now() - answered;
  };
  const [own, all] = await Promise.all([shown(0), shown(1)]);
  return { own, all };
}

async function etagAt(client: Client, path: string): Promise<string> {
  const { headers, body } = await client.request({ method: "GET", path });
  await body.dump();
  return String(headers.etag);
}

/** @throws when it is not there after two minutes */
async function untilShown(client: Client, path: string, etag: string, id: string): Promise<void> {
  const deadline = performance.now() + 120_000;
  let known = etag;
  while (performance.now() < deadline) {
    const { statusCode, headers, body } = await client.request({
      method: "GET",
      path,
      headers: { "if-none-match": known },
    });
    const text = await body.text();
    if (statusCode === 200 && text.includes(`"${id}"`)) return;
    if (statusCode !== 200 && statusCode !== 304) throw new Error(`${path}: ${statusCode} ${text}`);
    known = String(headers.etag);
    await sleep(1);
  }
  throw new Error(`${path} does not show ${id}`);
}

/** Waits until no run is going on. @returns how many milliseconds the last took */
async function lastRun(service: Running): Promise<number> {
  while (true) {
    const { runs } = JSON.parse(await admin(service, "GET", "/admin/runs?limit=2")) as { runs: Run[] };
    const [last] = runs;
    if (last?.durationMs !== undefined) return last.durationMs;
    await sleep(20);
  }
}

const inMilliseconds = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
