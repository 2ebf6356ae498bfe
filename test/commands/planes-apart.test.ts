import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { freePort } from "../free-port.ts";
import { configText, offline } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { command, type Place, run, startedIn, startProcess } from "./process.ts";
import { addressOf, ask, isThere, put, ready, settled } from "./two-processes.ts";

/** One of the two processes is killed, or runs alone. */

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

slowTest("commands wait while publishing starts again; a restore is refused", async (t) => {
  const where = await settled(t);
  const { url } = await startProcess(t, where);
  const backup = join(where.folder, "backup.sqlite");
  t.equal((await run(where, ["backup", backup])).code, 0);
  const { pid } = (await addressOf(where)).publishing;
  process.kill(pid, "SIGKILL");
  // On a busy machine a killed process still takes connections for a moment, and nobody knows what became of a request.
  await until(async () => !isAlive(pid));
  const [imported, restored] = await Promise.all([
    run(where, ["import", "-"], "# From the command\n\nWords"),
    run(where, ["restore", backup]),
  ]);
  t.equal(imported.code, 0, imported.err);
  t.match(restored, { code: 1, err: /already runs on/ });
  await until(async () => (await ask(url, "/feeds/news.rss")).text.includes("From the command"));
  t.match((await ask(url, "/feeds/news.rss")).text, "From the command");
});

slowTest(
  "the serving process is killed: publishing ends by itself, and the service can be started again at once",
  async (t) => {
    const where = await settled(t);
    const { child, closed } = await startedIn(where).then((service) => ({
      ...service,
      closed: once(service.child, "exit"),
    }));
    const { publishing } = await addressOf(where);
    child.kill("SIGKILL");
    await closed;
    const again = await startProcess(t, where);
    t.equal((await ask(again.url, "/admin/runs")).status, 200);
    await until(() => !isThere(publishing.pid));
    t.notOk(isThere(publishing.pid));
  },
);

slowTest("requests that were counted before publishing was killed are counted once", async (t) => {
  const where = await settled(t);
  const { url } = await startProcess(t, where);
  const polls = 25;
  for (let poll = 0; poll < polls; poll++) await ask(url, "/feeds/tech.atom");
  const count = async () => {
    // While publishing starts again on a busy machine, a call may have to be repeated.
    await until(async () => (await ask(url, "/admin/runs")).status === 200);
    const { requests } = JSON.parse((await ask(url, "/admin/stats?channel=tech")).text);
    return requests.total as number;
  };
  t.equal(await count(), polls);
  for (let poll = 0; poll < polls; poll++) await ask(url, "/feeds/tech.atom");
  process.kill((await addressOf(where)).publishing.pid, "SIGKILL");
  t.equal(await count(), 2 * polls);
  t.equal(await count(), 2 * polls);
});

/** Starts a service that only publishes, and one without a data directory that only serves what it publishes. */
async function startApart(t: Test) {
  const where = await settled(t);
  const publishing = await startOnly(t, where, "publishing");
  const feeds = await settled(t);
  Object.assign(feeds.env, {
    FEEDS_DIR: where.env.FEEDS_DIR,
    DATA_DIR: "/nonexistent",
    PORT: String(await freePort()),
  });
  const serving = await startOnly(t, feeds, "feeds");
  return { where, publishing, feeds, serving };
}

slowTest("one service publishes, and another serves what it publishes, without a data directory", async (t) => {
  const { publishing, feeds, serving } = await startApart(t);
  t.match(await ready(serving), { status: "ready", publishing: "elsewhere" });
  t.equal((await ask(serving, "/admin/runs")).status, 404);
  t.equal((await ask(publishing, "/feeds/news.rss")).status, 404);
  t.equal((await ask(publishing, "/metrics.json")).status, 404, "serving alone reads that, and none runs here");
  t.equal((await put(publishing, "Elsewhere")).status, 201);
  t.equal((await ask(publishing, "/admin/regenerate", { method: "POST", body: "{}" })).status, 200);
  await until(async () => (await ask(serving, "/feeds/news.rss")).text.includes("Elsewhere"));
  t.match((await ask(serving, "/feeds/news.rss")).text, "<title>Elsewhere</title>");
  const proxied = { ...feeds, env: { ...feeds.env, PORT: String(await freePort()), PUBLISHING_URL: publishing } };
  const another = await startOnly(t, proxied, "feeds");
  t.equal((await ask(another, "/admin/runs")).status, 200, "with PUBLISHING_URL it hands calls on");
});

slowTest("a service that only serves feeds takes up what publishing says, and its own file", async (t) => {
  const { where, publishing, feeds, serving } = await startApart(t);
  const write = (place: Place, more: string) => writeFile(place.env.CONFIG_FILE ?? "", offline(configText + more));
  const policy = async () => String((await ask(serving, "/")).headers["content-security-policy"]);
  await write(where, "frames: [player.example]\nperTag: true\n");
  await until(async () => (await policy()).includes("player.example"));
  await write(feeds, "serving: { openMetrics: true }\n");
  await until(async () => (await fetch(`${serving}/metrics`)).status === 200);
  t.match(await policy(), "player.example");
  await write(feeds, "serving: { openMetrics: perhaps }\n");
  await until(async () => (await ready(serving)).status === "degraded");
  t.equal((await fetch(`${publishing}/readyz`)).status, 200);
});

async function startOnly(t: Test, where: Place, plane: "feeds" | "publishing"): Promise<string> {
  const child = spawn(process.execPath, [command, "serve", `--only=${plane}`], { env: where.env, stdio: "pipe" });
  t.teardown(() => child.kill("SIGKILL"));
  for (const stream of [child.stdout, child.stderr]) stream.resume();
  const url = `http://127.0.0.1:${where.env.PORT}`;
  await until(async () => (await ask(url, "/healthz").catch(() => ({ status: 0 }))).status > 0);
  return url;
}
