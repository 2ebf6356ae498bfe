import { setTimeout as sleep } from "node:timers/promises";
import { table } from "../bench/table.ts";
import type { Fault, Outcome } from "./fault.ts";
import { halfClosed, reset } from "./faults/breaks.ts";
import { idle, rush } from "./faults/crowd.ts";
import { descriptors, runDescriptors } from "./faults/descriptors.ts";
import { pipelining } from "./faults/pipelining.ts";
import { large, noHttp, smuggling } from "./faults/shapes.ts";
import { slowloris, slowReaders } from "./faults/slow.ts";
import { type Probes, startProber } from "./prober.ts";
import { startService, type Target } from "./service.ts";

/*
 * Bad clients, one kind after the other, while a good one asks all the time. Exit code 1 when the good one is not
 * answered, a bad one gets what it should not, or memory does not come back.
 */

const all: Fault[] = [idle, rush, large, smuggling, noHttp, reset, halfClosed, pipelining, slowReaders, slowloris];
/** All, or those whose names have the word that is given. */
const wanted = process.argv[2] ?? "";
const faults = all.filter(({ name }) => name.includes(wanted));

const outOfDescriptors = `file descriptors run out (${descriptors})`;

/** How much larger the process may be in the end. */
const growth = 1.2;

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const inWords = (did: Outcome["did"]) =>
  Object.entries(did)
    .map(([what, count]) => `${what}: ${count.toLocaleString("en")}`)
    .join(", ");

/** The memory that a service holds which has worked and answers one reader: the lowest of ten looks, without garbage. */
async function settled(target: Target): Promise<number> {
  let lowest = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 10; look++) {
    target.collect();
    await sleep(500);
    lowest = Math.min(lowest, await target.memory());
  }
  return lowest;
}

/**
 * The same before the faults and after them: a full house, and then a while with one reader. V8 and the allocator keep pages that
 * a full house and full pipelines once took, so the memory of a process that has never seen them says nothing.
 */
async function fullHouse(target: Target): Promise<number> {
  await rush.run(target);
  await pipelining.run(target);
  return settled(target);
}

const rows: string[][] = [];
const broken: string[] = [];

function report(name: string, outcome: Outcome, probes: Probes | undefined, memory: string): void {
  const { asked = 0, failed = 0, longest = 0 } = probes ?? {};
  if (failed > 0) outcome.broken.push(`${failed} of ${asked} good requests were not answered.`);
  broken.push(...outcome.broken.map((each) => `${name}: ${each}`));
  const good = probes ? [asked.toLocaleString("en"), String(failed), `${Math.round(longest)} ms`] : ["", "", ""];
  rows.push([name, outcome.tried.toLocaleString("en"), ...good, memory, inWords(outcome.did)]);
  console.log(`${name}: ${outcome.broken.length === 0 ? "as it should be" : outcome.broken.join(" ")}`);
}

const service = await startService(10_000);
const prober = startProber(service.url);
try {
  const before = await fullHouse(service);
  report("before", { tried: 0, did: {}, broken: [] }, await prober.take(), megabytes(before));
  for (const fault of faults) {
    const outcome = await fault.run(service);
    report(fault.name, outcome, await prober.take(), megabytes(await service.memory()));
  }
  const after = await fullHouse(service);
  const isBack = after <= before * growth;
  const grown = isBack ? [] : [`${megabytes(before)} became ${megabytes(after)}.`];
  report("afterwards", { tried: 0, did: {}, broken: grown }, await prober.take(), megabytes(after));
} finally {
  await prober.stop();
  await service.stop();
}
if (outOfDescriptors.includes(wanted)) report(outOfDescriptors, await runDescriptors(), undefined, "");

console.log(`\n${table(["fault", "tried", "good asked", "failed", "longest", "RSS", "what the service did"], rows)}\n`);
for (const each of broken) console.log(`Broken: ${each}`);
console.log(broken.length === 0 ? "Every promise held." : `${broken.length} promises were broken.`);
process.exitCode = broken.length === 0 ? 0 : 1;
