import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { request } from "undici";
import { makeArticles } from "../bench/articles.ts";
import { startServer } from "../bench/processes.ts";
import { freePort } from "../free-port.ts";

const command = new URL("../../src/bin.js", import.meta.url).pathname;
const collector = new URL("./collect.ts", import.meta.url).href;
const token = "a-token-for-load-only";
export const authorization = `Bearer ${token}`;

/** A document of 50 articles, about 240 kB; two archives come before it. */
export const feed = "/feeds/news.rss";
export const archive = "/feeds/news/archive/1.rss";

const config = `
site: { title: Load, url: "https://site.example/", language: en, author: { name: Editor } }
schedule: { cron: "0 0 1 1 *" }
fetching: { media: false }
# Everybody here has the same address.
serving: { downloadsPerHour: 0 }
channels:
  - { slug: news, title: News, description: Everything }
`;

export type Target = {
  url: string;
  port: number;
  /** Resident memory in bytes, as the kernel counts it: VmRSS in /proc/PID/status. */
  memory(): Promise<number>;
  /** Collects the service's garbage, soon. */
  collect(): void;
};

/**
 * The real service in a process of its own, with its documents.
 * @param descriptors how many files it may have open
 */
export async function startService(descriptors: number): Promise<Target & { stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "courant-load-"));
  await mkdir(join(folder, "config"));
  const configFile = join(folder, "config", "courant.yaml");
  await writeFile(configFile, config);
  const port = await freePort();
  const serve = `ulimit -n ${descriptors} && exec "${process.execPath}" "${command}" serve`;
  const { pid, url, stop } = await startServer(["sh", "-c", serve], {
    url: `http://127.0.0.1:${port}`,
    ready: "/readyz",
    log: join(folder, "log"),
    env: {
      CONFIG_FILE: configFile,
      DATA_DIR: join(folder, "data"),
      FEEDS_DIR: join(folder, "feeds"),
      PORT: String(port),
      ADMIN_TOKEN: token,
      LOG_LEVEL: "warn",
      NODE_OPTIONS: `--expose-gc --import=${collector}`,
    },
  });
  const articles = [...makeArticles(120)].map((article) => JSON.stringify(article)).join("\n");
  await post(url, "/admin/import?format=ndjson", articles);
  await post(url, "/admin/regenerate", "{}");
  return {
    url,
    port,
    async memory() {
      const status = await readFile(`/proc/${pid}/status`, "utf8");
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    },
    collect: () => void process.kill(pid, "SIGUSR2"),
    async stop() {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function post(url: string, path: string, body: string): Promise<void> {
  const headers = { authorization, "content-type": "application/json" };
  const answer = await request(url + path, { method: "POST", headers, body });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`POST ${path}: ${answer.statusCode} ${text}`);
}
