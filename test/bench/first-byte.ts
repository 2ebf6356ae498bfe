import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { firstByte, start } from "../commands/crash/service.ts";
import { placeIn, run, startedIn } from "../commands/process.ts";
import { until } from "../until.ts";
import { makeArticles } from "./articles.ts";

/*
 * How soon after its start a service answers with a feed: `npm run bench:first-byte -- [ARTICLES] [STARTS]`.
 * Stopped in order, and killed in the middle of its first run.
 */

const count = Number(process.argv[2] ?? 100_000);
const starts = Number(process.argv[3] ?? 10);
const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
perTag: { archive: false }
channels:
  - { slug: news, title: News, description: Everything }
  - { slug: short, title: Short, description: Summaries, content: summary, archive: false }
`;

function* lines() {
  let index = 0;
  for (const article of makeArticles(count)) yield `${JSON.stringify({ ...article, tags: [`tag ${index++ % 20}`] })}\n`;
}

const folder = await mkdtemp(join(tmpdir(), "courant-first-byte-"));
try {
  const where = await placeIn(folder, config);
  const { env } = where;
  const url = `http://127.0.0.1:${env.PORT}`;
  const file = join(folder, "articles.ndjson");
  const before = performance.now();
  await pipeline(lines(), createWriteStream(file));
  const imported = await run(where, ["import", "--json", file]);
  if (imported.code !== 0) throw new Error(imported.err);
  console.log(`${count} articles, imported and published in ${Math.round(performance.now() - before)} ms`);
  // Later starts take the configuration that the first one keeps.
  const { child } = await startedIn(where);
  const closed = once(child, "close");
  await until(() => existsSync(join(folder, "data", "last-config.json")));
  child.kill("SIGTERM");
  await closed;
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const times: number[] = [];
    for (let index = 0; index < starts; index++) {
      const service = start(where, ["serve"]);
      times.push(await firstByte(service, url));
      service.child.kill(signal);
      await service.closed;
    }
    times.sort((a, b) => a - b);
    const [median, longest] = [times[times.length >> 1], times.at(-1)].map((time) => Math.round(time ?? 0));
    console.log(`after ${signal}: first byte in ${median} ms (median of ${starts}), ${longest} ms (longest)`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
