import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { request } from "undici";
import { freePort } from "../free-port.ts";
import { until } from "../until.ts";
import { wav } from "../uploads/recordings.ts";
import { configFor, slugsOf, taggedArticles } from "./collection.ts";
import { machine } from "./machine.ts";
import { forgetPeak, peakBytes } from "./measure.ts";
import { type PollSummary, startPolling } from "./poll-thread.ts";
import { adminToken, importArticles, prepareCourant, startCourant } from "./servers/courant.ts";
import { session } from "./session.ts";
import { megabytes, ratio, table, whole } from "./table.ts";

/**
 * `npm run bench:media`: how long polls wait while large files are uploaded and downloaded, beside a bare node:http server
 * that is polled in the same moments, and how much memory that takes. `--megabytes=1000` for each file, `--rate=1000` polls
 * a second of each server.
 */
const { values } = parseArgs({
  options: { megabytes: { type: "string", default: "1000" }, rate: { type: "string", default: "1000" } },
});
const fileBytes = Number(values.megabytes) * 1_000_000;

await session(async (folder, started) => {
  console.log(machine("shared by the servers, the load and the uploads"));
  const slugs = slugsOf(5);
  const config = configFor(slugs, ["serving: { downloadsPerHour: 0 }", "media: { maxFile: 10 GB }"]);
  const place = await prepareCourant(join(folder, "courant"), config);
  await importArticles(place, taggedArticles(500, slugs));
  const service = await startCourant(place, await freePort(), "any");
  started(service);
  await until(() => existsSync(join(place.data, "service.json")));
  const publishing = JSON.parse(await readFile(join(place.data, "service.json"), "utf8")).publishing.pid as number;
  const barePort = await freePort();
  const bare = spawn(process.execPath, [new URL("./bare-304.ts", import.meta.url).pathname, String(barePort)]);
  try {
    await sleep(3000);
    const path = `/feeds/${slugs[0]}.rss`;
    const { headers, body } = await request(service.url + path);
    await body.dump();
    const polled = { port: Number(new URL(service.url).port), path, etag: String(headers.etag) };
    const polling = startPolling([polled, { port: barePort, path: "/", etag: '"bare"' }], Number(values.rate));
    await sleep(3000);
    const rows: string[][] = [];
    let address = "";
    const works: [title: string, work: () => Promise<unknown>][] = [
      ["nothing else", () => sleep(5000)],
      ["one upload", async () => (address = await upload(service.url, 1))],
      ["four uploads at once", () => Promise.all([2, 3, 4, 5].map((seed) => upload(service.url, seed)))],
      ["four downloads at once", () => Promise.all([1, 2, 3, 4].map(() => download(service.url + address)))],
    ];
    for (const [title, work] of works) {
      for (const pid of [service.pid, publishing]) await forgetPeak(pid);
      await polling.report();
      const begin = performance.now();
      await work();
      const seconds = (performance.now() - begin) / 1000;
      const [ours, theirs] = await polling.report();
      const peaks = await Promise.all(
        [service.pid, publishing].map(async (pid) => (await peakBytes(pid)).get(pid) ?? 0),
      );
      if (ours && theirs) rows.push(rowOf(title, seconds, ours, theirs, peaks));
    }
    await polling.stop();
    const head = [
      "",
      "seconds",
      "polls",
      "lost",
      "p99",
      "bare p99",
      "to bare",
      "longest",
      "bare",
      "serving",
      "publishing",
    ];
    console.log(table(head, rows));
    console.log(
      `Files of ${megabytes(fileBytes)}. Times in milliseconds; the last columns are the most memory of each process.`,
    );
  } finally {
    bare.kill();
  }
});

function rowOf(
  title: string,
  seconds: number,
  ours: PollSummary,
  bare: PollSummary,
  peaks: readonly number[],
): string[] {
  const ms = (value: number) => value.toFixed(1);
  return [
    title,
    ms(seconds),
    whole(ours.polls),
    whole(ours.lost),
    ms(ours.p99),
    ms(bare.p99),
    ratio(ours.p99 / bare.p99),
    ms(ours.longest),
    ms(bare.longest),
    ...peaks.map(megabytes),
  ];
}

/** Uploads a recording that differs by its seed. @returns its path */
async function upload(url: string, seed: number): Promise<string> {
  const head = wav(1).subarray(0, 44);
  const piece = Buffer.alloc(64 * 1024, seed);
  const body = Readable.from(
    (async function* pieces() {
      yield head;
      for (let sent = head.length; sent < fileBytes; sent += piece.length) yield piece;
    })(),
  );
  const answer = await request(`${url}/admin/media?name=recording.wav`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}` },
    body,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const file = (await answer.body.json()) as { url: string };
  if (answer.statusCode !== 201)
    throw new Error(`the upload was answered ${answer.statusCode} ${JSON.stringify(file)}`);
  return new URL(file.url).pathname;
}

async function download(url: string): Promise<void> {
  const { statusCode, body } = await request(url, { bodyTimeout: 0 });
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  if (statusCode !== 200 || bytes < fileBytes)
    throw new Error(`the download was answered ${statusCode}, ${bytes} bytes`);
}
