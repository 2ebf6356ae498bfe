import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Test, test } from "tap";
import { type Dispatcher, request } from "undici";
import { starterSource } from "../../src/admin/starters.ts";
import { permalinkPath } from "../../src/article/address.ts";
import type { Article } from "../../src/article/article.ts";
import { systemClock } from "../../src/clock.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { loadConfig } from "../../src/config/load.ts";
import { ingestHere } from "../ingest-here.ts";
import { startPlanes } from "../planes.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { place, run, startProcess } from "./process.ts";
import { type ProgramTree, programTree } from "./program-tree.ts";

const token = "a-token-for-tests-only";
const startLine = "Starter articles: 5; “npx --no-install courant starters remove” removes them";

/** A copy of the program with an admin token, so that a test can list its articles. */
async function firstTry(t: Test) {
  const tree = await programTree(t);
  return { ...tree, env: { ...tree.env, ADMIN_TOKEN: token } };
}

async function ask(url: string, path: string, method: Dispatcher.HttpMethod = "GET", body?: object) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await request(url + path, { method, headers, body: body ? JSON.stringify(body) : null });
  return { status: answer.statusCode, text: await answer.body.text() };
}

async function articlesOf(url: string): Promise<Article[]> {
  return JSON.parse((await ask(url, "/admin/articles")).text).articles;
}

/** The settings of a second data directory in the same folder. */
const besides = (folder: string) => ({ DATA_DIR: join(folder, "data-2"), FEEDS_DIR: join(folder, "feeds-2") });

const adminPath = ({ id }: Article) => `/admin/articles/${encodeURIComponent(id)}`;

async function stop({ child, closed }: Awaited<ReturnType<typeof startProcess>>): Promise<void> {
  child.kill("SIGTERM");
  await closed;
}

test("a first try with the configuration as it came has starter articles, marked as such", async (t) => {
  const { env } = await place(t);
  const lines: string[] = [];
  const environment = readEnvironment({
    ...{ DATA_DIR: env.DATA_DIR, FEEDS_DIR: env.FEEDS_DIR, PORT: env.PORT, ADMIN_TOKEN: token },
    LOG_LEVEL: "silent",
  });
  await startPlanes(await loadConfig(environment), systemClock, {
    print: (line) => lines.push(line),
    onStop: (stop) => t.teardown(stop),
    startIngest: ingestHere,
  });
  t.match(lines.join("\n"), startLine);
  await assertStarters(t, `http://127.0.0.1:${env.PORT}`);
});

slowTest("a first try has starter articles at once, marked as such, and says how to remove them", async (t) => {
  const where = await firstTry(t);
  const service = await startProcess(t, where);
  t.match(service.out(), startLine);
  await assertStarters(t, service.url);
});

async function assertStarters(t: Test, url: string): Promise<void> {
  const articles = await articlesOf(url);
  t.same(
    articles.map(({ _courant }) => _courant),
    Array.from({ length: 5 }, () => ({ source: starterSource, revision: 1 })),
  );
  const feed = await ask(url, "/feeds/news.json");
  for (const { id } of articles) t.match(feed.text, id);
  t.notMatch(feed.text, starterSource, "subscribers are not told");
}

slowTest("a second start adds no starter articles, and still says how to remove them", async (t) => {
  const where = await firstTry(t);
  await stop(await startProcess(t, where));
  const again = await startProcess(t, where);
  t.match(again.out(), startLine, "for as long as they are there");
  t.equal((await articlesOf(again.url)).length, 5, "once");
});

slowTest("a first try is one with BASE_URL on this machine, and with other line ends, too", async (t) => {
  const where = await firstTry(t);
  const file = join(where.program, "config", "courant.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replaceAll("\n", "\r\n"));
  const env = { ...where.env, BASE_URL: "http://feeds.localhost:8080", CONFIG_FILE: file };
  t.match((await startProcess(t, { ...where, env })).out(), startLine);
});

const others: Record<string, (where: ProgramTree) => Promise<Record<string, string>>> = {
  async "a configuration that somebody changed"({ program }) {
    const file = join(program, "config", "courant.yaml");
    await writeFile(file, `${await readFile(file, "utf8")}\n`);
    return {};
  },
  async "another CONFIG_FILE, beside a folder of that name"({ folder, program }) {
    await cp(join(program, "config"), join(folder, "etc"), { recursive: true });
    return { CONFIG_FILE: join(folder, "etc", "courant.yaml") };
  },
  "a public BASE_URL": async () => ({ BASE_URL: "https://feeds.example.org" }),
  "a BASE_URL that looks like this machine": async () => ({ BASE_URL: "http://127.0.0.1.example.net" }),
};

for (const [what, change] of Object.entries(others)) {
  slowTest(`${what} is no first try: there are no starter articles`, async (t) => {
    const where = await firstTry(t);
    const env = { ...where.env, ...(await change(where)) };
    const service = await startProcess(t, { ...where, env });
    t.notMatch(service.out(), "Starter articles");
    t.same(await articlesOf(service.url), []);
    t.equal((await ask(service.url, "/feeds/news.rss")).status, 200);
  });
}

slowTest("removed through the running service: what was edited stays, the rest is gone for good", async (t) => {
  const where = await firstTry(t);
  const service = await startProcess(t, where);
  const { url } = service;
  const [patched, replaced, ...untouched] = await articlesOf(url);
  if (!patched || !replaced) return t.fail("there are no starter articles");
  await ask(url, adminPath(patched), "PATCH", { title: "My own title" });
  await ask(url, adminPath(replaced), "PUT", { title: "Mine alone", content_text: "New" });
  for (const { id } of untouched) await until(async () => (await ask(url, permalinkPath(id))).status === 200);

  const { code, out, err } = await run(where, ["starters", "remove"]);
  t.same([code, err], [0, ""]);
  for (const { title } of untouched) t.match(out, `removed  ${title}\n`);
  t.match(out, `kept     My own title: it was edited (${patched.id})\n`);
  t.match(out, `kept     Mine alone: it was edited (${replaced.id})\n`);
  t.match(out, "3 removed, 2 kept\n");

  const feed = (await ask(url, "/feeds/news.json")).text;
  for (const article of untouched) {
    t.equal((await ask(url, permalinkPath(article.id))).status, 410, article.id);
    t.notMatch(feed, article.id);
  }
  t.match(feed, "My own title");
  t.match(feed, "Mine alone");

  const again = await run(where, ["starters", "remove"]);
  t.same([again.code, again.err], [0, ""]);
  t.match(again.out, "My own title: it was edited");
  t.match(again.out, "There are no starter articles left to remove.\n");
  await stop(service);

  const restarted = await startProcess(t, where);
  t.notMatch(restarted.out(), "Starter articles");
  t.same(
    (await articlesOf(restarted.url)).map(({ id }) => id),
    [patched.id, replaced.id],
  );
});

slowTest(
  "removed while nothing runs: the documents are made without them, and no start brings them back",
  async (t) => {
    const where = await firstTry(t);
    const service = await startProcess(t, where);
    const articles = await articlesOf(service.url);
    await stop(service);

    const removed = await run(where, ["starters", "remove", "--json"]);
    t.equal(removed.code, 0);
    t.same(JSON.parse(removed.out), {
      removed: 5,
      kept: 0,
      articles: articles.map(({ id, title }) => ({ outcome: "removed", id, title })),
    });
    t.same(JSON.parse(await readFile(join(where.env.FEEDS_DIR, "news.json"), "utf8")).items, []);
    const none = await run(where, ["starters", "remove"]);
    t.same([none.code, none.out, none.err], [0, "There are no starter articles left to remove.\n", ""]);
    const json = await run(where, ["starters", "remove", "--json"]);
    t.same([json.code, JSON.parse(json.out)], [0, { removed: 0, kept: 0, articles: [] }]);

    const restarted = await startProcess(t, where);
    t.notMatch(restarted.out(), "Starter articles");
    t.same(await articlesOf(restarted.url), []);
    for (const { id } of articles) t.equal((await ask(restarted.url, permalinkPath(id))).status, 410);
  },
);

slowTest("an export takes them along as starter articles", async (t) => {
  const where = await firstTry(t);
  await stop(await startProcess(t, where));
  const { out } = await run(where, ["export"]);
  const elsewhere = { ...where, env: { ...where.env, ...besides(where.folder) } };
  t.match((await run(elsewhere, ["import", "--format", "ndjson", "-"], out)).out, "5 created");
  t.match((await run(elsewhere, ["starters", "remove"])).out, "5 removed, 0 kept");
});

slowTest("articles of the user are no starter articles, even if they claim to be, and stay", async (t) => {
  const where = await firstTry(t);
  const service = await startProcess(t, { ...where, env: { ...where.env, BASE_URL: "https://feeds.example.org" } });
  await mkdir(join(where.folder, "starter"));
  await writeFile(join(where.folder, "starter", "mine.md"), "# Mine\n\nText\n");
  t.equal((await run(where, ["import", join(where.folder, "starter")])).code, 0);
  await ask(service.url, "/admin/articles", "POST", { title: "Claims it", _courant: { source: starterSource } });
  t.equal((await run(where, ["starters", "remove"])).out, "There are no starter articles left to remove.\n");
  t.equal((await articlesOf(service.url)).length, 2);
});
