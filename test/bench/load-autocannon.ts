import autocannon from "autocannon";
import type { Load, LoadResult } from "./load.ts";

/** Does the work of load.lua where wrk is missing. The argument is the load as JSON. */
const { url, headers, seconds, connections, rate, clients } = JSON.parse(process.argv[2] ?? "") as Load &
  Required<Pick<Load, "connections" | "clients">>;
let next = clients.first;

function fill(value: string, client: number): string {
  return value
    .replace("{client}", String(client))
    .replace("{high}", Math.floor(client / 65_536).toString(16))
    .replace("{low}", (client % 65_536).toString(16));
}

const result = await autocannon({
  url,
  connections,
  duration: seconds,
  ...(rate !== undefined && { overallRate: rate }),
  requests: [
    {
      setupRequest(request) {
        const client = next;
        next = (next + 1) % clients.count;
        const filled = Object.entries(headers).map(([name, value]) => [name, fill(value, client)]);
        return { ...request, headers: Object.fromEntries(filled) };
      },
    },
  ],
});
const told: LoadResult = {
  requests: result.requests.total,
  seconds: result.duration,
  bytes: result.throughput.total,
  refused: result["4xx"] + result["5xx"],
  broken: result.errors,
  p50: result.latency.p50 * 1000,
  p99: result.latency.p99 * 1000,
};
console.log(`RESULT ${JSON.stringify(told)}`);
