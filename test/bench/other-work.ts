import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { until } from "../until.ts";
import type { Running } from "./processes.ts";
import { adminToken, type Place, runCourant } from "./servers/courant.ts";

/** Something that goes on while the service is polled: it begins, and ends when it is done or at the signal. */
export type OtherWork = { name: string; title: string; begin(signal: AbortSignal): Promise<unknown> };

const words = "words of a text that is neither long nor short ";

/** All kinds of work. Those that need a publishing process of its own are left out where there is none. */
export async function otherWorks(service: Running, place: Place, folder: string): Promise<OtherWork[]> {
  const post = (path: string, body: string | Buffer, type: string, signal: AbortSignal) =>
    request(service.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${adminToken}`, "content-type": type },
      body,
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    }).then(({ body: answer }) => answer.dump());
  const importAll = (bodies: readonly string[], type: string, signal: AbortSignal) =>
    Promise.all(bodies.map((body) => post("/admin/import", body, type, signal)));
  // Feeds are served before publishing says where it listens.
  await until(() => existsSync(join(place.data, "service.json")));
  const publishing = await publishingPid(place);
  return [
    { name: "nothing", title: "nothing else", begin: async () => undefined },
    {
      name: "runs",
      title: "full runs by force, one after another",
      begin: (signal) => again(signal, () => post("/admin/regenerate", '{"force":true}', "application/json", signal)),
    },
    {
      name: "imports",
      title: "imports of 2,000 RSS items, 20 at once",
      begin: (signal) =>
        importAll(
          Array.from({ length: 20 }, (_, seed) => rss(2000, seed)),
          "application/rss+xml",
          signal,
        ),
    },
    {
      name: "large",
      title: "an import of 61 MB",
      begin: (signal) => importAll([ndjson(12_000, 5_000)], "application/x-ndjson", signal),
    },
    {
      name: "pages",
      title: "40 pages of 5 MB",
      begin: (signal) => importAll(Array(40).fill(page(5_000_000)), "text/html", signal),
    },
    {
      name: "lines",
      title: "NDJSON of a million lines",
      begin: (signal) => importAll(['{"title":"x"}\n'.repeat(1_000_000)], "application/x-ndjson", signal),
    },
    {
      name: "backup",
      title: "backups, one after another",
      begin: (signal) => again(signal, () => runCourant(place, ["backup", "--force", join(folder, "backup.sqlite")])),
    },
    {
      name: "export",
      title: "exports to readers that stop reading",
      begin: (signal) => exportToNobody(Number(new URL(service.url).port), signal),
    },
    ...(publishing === undefined
      ? []
      : [
          {
            name: "killed",
            title: "publishing killed with SIGKILL, and again",
            begin: (signal: AbortSignal) => again(signal, () => killPublishing(place)),
          },
        ]),
    {
      name: "brackets",
      title: "bodies of 60 MB of [",
      begin: (signal) =>
        again(signal, () => post("/admin/import", Buffer.alloc(60_000_000, "["), "application/json", signal)),
    },
  ];
}

async function again(signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) await work().catch(() => sleep(100));
}

/** Five clients ask for all articles, and read nothing of the answer. */
async function exportToNobody(port: number, signal: AbortSignal): Promise<void> {
  const sockets = Array.from({ length: 5 }, () => connect(port, "127.0.0.1").pause());
  for (const socket of sockets) {
    socket.on("error", () => undefined);
    socket.write(`GET /admin/export HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${adminToken}\r\n\r\n`);
  }
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  for (const socket of sockets) socket.destroy();
}

/** @returns undefined when the service is one process */
async function publishingPid({ data }: Place): Promise<number | undefined> {
  const { publishing } = JSON.parse(await readFile(join(data, "service.json"), "utf8"));
  return publishing?.pid;
}

async function killPublishing(place: Place): Promise<void> {
  const pid = await publishingPid(place);
  if (pid !== undefined) process.kill(pid, "SIGKILL");
  await sleep(2500);
}

function rss(count: number, seed: number): string {
  const items = Array.from(
    { length: count },
    (_, index) =>
      `<item><guid isPermaLink="false">urn:i:${seed}:${index}</guid><title>Item ${index}</title><description>${"&lt;p&gt;"}${words.repeat(20)}</description></item>`,
  );
  return `<rss version="2.0"><channel><title>F</title><link>https://s${seed}.example/</link><description>d</description>${items.join("")}</channel></rss>`;
}

function ndjson(count: number, bytes: number): string {
  const text = words.repeat(Math.ceil(bytes / words.length));
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify({ id: `urn:n:${index}`, title: `Title ${index}`, content_html: `<p>${text}</p>` }),
  ).join("\n");
}

function page(bytes: number): string {
  return `<html><head><title>A page</title></head><body><article>${`<p>${words.repeat(10)}</p>`.repeat(Math.ceil(bytes / 480))}</article></body></html>`;
}
