import { parseArgs } from "node:util";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { request } from "undici";
import { freePort } from "../free-port.ts";
import { admin } from "./admin.ts";
import { prepareLibrary, untilIndexed } from "./library-collection.ts";
import { machine } from "./machine.ts";
import { cpuSeconds, median, untilIdle } from "./measure.ts";
import type { Running } from "./processes.ts";
import { adminToken, startCourant } from "./servers/courant.ts";
import { session } from "./session.ts";
import { table } from "./table.ts";

/**
 * `npm run bench:dashboard`: for each page of the dashboard over a large collection, what a browser transfers at its first
 * load, how long the page takes over HTTP, and how much processor time the service needs for it, which says the same on a
 * busy machine. `--articles=100000`; `--times=11`; `--collection=FOLDER` keeps the collection there for the next time.
 */
const { values } = parseArgs({
  options: {
    articles: { type: "string", default: "100000" },
    times: { type: "string", default: "11" },
    collection: { type: "string" },
  },
});

const most = { kilobytes: 100, milliseconds: 100 };

const article = encodeURIComponent("https://site.example/library/99990");
const paths = [
  "",
  "?channel=news",
  "/articles",
  "/articles?q=the+government",
  "/articles?state=scheduled",
  "/articles/new",
  `/articles/edit/${article}`,
  `/articles/revisions/${article}`,
  ...[
    "/import",
    "/media",
    "/channels",
    "/channels/edit/news",
    "/sources",
    "/runs",
    "/readers",
    "/webhooks",
    "/settings",
  ],
  ...["/tokens", "/audit", "/api"],
];

type Answer = { bytes: number; text: string };

await session(async (folder, started) => {
  console.log(machine("shared by the service and the questions"));
  const place = await prepareLibrary(folder, { count: Number(values.articles), collection: values.collection });
  const service = await startCourant(place, await freePort(), "any");
  started(service);
  await untilIndexed(service);
  await admin(service, "PUT", `/admin/articles/${article}/draft`, { title: "A draft", content_html: "<p>Text</p>" });
  await untilIdle(service.pid);
  const cookie = await signIn(service);
  const rows: string[][] = [];
  for (const path of paths) rows.push(await measure(service, cookie, path));
  const head = ["", "first load, kB", "the page, kB", "median ms", "worst ms", "processor ms", "within the aims"];
  console.log(table(head, rows));
});

async function signIn({ url }: Running): Promise<string> {
  const answer = await request(`${url}/dashboard/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: String(new URLSearchParams({ token: adminToken })),
  });
  await answer.body.dump();
  const [cookie = ""] = String(answer.headers["set-cookie"]).split(";", 1);
  if (answer.statusCode !== 303) throw new Error(`signing in was answered ${answer.statusCode}`);
  return cookie;
}

async function measure(service: Running, cookie: string, path: string): Promise<string[]> {
  const address = `${service.url}/dashboard${path}`;
  const page = await load(address, cookie);
  const files = await filesOf(address, page.text, cookie);
  const sum = page.bytes + [...files.values()].reduce((bytes, file) => bytes + file.bytes, 0);
  const times: number[] = [];
  const before = await cpuSeconds(service.pid);
  for (let time = 0; time < Number(values.times); time++) {
    const start = performance.now();
    await load(address, cookie);
    times.push(performance.now() - start);
  }
  const cpuMs = (1000 * ((await cpuSeconds(service.pid)) - before)) / times.length;
  const isWithin = sum <= most.kilobytes * 1000 && Math.min(cpuMs, median(times)) <= most.milliseconds;
  return [
    `/dashboard${path}`,
    kilobytes(sum),
    kilobytes(page.bytes),
    median(times).toFixed(1),
    Math.max(...times).toFixed(1),
    cpuMs.toFixed(1),
    isWithin ? "yes" : "no",
  ];
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}

/** Loads an address as a browser does. @returns the bytes of the body as they come, and its text */
async function load(address: string, cookie: string): Promise<Answer> {
  const headers = { cookie, "accept-encoding": "gzip, br", accept: "text/html, */*" };
  const answer = await request(address, { headers, headersTimeout: 0, bodyTimeout: 0 });
  const body = Buffer.from(await answer.body.arrayBuffer());
  if (answer.statusCode !== 200) throw new Error(`${address}: ${answer.statusCode} ${body}`);
  const coding = answer.headers["content-encoding"];
  const plain = coding === "br" ? brotliDecompressSync(body) : coding === "gzip" ? gunzipSync(body) : body;
  return { bytes: body.length, text: String(plain) };
}

/** Loads the files of a page, and the modules that its scripts import. */
async function filesOf(page: string, text: string, cookie: string): Promise<Map<string, Answer>> {
  const files = new Map<string, Answer>();
  const found = [...text.matchAll(/<(?:script|link|img)\b[^>]* (?:src|href)="([^"]+)"/g)];
  const waiting = found.map(([, path = ""]) => new URL(path, page).href).filter((each) => each.includes("/assets/"));
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    if (files.has(address)) continue;
    const file = await load(address, cookie);
    files.set(address, file);
    const isOwn = address.endsWith(".js") && !address.includes(".iife.");
    const imports = isOwn ? file.text.matchAll(/^(?:import|export)\b[^;]*?"(\.\/[^"]+)";/gm) : [];
    for (const [, path = ""] of imports) waiting.push(new URL(path, address).href);
  }
  return files;
}
