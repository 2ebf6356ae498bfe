import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Manifest, parseManifest } from "../../src/publish/manifest.ts";
import { freePort } from "../service.ts";
import { makeArticles } from "./articles.ts";
import { runLoad } from "./load.ts";
import { residentBytes } from "./measure.ts";
import type { Running } from "./processes.ts";
import { importArticles, prepareCourant, startCourant } from "./servers/courant.ts";
import { megabytes, table, whole } from "./table.ts";

/** What serving takes beyond the documents, in bytes, that is to be enough. */
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
  const lines = slugs.map(
    (slug) => `  - { slug: ${slug}, title: ${slug}, description: d, maxBytes: 300000, select: { tags: [${slug}] } }`,
  );
  const place = await prepareCourant(
    folder,
    ["serving: { trustedProxies: [127.0.0.1] }", "channels:", ...lines].join("\n"),
  );
  await importArticles(
    place,
    slugs.flatMap((slug) => [...makeArticles(50, { prefix: slug, tags: [slug] })]),
  );

  const rows: string[][] = [];
  let service = await startCourant(place, await freePort());
  started(service);
  const { documents, bytes } = await inMemory(place.feeds);
  const note = async (when: string) => {
    await sleep(2000);
    const resident = await residentBytes(service.pid);
    rows.push([when, megabytes(resident), megabytes(resident - bytes), resident - bytes <= allowance ? "yes" : "no"]);
  };

  await note("all published");
  await service.stop();
  service = await startCourant(place, await freePort());
  started(service);
  await note("started again");
  await load(service, { path: "/feeds/channel-1.rss", seconds: quick ? 2 : 10 });
  await note("after polls");
  const seen = await manyClients(service, clients);
  await note(`after ${whole(seen)} clients`);
  console.log(`
Memory: ${documents} documents, ${megabytes(bytes)} in all their codings
${table(["", "resident", "beyond them", `at most ${megabytes(allowance)}`], rows)}`);
}

/** The documents that the service keeps in memory, and their bytes in all codings. */
async function inMemory(feeds: string): Promise<{ documents: number; bytes: number }> {
  const manifest = parseManifest(await readFile(join(feeds, "manifest.json"), "utf8"));
  if (typeof manifest === "string") throw new Error(manifest);
  const kept = manifest.documents.filter(({ onDisk }) => !onDisk);
  const sum = (entry: Manifest["documents"][number]) =>
    Object.values(entry.variants).reduce((total, variant) => total + variant.bytes, 0);
  return { documents: kept.length, bytes: kept.reduce((total, entry) => total + sum(entry), 0) };
}

/** Clients that each download a document once, with a User-Agent and an address of their own. @returns how many */
async function manyClients(service: Running, count: number): Promise<number> {
  let seen = 0;
  while (seen < count) {
    seen += await load(service, {
      path: "/feeds/channel-1.rss",
      seconds: Math.ceil(Math.min(10, count / 20_000)),
      clients: { first: seen, count: 2 ** 32 },
    });
  }
  return seen;
}

async function load(
  { url }: Running,
  { path, ...rest }: { path: string; seconds: number; clients?: { first: number; count: number } },
): Promise<number> {
  const headers = {
    "user-agent": "Reader/1.0 (+https://reader.example/{client}; 16 subscribers)",
    "x-forwarded-for": "2001:db8:{high}:{low}::1",
    "accept-encoding": "gzip",
  };
  const { requests, broken } = await runLoad({ url: url + path, headers, ...rest });
  if (broken > 0) throw new Error(`${broken} connections failed`);
  return requests;
}
