import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../free-port.ts";
import { makeArticles } from "../articles.ts";
import { isInstalled, type Running, startServer } from "../processes.ts";
import { importArticles, prepareCourant, startCourant, youngGeneration } from "./courant.ts";
import { ask, type Exchange } from "./exchange.ts";
import { prepareNginx } from "./nginx.ts";

export const serverNames = ["courant", "bare", "http", "static", "nginx"] as const;
export type ServerName = (typeof serverNames)[number];

export const titles: Record<ServerName, string> = {
  courant: "Courant",
  bare: "bare Fastify route",
  http: "node:http",
  static: "@fastify/static",
  nginx: "nginx, one worker",
};

/** The document that is asked for. */
export const path = "/feeds/news.rss";

/** A server that runs, and its tag and date of the compressed document. */
export type Server = { name: ServerName; running: Running; etag: string; lastModified: string };

/**
 * Starts Courant with 50 articles, then the others to say the same: they read its headers and what it published.
 * @param started is given each as soon as it runs, to stop it at the end
 * @throws when one answers another body than Courant, lacks one of its headers, or gives no 304 for its own tag
 */
export async function startServers(
  folder: string,
  names: readonly ServerName[],
  started: (running: Running) => void,
): Promise<Server[]> {
  const config = "channels: [{ slug: news, title: News, description: Everything, maxBytes: 300000 }]";
  const place = await prepareCourant(join(folder, "courant"), config);
  await importArticles(place, makeArticles(50));
  const courant = await startCourant(place, await freePort());
  started(courant);

  const gzip = { "accept-encoding": "gzip" };
  const ok = await ask(courant.url + path, gzip);
  const notModified = await ask(courant.url + path, { ...gzip, "if-none-match": ok.headers.etag ?? "" });
  const exchange: Exchange = { path, ok: ok.headers, notModified: notModified.headers };
  const exchangeFile = join(folder, "exchange.json");
  await writeFile(exchangeFile, JSON.stringify(exchange));

  const servers: Server[] = [];
  for (const name of names.filter((name) => name !== "nginx" || isInstalled("nginx"))) {
    const running = name === "courant" ? courant : await start(name);
    if (name !== "courant") started(running);
    servers.push({ name, running, ...(await verify(running.url, name, { ok, notModified })) });
  }
  return servers;

  async function start(name: Exclude<ServerName, "courant">): Promise<Running> {
    const port = await freePort();
    const command: [string, ...string[]] =
      name === "nginx"
        ? await prepareNginx(join(folder, "nginx"), { exchange, feeds: place.feeds, port })
        : [
            process.execPath,
            youngGeneration,
            fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
            exchangeFile,
            place.feeds,
            String(port),
          ];
    const url = `http://127.0.0.1:${port}`;
    return startServer(command, { url, ready: path, log: join(folder, `${name}.log`), headers: gzip });
  }
}

type Answer = Awaited<ReturnType<typeof ask>>;

/** Checks that a server answers as Courant does. Validators may be its own. */
async function verify(url: string, name: ServerName, expected: { ok: Answer; notModified: Answer }) {
  const gzip = { "accept-encoding": "gzip" };
  const ok = await ask(url + path, gzip);
  const { etag = "", "last-modified": lastModified = "" } = ok.headers;
  const notModified = await ask(url + path, { ...gzip, "if-none-match": etag, "if-modified-since": lastModified });
  if (ok.status !== 200 || !ok.body.equals(expected.ok.body)) throw new Error(`${name} answers another document`);
  if (notModified.status !== 304) throw new Error(`${name} answers ${notModified.status} to its own tag`);
  const missing = [
    ...Object.keys(expected.ok.headers).filter((header) => !(header in ok.headers)),
    ...Object.keys(expected.notModified.headers).filter((header) => !(header in notModified.headers)),
  ];
  if (missing.length > 0) throw new Error(`${name} does not answer ${missing.join(", ")}`);
  return { etag, lastModified };
}
