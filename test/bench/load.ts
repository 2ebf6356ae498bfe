import { fileURLToPath } from "node:url";
import { type Core, cores, isInstalled, run } from "./processes.ts";

/** One load: requests one after the other on each of some connections, for a time. */
export type Load = {
  url: string;
  /** `{client}`, `{high}` and `{low}` in a value: see load.lua. */
  headers: Record<string, string>;
  seconds: number;
  connections?: number;
  /**
   * Requests a second on all connections together, at times that do not hang on each other; without it as many as there
   * are answers. The generator counts those too that a slow answer kept from being asked.
   */
  rate?: number;
  /** Unless said, the load's. */
  core?: Core;
  /** The number of the client that the first request is from, and how many there are: after the last, the first again. */
  clients?: { first: number; count: number };
};

/** `refused`: answers with a status of 400 or above. `broken`: connections that failed. Percentiles in microseconds. */
export type LoadResult = {
  requests: number;
  seconds: number;
  bytes: number;
  refused: number;
  broken: number;
  p50: number;
  p99: number;
};

export const generator = isInstalled("wrk") ? "wrk" : "autocannon";

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Runs a load from the load's core. @throws when the generator fails */
export async function runLoad(load: Load): Promise<LoadResult> {
  const { url, headers, seconds, connections = 64, rate, clients = { first: 0, count: 1 }, core = cores.load } = load;
  const output =
    generator === "wrk"
      ? await run(core, [
          "wrk",
          "--threads=1",
          `--connections=${connections}`,
          "--timeout=10s",
          `--duration=${seconds}s`,
          `--script=${script("load.lua")}`,
          ...Object.entries(headers).map(([name, value]) => `--header=${name}: ${value}`),
          url,
          "--",
          String(clients.first),
          String(clients.count),
          ...(rate === undefined ? [] : [String((connections / rate) * 1000)]),
        ])
      : await run(core, [
          process.execPath,
          script("load-autocannon.ts"),
          JSON.stringify({ ...load, connections, clients }),
        ]);
  const [, result] = /^RESULT (.*)$/m.exec(output) ?? [];
  if (result === undefined) throw new Error(`${generator} told nothing:\n${output}`);
  return JSON.parse(result) as LoadResult;
}
