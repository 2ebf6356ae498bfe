import { request } from "undici";
import { freePort } from "../service.ts";
import { admin } from "./admin.ts";
import { runLoad } from "./load.ts";
import { forgetPeak, median, peakBytes, residentBytes, sumOf, untilIdle } from "./measure.ts";
import { inMemory } from "./memory.ts";
import type { Running } from "./processes.ts";
import { type Place, startCourant } from "./servers/courant.ts";
import { megabytes, milliseconds, ratio, table, whole } from "./table.ts";

const path = "/feeds/channel-0.rss";

/** One load; `p50`, `p99` in microseconds, `lag` of the event loop in seconds, `runs` that began meanwhile. */
type Meanwhile = { perSecond: number; p50: number; p99: number; lag: number; runs: number; peak: number };

/**
 * What readers feel of regenerations: the same polls of one service, in turn while nothing goes on, and while full runs
 * by force go on one after another.
 * The service has all cores, as in use, and so has the load. A load without end would take a core from the run, or the run
 * from the load, and tell how the system divides cores; so there is a fixed rate, of which the service alone could
 * answer ten times as much on a core, and what is measured is how long a poll waits. Polls that a slow answer held up
 * count as having waited too.
 */
export async function meanwhile(
  place: Place,
  options: {
    rounds: number;
    seconds: number;
    /** Polls a second. */
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
  const measure = (withRuns: boolean) => underLoad(service, { etag, seconds, rate, withRuns });

  await measure(false);
  await measure(true);
  const quiet: Meanwhile[] = [];
  const busy: Meanwhile[] = [];
  for (let round = 0; round < rounds; round++) {
    console.error(`polls meanwhile, round ${round + 1} of ${rounds}`);
    quiet.push(await measure(false));
    busy.push(await measure(true));
  }
  await untilIdle(service.pid);
  const idle = await residentBytes(service.pid);
  const peak = Math.max(...busy.map(({ peak }) => peak));
  const { documents, bytes } = await inMemory(place.feeds);
  await service.stop();

  const of = (all: readonly Meanwhile[], quantity: keyof Meanwhile) => all.map((each) => each[quantity]);
  const row = (title: string, all: readonly Meanwhile[]) => [
    title,
    whole(median(of(all, "perSecond"))),
    milliseconds(median(of(all, "p50"))),
    milliseconds(median(of(all, "p99"))),
    `${milliseconds(Math.min(...of(all, "p99")))}..${milliseconds(Math.max(...of(all, "p99")))}`,
    milliseconds(Math.max(...of(all, "lag")) * 1e6),
    whole(of(all, "runs").reduce((sum, each) => sum + each, 0)),
  ];
  const ratios = busy.map(({ p99 }, round) => p99 / (quiet[round]?.p99 ?? Number.NaN));
  const head = ["", "304s/s", "p50", "p99", "least..most", "loop held up, longest", "runs"];
  return [
    `${whole(articles)} articles, ${whole(rate)} polls a second asked for, ${rounds} rounds of ${seconds} s each`,
    table(head, [row("nothing goes on", quiet), row("forced runs one after another", busy)]),
    `p99 with runs to p99 without: ${ratio(median(ratios))} (${ratio(Math.min(...ratios))}..${ratio(Math.max(...ratios))})`,
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

async function underLoad(
  service: Running,
  { etag, seconds, rate, withRuns }: { etag: string; seconds: number; rate: number; withRuns: boolean },
): Promise<Meanwhile> {
  let isOver = false;
  let runs = 0;
  const runOnAndOn = async () => {
    while (!isOver) {
      runs++;
      await admin(service, "POST", "/admin/regenerate", { force: true });
    }
  };
  await forgetPeak(service.pid);
  await longestLag(service);
  const [result] = await Promise.all([
    runLoad({ url: service.url + path, headers: { "if-none-match": etag }, seconds, rate, core: "any" }).finally(() => {
      isOver = true;
    }),
    withRuns ? runOnAndOn() : undefined,
  ]);
  const { requests, refused, broken, bytes, p50, p99 } = result;
  if (refused > 0 || broken > 0 || bytes / requests > 2000) {
    throw new Error(`of ${requests} polls ${refused} were refused, ${broken} failed, and not all were answered 304`);
  }
  const lag = await longestLag(service);
  return { perSecond: requests / result.seconds, p50, p99, lag, runs, peak: sumOf(await peakBytes(service.pid)) };
}

async function etagOf({ url }: Running): Promise<string> {
  const { headers, body } = await request(url + path);
  await body.dump();
  return String(headers.etag);
}

/** The longest that the event loop was held up since somebody asked before, in seconds. */
async function longestLag(service: Running): Promise<number> {
  const metrics = await admin(service, "GET", "/metrics");
  return Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(metrics)?.[1]);
}
