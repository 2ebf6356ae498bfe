import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Core, type Running, run, startServer } from "../processes.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Where a service works: a folder of its own with its configuration. `program` is the file that `npx --no-install courant`
 * runs.
 */
export type Place = { folder: string; data: string; feeds: string; program: string; env: Record<string, string> };

/** @param of the folder of the checkout whose program works there */
export function placeIn(folder: string, of = checkout): Place {
  const env = {
    CONFIG_FILE: join(folder, "courant.yaml"),
    DATA_DIR: join(folder, "data"),
    FEEDS_DIR: join(folder, "feeds"),
    BASE_URL: "https://feeds.example",
  };
  return { folder, data: env.DATA_DIR, feeds: env.FEEDS_DIR, program: join(of, "src", "bin.js"), env };
}

/** @param config beside `site`, as YAML: what is not there has its default, the log too */
export async function prepareCourant(folder: string, config: string, of = checkout): Promise<Place> {
  await mkdir(folder, { recursive: true });
  const place = placeIn(folder, of);
  const site = 'site: { title: The Bench, url: "https://site.example/", language: en, author: { name: Editor } }';
  await writeFile(join(folder, "courant.yaml"), `${site}\nfetching: { allow: [127.0.0.1], media: false }\n${config}\n`);
  return place;
}

/** Runs a command of the program on all cores. @returns what it wrote on standard output */
export function runCourant({ program, env }: Place, args: readonly string[]): Promise<string> {
  return run("any", [process.execPath, program, ...args], env);
}

/** How many articles stand in one file that is imported: all of its text is in memory then. */
const perFile = 10_000;

/** Puts articles into its collection, and publishes them, by the command. */
export async function importArticles(place: Place, articles: Iterable<object>): Promise<void> {
  const folder = join(place.folder, "articles");
  await mkdir(folder);
  const lines: string[] = [];
  let files = 0;
  const write = () => writeFile(join(folder, `${files++}.ndjson`), lines.splice(0).join(""));
  for (const article of articles) {
    if (lines.push(`${JSON.stringify(article)}\n`) === perFile) await write();
  }
  if (lines.length > 0) await write();
  await runCourant(place, ["import", folder]);
  await rm(folder, { recursive: true });
}

/** How `npm start` starts Node; the servers beside it are started alike. */
export const youngGeneration = "--max-semi-space-size=8";
/** As in the container. */
export const allocator = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "65536" };

/** The token for the admin API of a service. */
export const adminToken = "a-token-for-the-benchmarks-only";

/** The real service, by its command. Its log goes to a file. */
export function startCourant({ folder, program, env }: Place, port: number, core?: Core): Promise<Running> {
  return startServer([process.execPath, youngGeneration, program, "serve"], {
    url: `http://127.0.0.1:${port}`,
    ready: "/readyz",
    log: join(folder, "service.log"),
    env: { ...allocator, ...env, PORT: String(port), ADMIN_TOKEN: adminToken },
    ...(core !== undefined && { core }),
  });
}
