import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tap, { type Test } from "tap";
import type { Draft } from "../../src/article/article.ts";
import { systemClock } from "../../src/clock.ts";
import { openWorkspace } from "../../src/commands/workspace/workspace.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { loadConfig } from "../../src/config/load.ts";
import { freePort } from "../free-port.ts";
import { buildHere } from "../planes.ts";
import { configText, offline } from "../service.ts";

/** The file that runs as `courant`. */
export const command = new URL("../../src/bin.js", import.meta.url).pathname;

/**
 * A folder with a configuration, and the environment in which commands work there. `program` is the folder of a copy of the
 * program. If it is given, commands start there and run the copy. `cwd` is another folder in which they start.
 */
export type Place = { folder: string; env: Record<string, string>; program?: string; cwd?: string };

export async function place(t: Test, config = configText): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "courant-"));
  // Teardowns run in reverse order, so the processes have ended before this one.
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return placeIn(folder, config);
}

export async function placeIn(folder: string, config: string): Promise<Place> {
  await mkdir(join(folder, "config"));
  await writeFile(join(folder, "config", "courant.yaml"), offline(config));
  return {
    folder,
    env: {
      PATH: process.env.PATH ?? "",
      CONFIG_FILE: join(folder, "config", "courant.yaml"),
      DATA_DIR: join(folder, "data"),
      FEEDS_DIR: join(folder, "feeds"),
      PORT: String(await freePort()),
      LOG_LEVEL: "error",
    },
  };
}

/**
 * Prepares a place once for all tests of a file. Each test gets a copy, and the result of the preparation.
 * Its documents name BASE_URL, because each copy has another port.
 */
export function preparedPlace<Found>(prepare: (where: Place, t: Test) => Promise<Found>) {
  const env = { BASE_URL: "https://feeds.example" };
  async function make(t: Test) {
    const folder = await mkdtemp(join(tmpdir(), "courant-"));
    tap.teardown(() => rm(folder, { recursive: true, force: true }));
    const where = await placeIn(folder, configText);
    return { folder, found: await prepare({ ...where, env: { ...where.env, ...env } }, t) };
  }
  let made: ReturnType<typeof make> | undefined;
  return async (t: Test): Promise<{ where: Place; found: Found }> => {
    made ??= make(t);
    const { folder, found } = await made;
    const where = await place(t);
    await cp(folder, where.folder, { recursive: true });
    return { where: { ...where, env: { ...where.env, ...env } }, found };
  };
}

/** Puts articles into the collection of a place and publishes them, in this process: commands take longer to start. */
export async function publishIn({ env }: Place, drafts: readonly Draft[]): Promise<void> {
  const config = await loadConfig(readEnvironment(env));
  const workspace = await openWorkspace(config, systemClock, "command", {
    startBuilder: buildHere,
    newCollection: { output: { error: () => {} }, isGiven: true },
  });
  if (!workspace) throw new Error(`another process works in ${env.DATA_DIR}`);
  await workspace.stores.articles.put(drafts.map((draft) => ({ draft, names: [] })));
  const { state } = await workspace.publisher.regenerate("command").finished;
  await workspace.close();
  if (state !== "done") throw new Error(`the run in ${env.FEEDS_DIR} is ${state}`);
}

/** Runs a command to its end. */
export async function run(place: Place, args: string[], input = "") {
  const child = start(place, args);
  const said = listen(child);
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out: said.out(), err: said.err() };
}

/** Starts a command that the caller ends. */
export function startCommand(place: Place, args: string[]) {
  const child = start(place, args);
  return { child, closed: once(child, "close") };
}

/** Starts a service in its own process. The service is ready when it has printed its first lines. */
export async function startProcess(t: Test, place: Place) {
  const child = start(place, ["serve"]);
  const closed = once(child, "close");
  t.teardown(async () => {
    child.kill("SIGKILL");
    await closed;
  });
  return { closed, ...(await untilServing(child, place)) };
}

/** Starts a service that no test ends: the caller does. */
export function startedIn(place: Place) {
  return untilServing(start(place, ["serve"]), place);
}

async function untilServing(child: ReturnType<typeof start>, place: Place) {
  const said = listen(child);
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", () => said.out().includes("Admin token:") && resolve());
    child.on("close", () => reject(new Error(`the service ended: ${said.out()}${said.err()}`)));
  });
  return { child, ...said, url: `http://127.0.0.1:${place.env.PORT}` };
}

function start({ env, program, cwd = program }: Place, args: string[]) {
  const file = program === undefined ? command : join(program, "src", "bin.js");
  return spawn(process.execPath, [file, ...args], { env, cwd, stdio: "pipe" });
}

function listen(child: ChildProcess) {
  const heard = { out: "", err: "" };
  for (const [name, stream] of [
    ["out", child.stdout],
    ["err", child.stderr],
  ] as const) {
    stream?.on("data", (chunk) => {
      heard[name] += chunk;
    });
  }
  return { out: () => heard.out, err: () => heard.err };
}
