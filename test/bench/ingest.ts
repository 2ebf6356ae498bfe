import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Article } from "../../src/article/article.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { atom } from "../../src/render/atom.ts";
import { rss } from "../../src/render/rss.ts";
import { context, documentOf } from "../render/documents.ts";
import { makeArticles } from "./articles.ts";
import { configFor } from "./collection.ts";
import { machine } from "./machine.ts";
import { median, peakBytes, sumOf } from "./measure.ts";
import { pagesPerSecond } from "./pages.ts";
import { run } from "./processes.ts";
import { prepareCourant } from "./servers/courant.ts";
import { session } from "./session.ts";
import { megabytes, table, whole } from "./table.ts";
import { writeWordPress } from "./wordpress.ts";

/**
 * `npm run bench:ingest`: how fast feeds and pages are read; how fast an export of WordPress is, and with how much memory; and what
 * the import of a whole one costs, and that of the same one again.
 *
 * `--quick`: small; `--posts=50000`: of the export that is imported; `--pages=FOLDER`: Mozilla's test pages (extraction/readability.ts).
 */
const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, posts: { type: "string" }, pages: { type: "string" } },
});
const posts = Number(values.posts ?? (values.quick ? 1000 : 50_000));

await session(async (folder) => {
  console.log(machine("all for everything"));
  console.log(`\n${feeds(values.quick ? 100 : 1000)}`);
  console.log(`\n${pagesPerSecond(values.quick ? 20 : 200, values.pages)}`);
  console.log(`\n${await reading(folder, [Math.round(posts / 10), posts])}`);
  console.log(`\n${await importing(folder)}`);
});

/** Items a second, parsed and checked, of Courant's own documents with items of 4.8 kB. */
function feeds(items: number): string {
  const articles: Article[] = [...makeArticles(items)].map((article) => ({
    ...article,
    date_modified: article.date_published,
    _courant: { revision: 1 },
  }));
  const rows = [rss, atom].map((format) => {
    const text = documentOf(format, articles);
    const seconds = Array.from({ length: 5 }, () => {
      const began = performance.now();
      const { drafts } = ingest({ name: `a.${format.name}`, text }, { tags: [], baseUrl: context.site.url });
      if (drafts.length !== items) throw new Error(`${drafts.length} items of ${items}`);
      return (performance.now() - began) / 1000;
    });
    return [
      format.name,
      megabytes(text.length),
      whole(items / median(seconds)),
      megabytes(text.length / median(seconds)),
    ];
  });
  return [
    `A feed of ${whole(items)} items, read and checked: median of 5`,
    table(["", "size", "items/s", "a second"], rows),
  ].join("\n");
}

/** An export made into parts, by a process that does nothing else. */
async function reading(folder: string, sizes: readonly number[]): Promise<string> {
  const reader = fileURLToPath(new URL("read-parts.ts", import.meta.url));
  const rows: string[][] = [];
  for (const size of sizes) {
    const file = join(folder, `wordpress-${size}.xml`);
    const bytes = await writeWordPress(file, size);
    const { seconds, peak } = await measured([process.execPath, reader, file], {});
    rows.push([whole(size), megabytes(bytes), `${seconds.toFixed(1)} s`, megabytes(bytes / seconds), megabytes(peak)]);
  }
  return [
    "An export of WordPress, read into parts",
    table(["posts", "size", "took", "a second", "peak memory"], rows),
  ].join("\n");
}

/** The real command, into a new collection, and again. */
async function importing(folder: string): Promise<string> {
  const place = await prepareCourant(join(folder, "import"), configFor(["category-1"]));
  const file = join(folder, `wordpress-${posts}.xml`);
  const rows: string[][] = [];
  for (const what of ["a new collection", "again"]) {
    const { seconds, peak, out } = await measured([process.execPath, place.program, "import", file], place.env);
    rows.push([
      what,
      `${seconds.toFixed(1)} s`,
      whole(posts / seconds),
      megabytes(peak),
      out.trim().split("\n").at(-1) ?? "",
    ]);
  }
  return [
    `The same export of ${whole(posts)} posts, imported and published by the command`,
    table(["", "took", "posts/s", "peak memory", "it says"], rows),
  ].join("\n");
}

/** How long a command takes, what it says, and the most memory that it had. */
async function measured(command: readonly [string, ...string[]], env: Record<string, string>) {
  let [peak, over] = [0, false];
  let watch: Promise<void> | undefined;
  const began = performance.now();
  const out = await run("any", command, env, (pid) => {
    watch = (async () => {
      while (!over) {
        // A process that has just ended has no memory any more.
        peak = Math.max(peak, await peakBytes(pid).then(sumOf, () => 0));
        await sleep(100);
      }
    })();
  });
  const seconds = (performance.now() - began) / 1000;
  over = true;
  await watch;
  return { seconds, peak, out };
}
