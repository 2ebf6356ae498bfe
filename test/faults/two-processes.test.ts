import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { request } from "undici";
import { place, run, startProcess } from "../commands/process.ts";
import { freePort } from "../free-port.ts";
import { startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";

slowTest("a second service on the data directory of a running one is refused with the reason", async (t) => {
  const { folder, url, get } = await startService(t);
  const where = await place(t);
  const env = { ...where.env, DATA_DIR: join(folder, "data") };
  const { code, err } = await run({ ...where, env }, ["serve"]);
  t.equal(code, 1);
  t.match(err, `Courant already runs on ${env.DATA_DIR}: ${url} (process ${process.pid}).`);
  t.notMatch(err, /\n {4}at /);
  t.equal((await get("/feeds/news.rss")).status, 200);
});

slowTest("a second service on one data directory is refused with the reason, and disturbs nothing", async (t) => {
  const where = await place(t);
  const { url, child } = await startProcess(t, where);
  const address = await readFile(join(where.folder, "data", "service.json"), "utf8");
  const elsewhere = {
    ...where.env,
    PORT: String(await freePort()),
    FEEDS_DIR: join(where.folder, "other-feeds"),
  };
  for (const env of [elsewhere, where.env]) {
    const { code, err } = await run({ ...where, env }, ["serve"]);
    t.equal(code, 1);
    t.match(err, `Courant already runs on ${where.env.DATA_DIR}: ${url} (process ${child.pid}).`);
    t.notMatch(err, /\n {4}at /);
  }
  t.equal(await readFile(join(where.folder, "data", "service.json"), "utf8"), address);
  t.equal((await request(`${url}/feeds/news.rss`)).statusCode, 200);
});

slowTest("two services started at the same moment: one serves, the other is refused", async (t) => {
  const where = await place(t);
  const starts = await Promise.allSettled([
    startProcess(t, where),
    startProcess(t, { ...where, env: { ...where.env, PORT: String(await freePort()) } }),
  ]);
  const reasons = starts.flatMap((start) => (start.status === "rejected" ? [String(start.reason)] : []));
  t.equal(reasons.length, 1);
  t.match(reasons[0], /Courant already runs on|Another courant command, or a service that is starting, works in/);
});

slowTest("a command and a service that start at the same moment wait for each other", async (t) => {
  const where = await place(t);
  const file = join(where.folder, "article.md");
  await writeFile(file, "# An article\n\nText\n");
  const [{ url }, ...commands] = await Promise.all([
    startProcess(t, where),
    ...Array.from({ length: 3 }, () => run(where, ["import", file])),
  ]);
  for (const { code, err } of commands) {
    t.equal(code, 0, err);
    // One of the four begins the collection, and a command says so.
    t.match(err, /^(?:A new collection begins in .*\n)?$/);
  }
  await until(async () => (await (await request(`${url}/feeds/news.rss`)).body.text()).includes("An article"));
  t.match(await (await request(`${url}/feeds/news.rss`)).body.text(), "An article");
});

slowTest("commands beside a running service go through it, all at the same time", async (t) => {
  const where = await place(t);
  const { url } = await startProcess(t, where);
  const files = await Promise.all(
    Array.from({ length: 4 }, async (_, index) => {
      const file = join(where.folder, `article-${index}.md`);
      await writeFile(file, `# Article ${index}\n\nText\n`);
      return file;
    }),
  );
  const done = await Promise.all([
    ...files.map((file) => run(where, ["import", file])),
    run(where, ["regenerate", "--json"]),
    run(where, ["regenerate", "--force", "--json"]),
  ]);
  for (const { code, err } of done) t.equal(code, 0, err);
  const regenerated = await run(where, ["regenerate", "--json"]);
  const { id } = JSON.parse(regenerated.out) as { id: string };
  const token = (await readFile(join(where.folder, "data", "admin-token"), "utf8")).trim();
  const asked = await request(`${url}/admin/runs/${id}`, { headers: { authorization: `Bearer ${token}` } });
  const ownRun = (await asked.body.json()) as { id: string; causes: string[] };
  t.equal(ownRun.id, id);
  // The imports may have asked for the same run.
  t.ok(ownRun.causes.includes("admin"), "the run was the service's own");
  const feed = await (await request(`${url}/feeds/news.rss`)).body.text();
  for (let index = 0; index < 4; index++) t.match(feed, `<title>Article ${index}</title>`);
});
