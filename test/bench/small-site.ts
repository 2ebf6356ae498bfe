import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { freePort } from "../free-port.ts";
import { machine } from "./machine.ts";
import { median, proportionalBytes, untilIdle } from "./measure.ts";
import { prepareCourant, runCourant, startCourant } from "./servers/courant.ts";
import { session } from "./session.ts";
import { megabytes, table } from "./table.ts";

/**
 * `npm run bench:memory`: the memory of a small site, the starter articles in two channels, when nothing has happened for
 * 25 seconds after a start: the proportional set size of both processes. `--rounds=3`; `--programs=CHECKOUT,CHECKOUT`
 * measures other checkouts in turn, so that whatever the machine does falls on all of them. The first start of a checkout
 * fills the cache of compiled code and counts for nothing.
 */
const { values } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, programs: { type: "string" } },
});

/** The most that both processes may take. */
const most = 230e6;
const idleMs = 25_000;

const checkout = fileURLToPath(new URL("../..", import.meta.url));

const config = `channels:
  - { slug: all, title: All, description: d }
  - { slug: technology, title: Technology, description: d, select: { tags: [technology] } }`;

await session(async (folder, started) => {
  console.log(machine("shared by both processes"));
  const programs = values.programs?.split(",") ?? [checkout];
  const measured = programs.map((program) => ({ program, serving: [] as number[], publishing: [] as number[] }));
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const { program, serving, publishing } of measured) {
      const place = await prepareCourant(join(folder, `${programs.indexOf(program)}-${round}`), config, program);
      await runCourant(place, ["import", join(program, "config", "starter")]);
      const service = await startCourant(place, await freePort(), "any");
      started(service);
      await untilIdle(service.pid);
      if (round > 0) {
        await sleep(idleMs);
        const [first = 0, second = 0] = (await proportionalBytes(service.pid)).values();
        serving.push(first);
        publishing.push(second);
      }
      await service.stop();
    }
  }
  const rows = measured.map(({ program, serving, publishing }) => {
    const sums = serving.map((bytes, index) => bytes + (publishing[index] ?? 0));
    const range = `${megabytes(Math.min(...sums))}..${megabytes(Math.max(...sums))}`;
    const isEnough = Math.max(...sums) <= most ? "yes" : "no";
    return [program, ...[serving, publishing, sums].map((each) => megabytes(median(each))), range, isEnough];
  });
  console.log(table(["medians", "serving", "publishing", "both", "least..most", `at most ${megabytes(most)}`], rows));
});
