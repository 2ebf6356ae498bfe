import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { request } from "undici";
import { configText, offline, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { type Place, place, run, startProcess } from "./process.ts";

/* A service whose configuration has a mistake at a start serves what was published last, if there is something. */

async function settled(t: Test) {
  const where = await place(t);
  Object.assign(where.env, { ADMIN_TOKEN: token, BASE_URL: "https://feeds.example", LOG_LEVEL: "info" });
  return where;
}

/** Starts a service, and stops it once it has kept its configuration. @returns the document of a feed */
async function startOnce(t: Test, where: Place) {
  const { url, child, closed } = await startProcess(t, where);
  const published = await ask(url, "/feeds/news.rss");
  await until(() => existsSync(join(where.folder, "data", "last-config.json")));
  child.kill("SIGTERM");
  await closed;
  return published;
}

async function ask(url: string, path: string, withToken = true) {
  const headers = withToken ? { authorization: `Bearer ${token}` } : {};
  const { statusCode, body } = await request(url + path, { headers });
  return { status: statusCode, text: await body.text() };
}

slowTest("a mistake in the file at a restart: feeds are served, and admins are told of it", async (t) => {
  const where = await settled(t);
  const file = where.env.CONFIG_FILE ?? "";
  const published = await startOnce(t, where);
  await writeFile(file, offline(configText.replace("maxAge: 60", "maxAge: many")));

  const service = await startProcess(t, where);
  t.match(service.out(), /is served at .* in its last published state: The configuration has mistakes:\n.*maxAge/);
  t.same(await ask(service.url, "/feeds/news.rss"), published);
  const ready = JSON.parse((await ask(service.url, "/readyz")).text);
  t.match(ready, { status: "degraded", failed: [{ what: "configuration", error: "It has mistakes." }] });
  t.notMatch(JSON.stringify(ready), "maxAge");
  const refused = await ask(service.url, "/admin/runs");
  t.match(
    { ...refused, ...JSON.parse(refused.text) },
    { status: 503, code: "CONFIG_INVALID", detail: /courant\.yaml:\d+: channels\[1\]\.maxAge: found "many"/ },
  );
  t.equal((await ask(service.url, "/admin/runs", false)).status, 401);
  t.notMatch((await ask(service.url, "/admin/runs", false)).text, "maxAge");
  await until(() => service.err().includes("CONFIG_INVALID"));
  t.match(await run(where, ["check"]), { code: 2, err: /maxAge/ });

  service.child.kill("SIGTERM");
  t.same((await service.closed)[0], 0);
  await writeFile(file, offline(configText));
  const mended = await startProcess(t, where);
  t.match(JSON.parse((await ask(mended.url, "/readyz")).text), { status: "ready" });
});

slowTest("a mistake in the environment at a restart: feeds are served where they were", async (t) => {
  const where = await settled(t);
  await startOnce(t, where);
  const service = await startProcess(t, { ...where, env: { ...where.env, LOG_LEVEL: "loud", ADMIN_TOKEN: "a b" } });
  t.equal((await ask(service.url, "/feeds/news.rss")).status, 200);
  t.match(service.out(), /LOG_LEVEL: found "loud"/);
  t.equal((await ask(service.url, "/admin/runs")).status, 401, "the token before is no token any more");
});

for (const [what, spoil] of [
  ["nothing is published", (feeds: string) => rm(feeds, { recursive: true, force: true })],
  ["no configuration is kept", (_: string, data: string) => rm(join(data, "last-config.json"), { force: true })],
] as const) {
  slowTest(`a mistake in the file when ${what}: the service ends with exit code 2`, async (t) => {
    const where = await settled(t);
    const { FEEDS_DIR = "", DATA_DIR = "" } = where.env;
    await startOnce(t, where);
    await spoil(FEEDS_DIR, DATA_DIR);
    await writeFile(where.env.CONFIG_FILE ?? "", "channels: 3");
    t.match(await run(where, ["serve"]), { code: 2, err: /courant\.yaml:1: channels: found 3/ });
  });
}

slowTest(
  "SIGHUP to either process: the file is taken up, and the process that is started again has it too",
  async (t) => {
    const where = await settled(t);
    const unlimited = `${configText}serving: { downloadsPerHour: 0 }\n`;
    await writeFile(where.env.CONFIG_FILE ?? "", offline(unlimited));
    const service = await startProcess(t, where);
    const statuses = new Set<number>();
    let isPolling = true;
    const polls = (async () => {
      while (isPolling) statuses.add((await ask(service.url, "/feeds/tech.rss")).status);
    })();
    const readPid = async () =>
      JSON.parse(await readFile(join(where.folder, "data", "service.json"), "utf8")).publishing.pid as number;
    const change = async (title: string, hangUp: () => unknown) => {
      await writeFile(where.env.CONFIG_FILE ?? "", offline(unlimited.replace("title: News", `title: ${title}`)));
      hangUp();
      await until(async () => (await ask(service.url, "/feeds/news.rss")).text.includes(title));
    };
    await change("First", () => service.child.kill("SIGHUP"));
    const pid = await readPid();
    await change("Second", () => process.kill(pid, "SIGHUP"));
    process.kill(pid, "SIGKILL");
    await until(async () => (await readPid()) !== pid);
    t.match((await ask(service.url, "/admin/runs")).status, 200);
    t.match((await ask(service.url, "/feeds/news.rss")).text, "Second");
    const kept = await readFile(join(where.folder, "data", "last-config.json"), "utf8");
    t.match(kept, "Second", "the next start has it at once");
    isPolling = false;
    await polls;
    t.same([...statuses], [200]);
  },
);
