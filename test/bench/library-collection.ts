import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../src/clock.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { admin } from "./admin.ts";
import { prepareOrCopy } from "./kept.ts";
import { libraryArticles } from "./library.ts";
import type { Running } from "./processes.ts";
import { type Place, placeIn, prepareCourant } from "./servers/courant.ts";

/** `count`: of articles; `collection`: the folder in which the collection is kept for the next time; `program`: a checkout. */
export type LibraryOptions = { count: number; collection?: string | undefined; program?: string | undefined };

const config = [
  'schedule: { cron: "0 0 1 1 *" }',
  "serving: { downloadsPerHour: 0 }",
  "channels:",
  "  - { slug: news, title: News, description: d, archive: false, select: { tags: [news], language: en } }",
].join("\n");

/** A large collection as an editorial desk has it, with its index of words. @returns where it is */
export async function prepareLibrary(folder: string, options: LibraryOptions): Promise<Place> {
  const { count, collection, program } = options;
  const here = join(folder, "courant");
  await prepareOrCopy(here, { collection, name: `${count}-library` }, (place) => fill(place, options));
  return placeIn(here, program);
}

/** Puts the articles into a collection directly, as an import that ended, and takes their words into the index. */
async function fill(folder: string, { count, program }: LibraryOptions): Promise<void> {
  console.error(`writing ${count} articles`);
  const place = await prepareCourant(folder, config, program);
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
export async function untilIndexed(service: Running): Promise<void> {
  for (;;) {
    const { pending = 0 } = JSON.parse(await admin(service, "GET", "/admin/articles?q=xyzzy&limit=1"));
    if (pending === 0) return;
    console.error(`${pending} articles are not in the index yet`);
    await new Promise((resolve) => systemClock.after(5000, () => resolve(undefined)));
  }
}
