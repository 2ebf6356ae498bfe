import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Manifest, parseManifest } from "../../src/published/manifest.ts";
import { freePort } from "../free-port.ts";
import { makeArticles } from "./articles.ts";
import { runLoad } from "./load.ts";
import { residentBytes, untilIdle } from "./measure.ts";
import type { Running } from "./processes.ts";
import { importArticles, prepareCourant, startCourant } from "./servers/courant.ts";
import { megabytes, table, whole } from "./table.ts";

/** The most bytes that serving may take beyond the documents. */
const allowance = 100e6;

/**
 * The memory of a service with 600 documents of 240 kB, of articles that no two channels share: after it has published
 * them all, under load, after a restart, and after so many clients have come that each is seen once.
 * @param started is given the service as soon as it runs, to stop it at the end
 */
export async function memory(
  folder: string,
  { quick, started }: { quick: boolean; started: (running: Running) => void },
): Promise<void> {
  const channels = quick ? 20 : 200;
  const clients = quick ? 50_000 : 1_000_000;
  const slugs = Array.from({ length: channels }, (_, index) => `channel-${index}`);
  const lines = [...slugs, "small"].map(
    (slug) => `  - { slug: ${slug}, title: ${slug}, description: d, maxBytes: 300000, select: { tags: [${slug}] } }`,
  );
  const config = ["serving: { trustedProxies: [127.0.0.1] }", "channels:", ...lines].join("\n");
  const place = await prepareCourant(folder, config);
  console.log(`\nImporting ${whole(channels * 50)} articles and publishing them; that takes a while …`);
  await importArticles(place, [
    ...slugs.flatMap((slug) => [...makeArticles(50, { prefix: slug, tags: [slug] })]),
    ...makeArticles(1, { prefix: "small", tags: ["small"] }),
  ]);

  const rows: string[][] = [];
  const start = async () => {
    const service = await startCourant(place, await freePort());
    started(service);
    return service;
  };
  const note = async (when: string, { pid }: Running) => {
    await untilIdle(pid);
    const resident = await residentBytes(pid);
    const beyond = resident - bytes;
    rows.push([when, megabytes(resident), megabytes(beyond), beyond <= allowance ? "yes" : "no"]);
  };

  const first = await start();
  const { documents, bytes } = await inMemory(place.feeds);
  await note("all published", first);
  await first.stop();
  const second = await start();
  await note("started again", second);
  let seen = await load(second, "/feeds/channel-1.rss", { first: 0, seconds: quick ? 2 : 10 });
  await note("after downloads", second);
  while (seen < clients) seen += await load(second, "/feeds/small.rss", { first: seen, seconds: quick ? 1 : 10 });
  await note(`after ${whole(seen)} clients`, second);
  console.log(
    [
      `Memory: ${documents} documents (${channels * 3} of 240 kB, and pages), ${megabytes(bytes)} in all their codings`,
      table(["", "resident", "beyond them", `at most ${megabytes(allowance)}`], rows),
    ].join("\n"),
  );
}

/** The documents that the service keeps in memory, and their bytes in all codings. */
export async function inMemory(feeds: string): Promise<{ documents: number; bytes: number }> {
  const manifest = parseManifest(await readFile(join(feeds, "manifest.json"), "utf8"));
  if (typeof manifest === "string") throw new Error(manifest);
  const kept = manifest.documents.filter(({ onDisk }) => !onDisk);
  const sum = (entry: Manifest["documents"][number]) =>
    Object.values(entry.variants).reduce((total, variant) => total + variant.bytes, 0);
  return { documents: kept.length, bytes: kept.reduce((total, entry) => total + sum(entry), 0) };
}

/** Downloads, each by a client that has a User-Agent and an address of its own. @returns how many */
async function load({ url }: Running, path: string, { first, seconds }: { first: number; seconds: number }) {
  const headers = {
    "user-agent": "Reader/1.0 (+https://reader.example/{client}; 16 subscribers)",
    "x-forwarded-for": "2001:db8:{high}:{low}::1",
    "accept-encoding": "gzip",
  };
  const result = await runLoad({ url: url + path, headers, seconds, clients: { first, count: 2 ** 32 } });
  const { requests, refused, broken } = result;
  if (refused > 0 || broken > 0) throw new Error(`of ${requests} requests ${refused} were refused, ${broken} failed`);
  return requests;
}
