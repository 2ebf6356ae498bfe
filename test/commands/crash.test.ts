import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Test } from "tap";
import { token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { batch, changeOne, crashConfig, send } from "./crash/changes.ts";
import { type Expected, expectations } from "./crash/expected.ts";
import { compareWithCleanRun, problemsIn, tornDocuments } from "./crash/published.ts";
import { firstByte, readUntilGone, regenerateUntilGone, start, titles } from "./crash/service.ts";
import { type Place, place } from "./process.ts";

/** KILLS=200 asks for more of them. */
const kills = Number(process.env.KILLS || 4);

/** After so many a new collection begins: archives that were replaced stay for an hour, and would be thousands. */
const killsEach = 20;

/** In the phases that name publishing, its process is killed; in the others that of serving, or of the command. */
const phases = [
  "import",
  "import, publishing killed",
  "courant import",
  "regeneration",
  "regeneration, publishing killed",
  "serving",
  "forced regeneration",
  "start",
] as const;
type Phase = (typeof phases)[number];

/** The processes that die in a phase. When serving dies, publishing ends by itself. */
function victims(phase: Phase): string[] {
  if (phase === "courant import") return ["the command"];
  return phase.endsWith("publishing killed") ? ["publishing", "serving"] : ["serving"];
}

/** Milliseconds. */
const random = (least: number, most: number) => least + Math.random() * (most - least);

type Tally = { looked: number; underWay: number; answers: number; same: number; firstBytes: number[] };

/** A service or command at work, killed at a random moment. @returns what it handed out that was not whole */
async function killIn(phase: Phase, where: Place, url: string, expected: Expected, tally: Tally): Promise<string[]> {
  if (phase === "start") {
    const starting = start(where, ["serve"]);
    await sleep(random(0, 1200));
    starting.child.kill("SIGKILL");
    await starting.closed;
    return [];
  }
  if (phase === "courant import") {
    const { ndjson, states } = batch(300);
    const file = join(where.folder, "batch.ndjson");
    await writeFile(file, ndjson);
    const acknowledge = expected.change(states);
    const importing = start(where, ["import", file]);
    importing.closed.then(() => importing.child.exitCode === 0 && acknowledge());
    await sleep(random(200, 1500));
    importing.child.kill("SIGKILL");
    await importing.closed;
    return [];
  }
  const service = start(where, ["serve"]);
  tally.firstBytes.push(await firstByte(service, url));
  let steps = 0;
  const step = () => void steps++;
  const reading = readUntilGone(url, phase === "serving" ? step : undefined);
  const importing = (async () => {
    if (phase === "serving") return;
    while (await changeOne(url, expected)) {
      if (phase.startsWith("import")) step();
      else await sleep(30);
    }
  })();
  const isForced = phase.startsWith("forced");
  const regenerating = phase.includes("regeneration") ? regenerateUntilGone(url, isForced, step) : undefined;
  // At work, however slow the machine is.
  const enough = random(1, 6);
  await until(() => steps >= enough);
  await sleep(random(0, 300));
  if (phase.endsWith("publishing killed")) await killPublishing(where, url);
  service.child.kill("SIGKILL");
  await Promise.all([service.closed, importing, regenerating]);
  const { answers, torn } = await reading;
  tally.answers += answers;
  return torn;
}

/** Kills the publishing process, and waits until serving has started it again. */
async function killPublishing(where: Place, url: string): Promise<void> {
  const file = join(where.env.DATA_DIR ?? "", "service.json");
  const pid = async (): Promise<number> => JSON.parse(await readFile(file, "utf8")).publishing.pid;
  const before = await pid();
  process.kill(before, "SIGKILL");
  await until(
    async () => (await pid().catch(() => before)) !== before && (await send(url, "GET", "/admin/runs")) === 200,
  );
}

/** Starts the service again, after it was killed, and stops it in order when it has run once. */
async function mend(t: Test, where: Place, url: string, expected: Expected, tally: Tally, what: string): Promise<void> {
  const service = start(where, ["serve"]);
  t.teardown(() => service.child.kill("SIGKILL"));
  tally.firstBytes.push(await firstByte(service, url));
  let status: number | undefined;
  // On a busy machine publishing takes longer to start than a call waits for it.
  await until(async () => {
    status = await send(url, "POST", "/admin/regenerate", "{}");
    return status !== 503;
  });
  t.equal(status, 200, `${what}: it runs again`);
  t.same(expected.settle(await titles(url)), [], `${what}: every acknowledged change is there, and nothing else`);
  service.child.kill("SIGTERM");
  await service.closed;
  t.equal(service.child.exitCode, 0, service.err());
  t.same(await problemsIn(where), [], `${what}: nothing is found afterwards`);
  const { same, others } = await compareWithCleanRun(where);
  tally.same += same;
  t.same(others, [], `${what}: every document is what a clean run makes`);
}

slowTest(`killed with SIGKILL ${kills} times: nothing acknowledged is lost, and no document is torn`, async (t) => {
  const tally: Tally = { looked: 0, underWay: 0, answers: 0, same: 0, firstBytes: [] };
  const counts = new Map<string, number>();
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  let acknowledged = 0;
  for (let done = 0; done < kills; done += killsEach) {
    const where = await place(t, crashConfig);
    const url = `http://127.0.0.1:${where.env.PORT}`;
    Object.assign(where.env, { ADMIN_TOKEN: token, BASE_URL: "https://feeds.example" });
    const expected = expectations();
    for (let kill = done; kill < Math.min(kills, done + killsEach); kill++) {
      const phase = phases[kill % phases.length] ?? "start";
      const what = `kill ${kill + 1}, ${phase}`;
      for (const each of [`in ${phase}`, ...victims(phase).map((process) => `of ${process}`)]) count(each);
      t.same(await killIn(phase, where, url, expected, tally), [], `${what}: whatever was answered was whole`);
      const { looked, torn } = await tornDocuments(join(where.folder, "feeds"));
      tally.looked += looked;
      t.same(torn, [], `${what}: every file is whole`);
      tally.underWay += (await problemsIn(where)).length;
      // Then there is something to mend in a start that is killed itself.
      if (phase === "forced regeneration" && kill + 1 < kills) continue;
      await mend(t, where, url, expected, tally, what);
    }
    acknowledged += expected.acknowledged();
  }
  const sorted = tally.firstBytes.sort((a, b) => a - b).map(Math.round);
  t.comment(`kills: ${[...counts].map(([what, count]) => `${count} ${what}`).join(", ")}`);
  t.comment(`changes acknowledged: ${acknowledged}; answers read meanwhile: ${tally.answers}`);
  t.comment(`files read after kills: ${tally.looked}, of them not yet in the manifest: ${tally.underWay}`);
  t.comment(`files equal to those of a clean run: ${tally.same}`);
  t.comment(`first byte after ${sorted[sorted.length >> 1]} ms (median), ${sorted.at(-1)} ms (longest)`);
});
