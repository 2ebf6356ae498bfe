import { join } from "node:path";
import { parseArgs } from "node:util";
import { machine } from "./machine.ts";
import { median, untilIdle } from "./measure.ts";
import { memory } from "./memory.ts";
import { type Kind, kinds, type Measurement, measure } from "./polls.ts";
import type { Running } from "./processes.ts";
import { type ServerName, serverNames, startServers, titles } from "./servers/all.ts";
import { session } from "./session.ts";
import { bar, milliseconds, ratio, table, whole } from "./table.ts";

/**
 * `npm run bench:serve`: what a poll costs, beside other servers that answer the same, and what memory serving takes.
 * In each round all servers are started anew, since one start of the same Node server can be a fifth faster than the next,
 * and loaded in turn, so that whatever else the machine does falls on all of them; figures are medians, ratios are medians of each round's ratio. Ends with 1 only when something could not be measured.
 *
 * `--quick`: short; `--polls`, `--memory`: that part only; `--kind=304`, `--only=courant,bare`: a part of the polls;
 * `--rounds=3 --seconds=3`: how long they take.
 */
const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    polls: { type: "boolean", default: false },
    memory: { type: "boolean", default: false },
    only: { type: "string", default: serverNames.join(",") },
    kind: { type: "string", default: kinds.join(",") },
    rounds: { type: "string" },
    seconds: { type: "string" },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 2 : 3));
const seconds = Number(values.seconds ?? (values.quick ? 1 : 3));
/** Seconds of load before a server is measured. */
const warmUp = values.quick ? 1 : 8;

await session(async (folder, started) => {
  console.log(machine());
  if (!values.memory) await polls(folder, started);
  if (!values.polls) await memory(join(folder, "memory"), { quick: values.quick, started });
});

async function polls(folder: string, started: (server: Running) => void): Promise<void> {
  const names = serverNames.filter((name) => values.only.split(",").includes(name));
  const asked = kinds.filter((kind) => values.kind.split(",").includes(kind));
  const measured = asked.map((kind) => ({ kind, of: new Map<ServerName, Measurement[]>() }));
  for (let round = 0; round < rounds; round++) {
    console.error(`round ${round + 1} of ${rounds}`);
    const all: Running[] = [];
    const servers = await startServers(join(folder, `round-${round}`), names, (server) => {
      all.push(server);
      started(server);
    });
    for (const { running } of servers) await untilIdle(running.pid);
    for (const { kind, of } of measured) {
      for (const server of servers) await measure(server, kind, warmUp);
      for (const server of servers) {
        of.set(server.name, [...(of.get(server.name) ?? []), await measure(server, kind, seconds)]);
      }
    }
    await Promise.all(all.map((server) => server.stop()));
  }
  for (const { kind, of } of measured) console.log(`\n${report(kind, of)}`);
}

function report(kind: Kind, measured: ReadonlyMap<ServerName, readonly Measurement[]>): string {
  const least = (numbers: readonly number[]) => Math.min(...numbers);
  const of = (name: ServerName, quantity: keyof Measurement) =>
    (measured.get(name) ?? []).map((measurement) => measurement[quantity]);
  const ratios = (name: ServerName, to: ServerName) => {
    const others = of(to, "perSecond");
    return of(name, "perSecond").map((value, round) => value / (others[round] ?? Number.NaN));
  };
  const names = [...measured.keys()];
  const most = Math.max(...names.map((name) => median(of(name, "perSecond"))));
  const rows = names.map((name) => {
    const toBare = ratios(name, "bare");
    return [
      titles[name],
      bar(median(of(name, "perSecond")), most),
      whole(median(of(name, "perSecond"))),
      ratio(median(toBare)),
      `${ratio(least(toBare))}..${ratio(Math.max(...toBare))}`,
      median(of(name, "cpu")).toFixed(1),
      least(of(name, "cpu")).toFixed(1),
      milliseconds(median(of(name, "p50"))),
      milliseconds(median(of(name, "p99"))),
      `${whole(median(of(name, "busy")) * 100)} %`,
    ];
  });
  const head = ["", "", "requests/s", "to bare", "least..most", "CPU µs each", "least", "p50", "p99", "of a core"];
  const goals: [ServerName, number][] = [
    ["bare", kind === "304" ? 0.9 : 0.95],
    ["static", 3],
    ...(kind === "200" ? ([["nginx", 1]] as [ServerName, number][]) : []),
  ];
  const reached = goals
    .filter(([name]) => measured.has(name) && measured.has("courant"))
    .map(([name, goal]) => {
      const found = median(ratios("courant", name));
      const byCpu = least(of(name, "cpu")) / least(of("courant", "cpu"));
      return `Courant to ${titles[name]}: ${ratio(found)} by requests/s, ${ratio(byCpu)} by least CPU time (to reach: ${goal})`;
    });
  if (names.some((name) => median(of(name, "busy")) < 0.9)) {
    reached.push(
      "Where a server did not have its whole core, something else was the limit: other work on this machine, or the load’s core. " +
        "Then go by the least CPU time: what others do can only add to it.",
    );
  }
  const title = kind === "304" ? "The document is unchanged (304)" : "The document is sent (200, gzip)";
  return [`${title}: ${rounds} rounds of ${seconds} s, 64 connections`, table(head, rows), ...reached].join("\n");
}
