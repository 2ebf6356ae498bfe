import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { request } from "undici";
import { freePort } from "../free-port.ts";
import { configFor, slugsOf, taggedArticles } from "./collection.ts";
import { prepareOrCopy } from "./kept.ts";
import { machine } from "./machine.ts";
import { cpuSeconds } from "./measure.ts";
import { type OtherWork, otherWorks } from "./other-work.ts";
import { type PollSummary, startPolling } from "./poll-thread.ts";
import type { Running } from "./processes.ts";
import { importArticles, type Place, placeIn, prepareCourant, startCourant } from "./servers/courant.ts";
import { session } from "./session.ts";
import { ratio, table, whole } from "./table.ts";

/**
 * `npm run bench:meanwhile`: how long polls wait while something else goes on, beside a bare node:http server that is polled
 * at the same rate in the same moments, so that whatever the machine does falls on both.
 * `--articles=20000 --channels=60 --rate=1000` (polls a second of each), `--seconds=8` for each kind of work;
 * `--only=runs,imports` takes some kinds of work; `--collection=FOLDER` keeps the collection there for the next time, since
 * to prepare it takes longest; `--program=CHECKOUT` measures another checkout, which prepares its own collection.
 */
const { values } = parseArgs({
  options: {
    articles: { type: "string", default: "20000" },
    channels: { type: "string", default: "60" },
    rate: { type: "string", default: "1000" },
    seconds: { type: "string", default: "8" },
    only: { type: "string" },
    collection: { type: "string" },
    program: { type: "string" },
  },
});
const slugs = slugsOf(Number(values.channels));
const path = `/feeds/${slugs[0]}.rss`;

/** The aims: how many times as long as of the bare server, and how many milliseconds more. */
const mostOfBare = { p99: 1.5, longestMs: 50 };

type Measured = { title: string; ours: PollSummary; bare: PollSummary };

await session(async (folder, started) => {
  console.log(machine("shared by the servers, the load and the other work"));
  const place = await placeWithCollection(folder);
  const service = await startCourant(place, await freePort(), "any");
  started(service);
  const barePort = await freePort();
  const bare = spawn(process.execPath, [new URL("./bare-304.ts", import.meta.url).pathname, String(barePort)]);
  try {
    await sleep(3000);
    const { headers, body } = await request(service.url + path);
    await body.dump();
    const polling = startPolling(
      [
        { port: Number(new URL(service.url).port), path, etag: String(headers.etag) },
        { port: barePort, path: "/", etag: '"bare"' },
      ],
      Number(values.rate),
    );
    await sleep(3000);
    const quietCpu = await cpuWhile(service, 2000);
    const wanted = values.only?.split(",");
    const measured: Measured[] = [];
    for (const work of await otherWorks(service, place, folder)) {
      if (wanted && !wanted.includes(work.name)) continue;
      console.error(work.title);
      measured.push(await measure(polling, work));
      await untilQuiet(service, quietCpu);
    }
    await polling.stop();
    console.log(report(measured));
  } finally {
    bare.kill();
  }
});

/** A collection in a new folder: prepared there, or a copy of the one that is kept. */
async function placeWithCollection(folder: string): Promise<Place> {
  const { collection, program, articles, channels } = values;
  const here = join(folder, "courant");
  await prepareOrCopy(here, { collection, name: `${articles}-articles-${channels}-channels` }, prepare);
  return placeIn(here, program);
}

async function prepare(folder: string): Promise<Place> {
  console.error(`preparing ${values.articles} articles in ${values.channels} channels`);
  const config = configFor(slugs, ["serving: { downloadsPerHour: 0 }"]);
  const place = await prepareCourant(folder, config, values.program);
  await importArticles(place, taggedArticles(Number(values.articles), slugs));
  return place;
}

async function measure(polling: ReturnType<typeof startPolling>, { title, begin }: OtherWork): Promise<Measured> {
  const over = new AbortController();
  await polling.report();
  const work = begin(over.signal).catch(() => undefined);
  await sleep(Number(values.seconds) * 1000);
  const [ours, bare] = await polling.report();
  over.abort();
  await Promise.race([work, sleep(20_000)]);
  if (!ours || !bare) throw new Error("nothing was measured");
  return { title, ours, bare };
}

/** CPU time of the service in a while, in seconds. It may be killed and started again meanwhile. */
async function cpuWhile(service: Running, milliseconds: number): Promise<number> {
  const before = await cpuSeconds(service.pid).catch(() => 0);
  await sleep(milliseconds);
  return (await cpuSeconds(service.pid).catch(() => Number.POSITIVE_INFINITY)) - before;
}

/** Waits until the service does no more than answer polls: the work before has its effects. Gives up after a minute. */
async function untilQuiet(service: Running, quietCpu: number): Promise<void> {
  for (let tries = 0; tries < 30; tries++) {
    if ((await cpuWhile(service, 2000)) < quietCpu * 1.5 + 0.1) return;
  }
}

function report(measured: readonly Measured[]): string {
  const ms = (value: number) => value.toFixed(1);
  const rows = measured.map(({ title, ours, bare }) => [
    title,
    whole(ours.polls),
    whole(ours.lost),
    ms(ours.p50),
    ms(ours.p99),
    ms(bare.p99),
    ratio(ours.p99 / bare.p99),
    ms(ours.longest),
    ms(bare.longest),
    ms(ours.longest - bare.longest),
  ]);
  const missed = measured.filter(
    ({ ours, bare }) =>
      ours.lost > 0 || ours.p99 > mostOfBare.p99 * bare.p99 || ours.longest > bare.longest + mostOfBare.longestMs,
  );
  return [
    `${whole(Number(values.articles))} articles, ${values.channels} channels, ${values.rate} polls a second of each server`,
    table(["", "polls", "lost", "p50", "p99", "bare p99", "to bare", "longest", "bare", "above bare"], rows),
    "Times in milliseconds. The bare server is node:http; both are polled in the same moments.",
    `To reach: none lost, p99 ${mostOfBare.p99} times that of the bare server, longest ${mostOfBare.longestMs} ms above it. ` +
      `Missed: ${missed.length === 0 ? "none" : missed.map(({ title }) => title).join("; ")}.`,
  ].join("\n");
}
