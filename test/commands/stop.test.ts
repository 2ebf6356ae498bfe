import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Test } from "tap";
import { request } from "undici";
import type { Run } from "../../src/stores/runs.ts";
import { token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { crashConfig, send } from "./crash/changes.ts";
import { compareWithCleanRun, problemsIn, tornDocuments } from "./crash/published.ts";
import { command, type Place, place, startProcess } from "./process.ts";

const root = new URL("../../", import.meta.url).pathname;
const articles = 2_000;

const ndjson = Array.from({ length: articles }, (_, index) =>
  JSON.stringify({
    id: `urn:x:${index}`,
    title: `Title ${index}`,
    content_text: `Words of ${index}. `.repeat(50),
    tags: [`tag ${index % 3}`],
    date_published: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
  }),
).join("\n");

async function settled(t: Test): Promise<Place> {
  const where = await place(t, crashConfig);
  Object.assign(where.env, { ADMIN_TOKEN: token, BASE_URL: "https://feeds.example" });
  return where;
}

async function ask<Answer>(url: string, path: string): Promise<Answer> {
  const { body } = await request(url + path, { headers: { authorization: `Bearer ${token}` } });
  return (await body.json()) as Answer;
}

const lastRuns = async (url: string) => (await ask<{ runs: Run[] }>(url, "/admin/runs")).runs;

async function* neverWhole(end: Promise<unknown>) {
  yield "{";
  await end;
}

const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Starts a service under npm and waits until it is ready. @returns the process of npm, and the id of the service's process */
async function startUnderNpm(t: Test, { env, folder }: Place, args: string[]) {
  // npm of this machine, with the Node that the tests run in.
  const npm = spawn("npm", args, { cwd: root, env: { ...env, HOME: folder }, stdio: "ignore", detached: true });
  const closed = once(npm, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  const file = join(folder, "data", "service.json");
  await until(async () => existsSync(file) && (await readFile(file, "utf8")).endsWith("\n"));
  const { pid } = JSON.parse(await readFile(file, "utf8")) as { pid: number };
  t.teardown(() => isThere(pid) && process.kill(pid, "SIGKILL"));
  t.teardown(() => npm.kill("SIGKILL"));
  return { npm, pid, closed };
}

for (const [what, args, signal, how] of [
  ["npm start", ["start"], "SIGTERM", "to npm"],
  ["npm start", ["start"], "SIGINT", "to npm"],
  ["npm start", ["start"], "SIGINT", "to all, as a terminal does"],
] as const) {
  slowTest(`${what}: ${signal} ${how} ends the service too, with exit code 0`, async (t) => {
    const { npm, pid, closed } = await startUnderNpm(t, await settled(t), [...args]);
    process.kill(how === "to npm" ? Number(npm.pid) : -Number(npm.pid), signal);
    t.same(await closed, [0, null]);
    await until(() => !isThere(pid));
    t.notOk(isThere(pid));
  });
}

// Other systems do not show the parents of other processes.
const skip = existsSync("/proc/self/stat") ? false : "there is no /proc";
for (const [args, signal] of [
  [["exec", "--no", "--", "courant", "serve"], "SIGTERM"],
  [["exec", "--no", "--", "courant", "serve"], "SIGKILL"],
  [["start"], "SIGKILL"],
] as const) {
  slowTest(`npm ${args.join(" ")}: the service ends when npm is ended by ${signal}`, { skip }, async (t) => {
    const where = await settled(t);
    const { npm, pid, closed } = await startUnderNpm(t, where, [...args]);
    npm.kill(signal);
    await closed;
    await until(() => !isThere(pid));
    t.notOk(isThere(pid));
    t.notOk(existsSync(join(where.folder, "data", "service.json")), "in order");
  });
}

slowTest("a service that was started by hand outlives the shell that started it", { skip }, async (t) => {
  const where = await settled(t);
  const env = {
    ...where.env,
    npm_execpath: "/usr/bin/npm",
    npm_lifecycle_script: "courant serve",
    npm_command: "exec",
  };
  const start = `nohup "${process.execPath}" "${command}" serve >/dev/null 2>&1 &`;
  await once(spawn("sh", ["-c", start], { env, stdio: "ignore" }), "close");
  const file = join(where.folder, "data", "service.json");
  await until(() => existsSync(file));
  const { pid } = JSON.parse(await readFile(file, "utf8")) as { pid: number };
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  t.ok(isThere(pid));
  process.kill(pid, "SIGTERM");
  await until(() => !isThere(pid));
});

slowTest("stopped while it publishes: the service ends in time, and the next start goes on from there", async (t) => {
  const where = await settled(t);
  const service = await startProcess(t, where);
  t.equal(await send(service.url, "POST", "/admin/import", ndjson, "x-ndjson"), 200);
  const waiting = send(service.url, "POST", "/admin/regenerate", '{"force":true}');
  await until(async () =>
    (await lastRuns(service.url)).some(({ state, progress }) => state === "running" && progress.total > 20),
  );
  service.child.kill("SIGTERM");
  t.same(await service.closed, [0, null]);
  t.match(service.out(), /\nStopped\.\n$/, "and closes everything");
  t.equal(await waiting, 200, "an admin who waits for the run is answered");
  t.same((await tornDocuments(join(where.folder, "feeds"))).torn, []);
  t.same(await problemsIn(where), [], "what is published is whole");

  const again = await startProcess(t, where);
  t.match(await ask(again.url, "/readyz"), { status: "ready" });
  const stopped = (await lastRuns(again.url)).filter((run) => run.stopped);
  t.ok(stopped.length > 0);
  for (const { state, documents } of stopped)
    t.match([state, documents.failed.map(({ what }) => what)], ["failed", ["run"]]);
  t.equal(await send(again.url, "POST", "/admin/regenerate", "{}"), 200);
  again.child.kill("SIGTERM");
  t.same(await again.closed, [0, null]);
  t.same(await problemsIn(where), []);
  const { same, others } = await compareWithCleanRun(where);
  t.ok(same > articles);
  t.same(others, [], "every document is what a clean run makes");
});

slowTest("clients that are slow and streams that go on hold no stop up", async (t) => {
  const where = await settled(t);
  const service = await startProcess(t, where);
  t.equal(await send(service.url, "POST", "/admin/import", ndjson, "x-ndjson"), 200);
  const headers = { authorization: `Bearer ${token}` };
  // The client reads nothing of the export and does not send the rest of the import.
  const exported = await request(`${service.url}/admin/export`, { headers });
  exported.body.on("error", () => {});
  const sending = request(`${service.url}/admin/import`, {
    ...{ method: "POST", headers },
    body: Readable.from(neverWhole(service.closed)),
  }).catch(() => {});
  const [run] = await lastRuns(service.url);
  const events = await request(`${service.url}/admin/runs/${run?.id}/events`, { headers });
  service.child.kill("SIGTERM");
  await events.body.text().catch(() => {});
  t.same(await service.closed, [0, null]);
  await sending;
});

slowTest("courant import: told to stop, it says how far it came, and leaves nothing locked", async (t) => {
  const where = await settled(t);
  const child = spawn(process.execPath, [command, "import", "-"], { env: where.env, stdio: "pipe" });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  // Standard input stays open: the command waits for more.
  child.stdin.write(`${ndjson}\n`);
  await until(() => existsSync(join(where.folder, "data", "courant.sqlite")));
  await new Promise((resolve) => setTimeout(resolve, 500));
  child.kill("SIGINT");
  t.same(await once(child, "close"), [1, null]);
  t.match(said, /\d+ created, .*\nStopped before the end\. The articles counted here are imported/);
  await writeFile(join(where.folder, "all.ndjson"), ndjson);
  const rest = spawn(process.execPath, [command, "import", join(where.folder, "all.ndjson")], {
    env: where.env,
    stdio: "ignore",
  });
  t.same(await once(rest, "close"), [0, null]);
});
