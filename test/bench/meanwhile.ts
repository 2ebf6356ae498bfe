import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { freePort } from "../free-port.ts";
import { admin } from "./admin.ts";
import { runLoad } from "./load.ts";
import { forgetPeak, median, peakBytes, residentBytes, sumOf, untilIdle } from "./measure.ts";
import { inMemory } from "./memory.ts";
import type { Running } from "./processes.ts";
import { type Place, startCourant } from "./servers/courant.ts";
import { megabytes, milliseconds, ratio, table, whole } from "./table.ts";

const path = "/feeds/channel-0.rss";

/** How polls come: on connections that stand, as proxies keep them, or each on a new one, as most readers do. */
const kinds = ["kept", "new"] as const;
type Kind = (typeof kinds)[number];

const titles: Record<Kind, string> = { kept: "kept connections", new: "new connections" };

/** New connections are this much fewer: each leaves a port that cannot be used for a minute. */
const fewer = 10;

/** Milliseconds that a load goes on before runs begin, so that the connections that are to be kept stand. */
const headStart = 500;

/**
 * One load; `p50`, `p99` in microseconds, `lost` polls that failed or waited more than ten seconds, `lag` of the event
 * loop in seconds, `runs` that began meanwhile, `peak` of memory in bytes.
 */
type Meanwhile = { perSecond: number; p50: number; p99: number; lost: number; lag: number; runs: number; peak: number };

/**
 * The effect of regenerations on readers: the same polls of one service, in turn while nothing goes on, and while full runs
 * by force go on one after another.
 * The service has all cores, as in use, and so has the load. A load without end would take a core from the runs, or they
 * from it, and tell how the system divides cores; so there is a fixed rate, of which the service alone could answer ten
 * times as much on a core, and what is measured is how long a poll waits. Polls that a slow answer held up count as
 * having waited too. Connections that are kept and new ones are told apart, since libuv accepts one connection in each
 * turn of the event loop: where turns are long, new ones queue up.
 */
export async function meanwhile(
  place: Place,
  options: {
    rounds: number;
    seconds: number;
    /** Polls a second on connections that are kept. */
    rate: number;
    articles: number;
    started: (running: Running) => void;
  },
): Promise<string> {
  const { rounds, seconds, rate, articles, started } = options;
  const service = await startCourant(place, await freePort(), "any");
  started(service);
  await untilIdle(service.pid);
  const etag = await etagOf(service);
  const measured = kinds.map((kind) => ({ kind, quiet: [] as Meanwhile[], busy: [] as Meanwhile[] }));
  const measure = (kind: Kind, withRuns: boolean) => underLoad(service, { etag, kind, seconds, rate, withRuns });

  await measure("kept", false);
  await measure("kept", true);
  for (let round = 0; round < rounds; round++) {
    console.error(`polls meanwhile, round ${round + 1} of ${rounds}`);
    for (const { kind, quiet, busy } of measured) {
      quiet.push(await measure(kind, false));
      busy.push(await measure(kind, true));
    }
  }
  await untilIdle(service.pid);
  const idle = await residentBytes(service.pid);
  const peak = Math.max(...measured.flatMap(({ busy }) => busy.map(({ peak }) => peak)));
  const { documents, bytes } = await inMemory(place.feeds);
  await service.stop();

  const head = ["", "304s/s", "p50", "p99", "least..most", "lost", "loop held up, longest", "runs"];
  const rows = measured.flatMap(({ kind, quiet, busy }) => [
    row(`${titles[kind]}, nothing goes on`, quiet),
    row(`${titles[kind]}, forced runs`, busy),
  ]);
  return [
    `${whole(articles)} articles, ${whole(rate)} polls a second asked for, ${whole(rate / fewer)} of new connections, ` +
      `${rounds} rounds of ${seconds} s each`,
    table(head, rows),
    ...measured.map(({ kind, quiet, busy }) => {
      const ratios = busy.map(({ p99 }, round) => p99 / (quiet[round]?.p99 ?? Number.NaN));
      const range = `${ratio(Math.min(...ratios))}..${ratio(Math.max(...ratios))}`;
      return `p99 with runs to p99 without, ${titles[kind]}: ${ratio(median(ratios))} (${range})`;
    }),
    "Where fewer were answered than asked for, those at the end wait still, and the p99 is worse than it says.",
    "",
    `Memory of the service: ${documents} documents, ${megabytes(bytes)} in all their codings`,
    table(
      ["", "resident", "beyond them"],
      [
        ["idle after the runs", megabytes(idle), megabytes(idle - bytes)],
        ["at the peak of a run", megabytes(peak), megabytes(peak - bytes)],
      ],
    ),
  ].join("\n");
}

function row(title: string, all: readonly Meanwhile[]): string[] {
  const of = (quantity: keyof Meanwhile) => all.map((each) => each[quantity]);
  const sum = (quantity: keyof Meanwhile) => of(quantity).reduce((total, each) => total + each, 0);
  return [
    title,
    whole(median(of("perSecond"))),
    milliseconds(median(of("p50"))),
    milliseconds(median(of("p99"))),
    `${milliseconds(Math.min(...of("p99")))}..${milliseconds(Math.max(...of("p99")))}`,
    whole(sum("lost")),
    milliseconds(Math.max(...of("lag")) * 1e6),
    whole(sum("runs")),
  ];
}

/** @throws when something else is answered than 304 */
async function underLoad(
  service: Running,
  options: { etag: string; kind: Kind; seconds: number; rate: number; withRuns: boolean },
): Promise<Meanwhile> {
  const { etag, kind, seconds, rate, withRuns } = options;
  let isOver = false;
  let runs = 0;
  const runOnAndOn = async () => {
    await sleep(headStart);
    while (!isOver) {
      runs++;
      await admin(service, "POST", "/admin/regenerate", { force: true });
    }
  };
  await forgetPeak(service.pid);
  await longestLag(service);
  const load = {
    url: service.url + path,
    headers: { "if-none-match": etag, ...(kind === "new" && { connection: "close" }) },
    seconds,
    rate: kind === "new" ? rate / fewer : rate,
    core: "any" as const,
  };
  const polls = runLoad(load).finally(() => {
    isOver = true;
  });
  const [{ requests, refused, broken: lost, bytes, p50, p99, ...result }] = await Promise.all([
    polls,
    withRuns ? runOnAndOn() : undefined,
  ]);
  if (refused > 0 || bytes / requests > 2000) {
    throw new Error(`of ${requests} polls ${refused} were refused, or not all were answered 304`);
  }
  const lag = await longestLag(service);
  const peak = sumOf(await peakBytes(service.pid));
  return { perSecond: requests / result.seconds, p50, p99, lost, lag, runs, peak };
}

async function etagOf({ url }: Running): Promise<string> {
  const { headers, body } = await request(url + path);
  await body.dump();
  return String(headers.etag);
}

/** The longest that the event loop was held up since somebody asked before, in seconds. */
async function longestLag(service: Running): Promise<number> {
  const metrics = await admin(service, "GET", "/metrics");
  return Number(/^courant_event_loop_delay_max_seconds\{thread="1",process="serving"\} (\S+)$/m.exec(metrics)?.[1]);
}
