import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { request } from "undici";
import { freePort } from "../../free-port.ts";
import { until } from "../../until.ts";
import { admin } from "../admin.ts";
import { configFor, slugsOf, taggedArticles } from "../collection.ts";
import { machine } from "../machine.ts";
import { cpuSeconds, median } from "../measure.ts";
import { type PollSummary, startPolling } from "../poll-thread.ts";
import type { Running } from "../processes.ts";
import { importArticles, prepareCourant, startCourant } from "../servers/courant.ts";
import { session } from "../session.ts";
import { table, whole } from "../table.ts";
import type { Taken } from "./callbacks.ts";

/**
 * `npm run bench:websub`: an article is published to subscribers of one topic while another feed is polled, beside a bare
 * node:http server that is polled at the same rate in the same moments.
 * `--subscribers=10000 --rounds=5 --rate=500` (polls a second of each server).
 */
const { values } = parseArgs({
  options: {
    subscribers: { type: "string", default: "10000" },
    rounds: { type: "string", default: "5" },
    rate: { type: "string", default: "500" },
  },
});
const subscribers = Number(values.subscribers);
const [polled, published] = slugsOf(2) as [string, string];
const articles = 1_000;
const parallel = 50;

type Round = { quiet: PollSummary[]; busy: PollSummary[]; firstMs: number; allMs: number; cpu: number };

await session(async (folder, started) => {
  console.log(machine("shared by the servers, the subscribers and the load"));
  const config = configFor([polled, published], ["serving: { downloadsPerHour: 0 }"]);
  const place = await prepareCourant(join(folder, "courant"), config);
  await importArticles(place, taggedArticles(articles, [polled, published]));
  const service = await startCourant(place, await freePort(), "any");
  started(service);
  const [callbackPort, barePort] = [await freePort(), await freePort()];
  const callbacks = fork(new URL("./callbacks.ts", import.meta.url), [String(callbackPort)]);
  const bare = fork(new URL("../bare-304.ts", import.meta.url), [String(barePort)]);
  try {
    await subscribeAll(service, callbackPort);
    const path = `/feeds/${polled}.rss`;
    const { headers, body } = await request(service.url + path);
    await body.dump();
    const targets = [
      { port: Number(new URL(service.url).port), path, etag: String(headers.etag) },
      { port: barePort, path: "/", etag: '"bare"' },
    ];
    const polling = startPolling(targets, Number(values.rate));
    const rounds: Round[] = [];
    for (let number = 0; number < Number(values.rounds); number++) {
      rounds.push(await measure(service, { polling, callbacks, number }));
    }
    await polling.stop();
    console.log(report(rounds));
  } finally {
    callbacks.kill();
    bare.kill();
  }
});

/** Subscribes each path of the callbacks, and waits until the hub has verified them all. */
async function subscribeAll(service: Running, callbackPort: number): Promise<void> {
  console.error(`${whole(subscribers)} subscriptions`);
  let next = 0;
  const subscribe = async () => {
    while (next < subscribers) {
      const { statusCode, body } = await request(`${service.url}/hub`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({
          "hub.mode": "subscribe",
          "hub.topic": `https://feeds.example/feeds/${published}.rss`,
          "hub.callback": `http://127.0.0.1:${callbackPort}/${next++}`,
          "hub.secret": "a secret of this subscriber",
        }).toString(),
      });
      const text = await body.text();
      if (statusCode !== 202) throw new Error(`the hub answered ${statusCode}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, subscribe));
  await until(async () => {
    const { websub } = JSON.parse(await admin(service, "GET", "/admin/stats"));
    return websub.subscribers === subscribers;
  });
}

/** Polls for some seconds of quiet, and while an article reaches all subscribers. */
async function measure(
  service: Running,
  { polling, callbacks, number }: { polling: ReturnType<typeof startPolling>; callbacks: ChildProcess; number: number },
): Promise<Round> {
  const ask = async (message: "look" | "reset"): Promise<Taken> => {
    const answer = once(callbacks, "message");
    callbacks.send(message);
    const [taken] = await answer;
    return taken as Taken;
  };
  await sleep(3_000);
  await ask("reset");
  await polling.report();
  await sleep(5_000);
  const quiet = await polling.report();
  const cpuBefore = await cpuSeconds(service.pid);
  await admin(service, "PUT", `/admin/articles/news-${number}`, { title: `News ${number}`, tags: [published] });
  const answered = performance.timeOrigin + performance.now();
  await until(async () => (await ask("look")).paths === subscribers);
  const busy = await polling.report();
  const { firstAt, lastAt, deliveries } = await ask("look");
  if (deliveries !== subscribers) throw new Error(`${deliveries} deliveries for ${subscribers} subscribers`);
  const cpu = (await cpuSeconds(service.pid)) - cpuBefore;
  return { quiet, busy, firstMs: firstAt - answered, allMs: lastAt - answered, cpu };
}

function report(rounds: readonly Round[]): string {
  const ms = (value: number | undefined) => (value ?? Number.NaN).toFixed(1);
  const rows = rounds.map(({ quiet, busy, firstMs, allMs, cpu }, index) => [
    `round ${index + 1}`,
    `${whole(firstMs)}`,
    `${whole(allMs)}`,
    cpu.toFixed(1),
    ...[quiet, busy].flatMap(([ours, bare]) => [ms(ours?.p99), ms(bare?.p99)]),
    ms(busy[0]?.longest),
    ms(busy[1]?.longest),
    whole(rounds[index]?.busy[0]?.lost ?? 0),
  ]);
  const head = ["", "first", "all", "CPU s", "p99 before", "bare", "p99 meanwhile", "bare", "longest", "bare", "lost"];
  return [
    `${whole(subscribers)} subscribers of one topic, ${values.rate} polls a second of each server`,
    table(head, rows),
    "Times in milliseconds: first and last delivery after the answer to the PUT; polls of the service and of the bare server.",
    `Median: first ${whole(median(rounds.map(({ firstMs }) => firstMs)))} ms, all ${whole(median(rounds.map(({ allMs }) => allMs)))} ms.`,
  ].join("\n");
}
