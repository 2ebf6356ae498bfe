import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Running, run, startServer } from "../processes.ts";

const command = fileURLToPath(new URL("../../../src/bin.js", import.meta.url));

/** Where a service works: a folder of its own with its configuration. */
export type Place = { folder: string; feeds: string; env: Record<string, string> };

/** @param config beside `site`, as YAML: what is not there has its default, the log too */
export async function prepareCourant(folder: string, config: string): Promise<Place> {
  await mkdir(folder, { recursive: true });
  const env = {
    CONFIG_FILE: join(folder, "courant.yaml"),
    DATA_DIR: join(folder, "data"),
    FEEDS_DIR: join(folder, "feeds"),
    BASE_URL: "https://feeds.example",
  };
  const site = 'site: { title: The Bench, url: "https://site.example/", language: en, author: { name: Editor } }';
  await writeFile(env.CONFIG_FILE, `${site}\n${config}\n`);
  return { folder, feeds: env.FEEDS_DIR, env };
}

/** Puts articles into its collection, by the command. */
export async function importArticles(place: Place, articles: Iterable<object>): Promise<void> {
  const file = join(place.folder, "articles.ndjson");
  await writeFile(file, Array.from(articles, (article) => `${JSON.stringify(article)}\n`).join(""));
  await run(0, [process.execPath, command, "import", file], place.env);
}

/** How `npm start` starts Node; the servers beside it are started alike. */
export const youngGeneration = "--max-semi-space-size=8";

/** The real service, by its command. Its log goes to a file. */
export function startCourant({ folder, env }: Place, port: number): Promise<Running> {
  return startServer([process.execPath, youngGeneration, command, "serve"], {
    url: `http://127.0.0.1:${port}`,
    ready: "/readyz",
    log: join(folder, "service.log"),
    env: { ...env, PORT: String(port) },
  });
}
