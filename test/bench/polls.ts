import { type LoadResult, runLoad } from "./load.ts";
import { cpuSeconds } from "./measure.ts";
import { path, type Server, type ServerName } from "./servers/all.ts";

/** A poll as an aggregator sends it: the document is unchanged (304), or it is sent (200). */
export const kinds = ["304", "200"] as const;
export type Kind = (typeof kinds)[number];

/** One server under one load for some seconds. Times per request in microseconds; `busy`: how much of a core it used. */
export type Measurement = { perSecond: number; cpu: number; p50: number; p99: number; busy: number };

/** So many that none downloads more often than it may in an hour, whatever the run's length. */
const clients = 100_000;
/** The next client: each downloads as seldom as the others, over all rounds and servers. */
let next = 0;

/**
 * Loads a server. For 200s every request is from another client than the one before, by its User-Agent: Courant counts
 * what each downloads, and has to find it among all of them.
 * @throws when something else was answered than this kind of poll asks for: then the figure says nothing
 */
export async function measure({ name, running, etag, lastModified }: Server, kind: Kind, seconds: number) {
  const unchanged = {
    "user-agent": "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)",
    "if-none-match": etag,
    "if-modified-since": lastModified,
  };
  const headers: Record<string, string> = {
    ...(kind === "304" ? unchanged : { "user-agent": "Reader/1.0 (+https://reader.example/{client}; 16 subscribers)" }),
    accept: "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.8",
    "accept-encoding": "gzip",
  };
  const before = await cpuSeconds(running.pid);
  const result = await runLoad({ url: running.url + path, headers, seconds, clients: { first: next, count: clients } });
  const used = (await cpuSeconds(running.pid)) - before;
  next = (next + result.requests) % clients;
  check(name, kind, result);
  return {
    perSecond: result.requests / result.seconds,
    cpu: (used / result.requests) * 1e6,
    p50: result.p50,
    p99: result.p99,
    busy: used / result.seconds,
  };
}

/** The bytes tell whether these were documents: 304s are small. */
function check(name: ServerName, kind: Kind, { requests, bytes, refused, broken }: LoadResult): void {
  const mean = bytes / requests;
  if (refused > 0 || broken > 0 || requests === 0 || (kind === "304" ? mean > 2000 : mean < 50_000)) {
    throw new Error(
      `${name}: of ${requests} requests ${refused} were refused and ${broken} failed, ${Math.round(mean)} bytes each; ` +
        `expected were answers of status ${kind} only`,
    );
  }
}
