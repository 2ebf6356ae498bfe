import { open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { request } from "undici";
import { backupCommand } from "../../src/commands/backup/backup.ts";
import { restoreCommand } from "../../src/commands/restore/restore.ts";
import type { Problem } from "../../src/errors.ts";
import { commandHere } from "../commands/command-here.ts";
import { type Place, preparedPlace, publishIn, run, startProcess } from "../commands/process.ts";
import { token } from "../service.ts";
import { isQuick, slowTest } from "../slow.ts";

/** A test that damages the collection while it is read needs many. */
const articleCount = isQuick ? 60 : 300;

const publishedOnce = preparedPlace(async (where) => {
  const articles = Array.from({ length: articleCount }, (_, index) => ({
    id: `urn:x:${index}`,
    title: `Title ${index}`,
    content_text: "words ".repeat(200),
    tags: ["tech"],
  }));
  await publishIn(where, articles);
  const backup = { file: join(where.folder, "backup.sqlite"), force: false };
  return commandHere(where, (config, clock, output) => backupCommand(config, clock, backup, output));
});

/** A place with published articles and a backup. No process has its collection open. */
async function published(t: Test): Promise<Place & { database: string; backup: string }> {
  const { where, found } = await publishedOnce(t);
  where.env.ADMIN_TOKEN = token;
  t.equal(found.code, 0, found.err);
  const backup = join(where.folder, "backup.sqlite");
  return { ...where, database: join(where.folder, "data", "courant.sqlite"), backup };
}

/** Writes 0x5a over part of a file. */
async function overwrite(file: string, from: number, to: number): Promise<void> {
  const handle = await open(file, "r+");
  await handle.write(Buffer.alloc(to - from, 0x5a), 0, to - from, from);
  await handle.close();
}

const get = async (url: string, headers: Record<string, string> = {}) => {
  const { statusCode, headers: given, body } = await request(url, { headers });
  return { status: statusCode, headers: given, text: await body.text() };
};

const authorization = `Bearer ${token}`;

const unreadable: Record<string, (file: string) => Promise<void>> = {
  "its header destroyed": (file) => overwrite(file, 0, 100),
  "its first page destroyed": (file) => overwrite(file, 0, 4096),
  "its schema destroyed": (file) => overwrite(file, 100, 4096),
  "something else in its place": (file) => writeFile(file, "This is not a database.\n".repeat(1000)),
  "truncated within its first page": (file) => truncate(file, 1000),
  "truncated to no bytes": (file) => truncate(file, 0),
};

slowTest(
  "an unreadable collection is refused with how to restore it, and the feeds are served as they were",
  async (t) => {
    const { database, backup: _, ...where } = await published(t);
    const feed = await readFile(join(where.folder, "feeds", "news.rss"), "utf8");
    await overwrite(database, 0, 100);
    const { url, out } = await startProcess(t, where);
    t.match(out(), /in its last published state: .*courant restore FILE/);
    t.match(await get(`${url}/feeds/news.rss`), { status: 200, text: feed });
    t.match(JSON.parse((await get(`${url}/readyz`)).text), { status: "degraded" });
    t.equal((await get(`${url}/admin/articles`)).status, 401, "nothing is said without a token");
    const refused = await get(`${url}/admin/articles`, { authorization });
    t.equal(refused.status, 503);
    t.match(JSON.parse(refused.text), { code: "COLLECTION_UNREADABLE", detail: /courant restore FILE/ });
  },
);

for (const [what, damage] of Object.entries(unreadable)) {
  slowTest(
    `a collection with ${what}: refused with how to restore it, and the feeds are served as they were`,
    async (t) => {
      const { database, backup, ...where } = await published(t);
      const feed = await readFile(join(where.folder, "feeds", "news.rss"), "utf8");
      await damage(database);
      const before = await readFile(database);

      const { child, closed, url, out, err } = await startProcess(t, where);
      t.match(out(), /in its last published state: .*courant restore FILE/);
      const { status, text, headers } = await get(`${url}/feeds/news.rss`);
      t.equal(status, 200);
      t.equal(text, feed);
      t.equal((await get(`${url}/feeds/news.rss`, { "if-none-match": String(headers.etag) })).status, 304);
      for (const path of ["/", "/feeds/news", "/feeds.opml", "/articles/urn:x:7"]) {
        t.equal((await get(url + path, { accept: "text/html" })).status, 200, path);
      }
      t.equal((await get(`${url}/feeds/podcast.rss`)).status, 410);
      t.equal((await get(`${url}/feeds/latest.rss`)).status, 301);

      t.equal((await get(`${url}/healthz`)).status, 200);
      const ready = await get(`${url}/readyz`);
      t.match([ready.status, JSON.parse(ready.text)], [200, { status: "degraded" }]);
      t.equal((await get(`${url}/metrics`, { authorization })).status, 200);
      t.equal((await get(`${url}/admin/articles`)).status, 401, "nothing is said without a token");
      for (const path of ["articles", "articles/urn:x:7", "runs", "stats", "export", "whatever"]) {
        const refused = await get(`${url}/admin/${path}`, { authorization });
        t.equal(refused.status, 503, path);
        t.match(JSON.parse(refused.text), {
          code: "COLLECTION_UNREADABLE",
          detail: /courant restore FILE.*Stop the service/,
        });
      }
      const put = await run(where, ["import", "-"], "A headline that comes too soon\n\nIts text.\n");
      t.equal(put.code, 1);
      t.match(put.err, "courant restore FILE");
      t.same(await readFile(database), before, "the damaged file is left as it is");
      child.kill("SIGTERM");
      t.same(await closed, [0, null]);
      t.match(err(), /"level":50.*courant restore FILE/, "an error in the log");

      const restored = await commandHere(where, (config, clock, output) =>
        restoreCommand(config, clock, { file: backup }, output),
      );
      t.equal(restored.code, 0, restored.err);
      const again = await startProcess(t, where);
      t.equal((await get(`${again.url}/admin/articles/urn:x:7`, { authorization })).status, 200);
      t.match(JSON.parse((await get(`${again.url}/readyz`)).text), { status: "ready" });
      t.equal((await get(`${again.url}/feeds/news.rss`)).text, feed);
    },
  );
}

slowTest("a damaged collection with nothing published: exit code 1, with the reason; so do commands", async (t) => {
  const { database, ...where } = await published(t);
  await overwrite(database, 0, 100);
  for (const args of [["import", "x.md"], ["regenerate"], ["check"]]) {
    const { code, out, err } = await run(where, args);
    t.equal(code, 1, args.join(" "));
    t.match(out + err, /is not a database.*courant restore FILE/s);
  }
  await rm(join(where.folder, "feeds"), { recursive: true });
  const { code, err } = await run(where, ["serve"]);
  t.equal(code, 1);
  t.match(err, /is not a database.*courant restore FILE/s);
  t.notMatch(err, /\n {4}at /, "in words, not as a stack");
});

slowTest("an empty file in the collection's place is no new collection where something was published", async (t) => {
  const { database, ...where } = await published(t);
  await truncate(database, 0);
  for (const args of [["regenerate"], ["import", "x.md"], ["check"]]) {
    const { code, out, err } = await run(where, args);
    t.equal(code, 1, args.join(" "));
    t.match(out + err, "is empty");
  }
  t.equal((await stat(database)).size, 0);
});

slowTest("pages overwritten in the middle: feeds go on, and every call says what is wrong", async (t) => {
  const { database, ...where } = await published(t);
  const feed = await readFile(join(where.folder, "feeds", "news.rss"), "utf8");
  const { size } = await stat(database);
  await overwrite(database, 8192, size);
  const { url, child, closed } = await startProcess(t, where);
  t.equal((await get(`${url}/feeds/news.rss`)).text, feed);
  for (const path of ["articles", "runs", "stats", "articles/urn:x:7"]) {
    const refused = await get(`${url}/admin/${path}`, { authorization });
    t.match(
      [refused.status, JSON.parse(refused.text)],
      [503, { code: "COLLECTION_UNREADABLE", detail: /damaged.*courant restore FILE/ }],
      path,
    );
  }
  const post = (path: string, body: string) =>
    request(`${url}/admin/${path}`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body,
    });
  for (const path of ["articles", "import"]) {
    const put = await post(path, '{"id":"urn:x:new","title":"New"}');
    t.match([put.statusCode, await put.body.json()], [503, { code: "COLLECTION_UNREADABLE" }], path);
  }
  const regenerated = await post("regenerate", '{"force":true}');
  t.equal(regenerated.statusCode, 503);
  t.match(await regenerated.body.json(), { code: "COLLECTION_UNREADABLE" });
  t.equal((await get(`${url}/feeds/news.rss`)).text, feed);
  const imported = await run(where, ["import", "-"], "A headline for a damaged collection\n\nIts text.\n");
  t.match([imported.code, imported.err], [1, "courant restore FILE"]);
  child.kill("SIGTERM");
  t.same(await closed, [0, null]);
});

slowTest("a collection that is damaged while the service runs: feeds go on, and calls say so", async (t) => {
  const { database, ...where } = await published(t);
  const { url } = await startProcess(t, where);
  const feed = (await get(`${url}/feeds/news.rss`)).text;
  const post = (path: string, body: string) =>
    request(`${url}/admin/${path}`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body,
    });
  await truncate(database, 8192);
  const refusal = /^(?:COLLECTION_UNREADABLE|PUBLISHING_UNAVAILABLE)$/;
  const statuses = new Set<number>();
  for (let index = 0; index < 30; index++) {
    const put = await post("articles", JSON.stringify({ id: `urn:x:${index}`, title: `Anew ${index}` }));
    const { code } = (await put.body.json()) as { code?: string };
    // Where the start of publishing meets the damage, it starts again, and then refuses all calls.
    if (put.statusCode >= 400) t.match(code, refusal);
    statuses.add(put.statusCode);
  }
  t.ok(statuses.has(503), [...statuses].join(" "));
  const regenerated = await post("regenerate", '{"force":true}');
  const answer = (await regenerated.body.json()) as Problem | { state: string; documents: { failed: object[] } };
  if ("code" in answer) t.match(answer.code, refusal);
  else {
    t.equal(answer.state, "failed");
    t.match(answer.documents.failed[0], { error: /damaged.*courant restore FILE/ });
    // Whether the run can still be recorded is up to the pages that are left.
    t.match(answer.documents.failed.at(-1), { what: /^(?:run|record of the run)$/ });
  }
  const now = await get(`${url}/feeds/news.rss`);
  t.match([now.status, now.text], [200, feed]);
});

slowTest("a log of changes that is garbage: what was in the collection is there, and the service runs", async (t) => {
  const { database, ...where } = await published(t);
  await writeFile(`${database}-wal`, Buffer.alloc(100_000, 0x5a));
  const { url } = await startProcess(t, where);
  t.equal((await get(`${url}/admin/articles/urn:x:299`, { authorization })).status, 200);
  const put = await request(`${url}/admin/articles`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: '{"id":"urn:x:new","title":"New"}',
  });
  t.equal(put.statusCode, 201);
  // Documents that a run is about to write are no damage.
  t.equal((await run(where, ["regenerate"])).code, 0);
  t.equal((await run(where, ["check"])).code, 0);
});
