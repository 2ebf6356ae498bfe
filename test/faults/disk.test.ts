import { readdir, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Test, test } from "tap";
import { request } from "undici";
import { place, run, startProcess } from "../commands/process.ts";
import { json, startService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { cannotMount, makeReadOnly, mountDisk } from "./mounts.ts";

const authorization = `Bearer ${token}`;

type Run = { state: string; documents: { failed: { what: string; error: string }[] } };

/** A service with one of its folders on a small disk. */
async function serviceOn(t: Test, folder: "data" | "feeds", size: string) {
  const where = await place(t);
  where.env.ADMIN_TOKEN = token;
  const disk = join(where.folder, folder);
  mountDisk(t, disk, size);
  const service = await startProcess(t, where);
  return { where, disk, ...service, ...clientOf(service.url) };
}

function clientOf(url: string) {
  const send = async (method: "POST" | "GET", path: string, body?: string) => {
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const answer = await request(url + path, { method, headers: { authorization, ...type }, body: body ?? null });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  return {
    get: (path: string) => send("GET", path),
    post: (path: string, body?: string) => send("POST", path, body),
    put: (id: string, more: object = {}) =>
      send("POST", "/admin/articles", JSON.stringify({ id: `urn:x:${id}`, title: `Title ${id}`, ...more })),
    async regenerate(): Promise<Run> {
      return JSON.parse((await send("POST", "/admin/regenerate", '{"force":true}')).text);
    },
  };
}

/** Fills a disk. @returns a function that removes the filling again */
async function fill(disk: string): Promise<() => Promise<void>> {
  const file = join(disk, "filler");
  const { bavail, bsize } = await statfs(disk);
  await writeFile(file, Buffer.alloc(bavail * bsize)).catch(() => undefined);
  return () => rm(file);
}

const skip = cannotMount;

test("FEEDS_DIR is full: articles are stored, feeds are served, and the next run with room publishes", {
  skip,
}, async (t) => {
  const disk = join((await place(t)).folder, "feeds");
  mountDisk(t, disk, "2m");
  const service = await startService(t, { env: { FEEDS_DIR: disk } });
  const regenerate = async () => json<Run>(await service.admin("POST", "/regenerate", { force: true }));
  const put = (id: string) => service.admin("POST", "/articles", { id, title: `Title ${id}` });
  const feed = async () => (await service.get("/feeds/news.rss")).body.toString();
  t.equal((await put("urn:x:first")).status, 201);
  t.match(await regenerate(), { state: "done" });
  const makeRoom = await fill(disk);
  t.equal((await put("urn:x:later")).status, 201);
  const { state, documents } = await regenerate();
  t.equal(state, "failed");
  t.match(documents.failed[0]?.error, /ENOSPC|no space/i);
  t.match(await feed(), "urn:x:first");
  await makeRoom();
  t.match(await regenerate(), { state: "done" });
  t.match(await feed(), "urn:x:later");
});

slowTest(
  "FEEDS_DIR is full, also at a restart: acknowledged articles stay, feeds go on, and the next run with room publishes",
  {
    skip,
  },
  async (t) => {
    const { where, disk, get, put, regenerate, child, closed } = await serviceOn(t, "feeds", "4m");
    await put("first", { content_text: "words ".repeat(2000) });
    await regenerate();
    const feed = (await get("/feeds/news.rss")).text;
    t.match(feed, "urn:x:first");
    const makeRoom = await fill(disk);
    for (let index = 0; index < 20; index++) {
      t.equal((await put(`later${index}`, { content_text: `words ${index} `.repeat(500) })).status, 201);
    }
    const { state, documents } = await regenerate();
    t.equal(state, "failed");
    t.match(documents.failed[0]?.error, /ENOSPC|no space/i);
    t.match(await get("/feeds/news.rss"), { status: 200, text: /urn:x:first/ });
    t.equal((await readdir(disk, { recursive: true })).filter((name) => name.endsWith(".tmp")).length, 0);
    t.equal((await run(where, ["check"])).code, 0, "the published documents are whole");

    child.kill("SIGKILL");
    await closed;
    const again = await startProcess(t, where);
    const { get: getAgain, regenerate: regenerateAgain } = clientOf(again.url);
    t.equal((await getAgain("/feeds/news.rss")).status, 200, "a start on a full disk");
    for (let index = 0; index < 20; index++)
      t.equal((await getAgain(`/admin/articles/urn:x:later${index}`)).status, 200);
    await makeRoom();
    t.match(await regenerateAgain(), { state: "done" });
    t.match((await getAgain("/feeds/news.rss")).text, "urn:x:later19");
    t.equal((await run(where, ["check"])).code, 0);
  },
);

slowTest(
  "DATA_DIR is full: an article is refused with the reason, nothing is lost, feeds go on",
  { skip },
  async (t) => {
    const { where, disk, get, put, post, regenerate, child, closed } = await serviceOn(t, "data", "3m");
    await regenerate();
    const large = { content_text: "words ".repeat(5000) };
    const makeRoom = await fill(disk);
    const acknowledged: string[] = [];
    for (let index = 0; index < 200; index++) {
      const { status, text } = await put(`${index}`, large);
      if (status === 201) acknowledged.push(`urn:x:${index}`);
      else {
        t.equal(status, 507, text);
        t.match(JSON.parse(text), { code: "DISK_FULL", detail: /is full.*make room/i });
      }
      if (index > acknowledged.length + 5) break;
    }
    t.ok(acknowledged.length < 200, `${acknowledged.length} went in`);
    const imported = await post("/admin/import", JSON.stringify({ id: "urn:x:imported", title: "Imported", ...large }));
    t.match([imported.status, JSON.parse(imported.text)], [507, { code: "DISK_FULL" }]);
    const command = await run(where, ["import", "-"], `A headline on a full disk\n\n${large.content_text}\n`);
    t.match([command.code, command.err], [1, /is full/]);
    t.equal((await get("/feeds/news.rss")).status, 200);
    const started = await regenerate();
    t.ok(["done", "failed"].includes(started.state));
    for (const { what, error } of started.documents.failed) t.match([what, error], ["record of the run", /is full/]);

    child.kill("SIGKILL");
    await closed;
    const again = await startProcess(t, where);
    const client = clientOf(again.url);
    t.equal((await client.get("/feeds/news.rss")).status, 200, "a start on a full disk");
    await makeRoom();
    again.child.kill("SIGTERM");
    t.same(await again.closed, [0, null]);
    const last = await startProcess(t, where);
    const { get: getLast, put: putLast, regenerate: regenerateLast } = clientOf(last.url);
    for (const id of acknowledged) t.equal((await getLast(`/admin/articles/${id}`)).status, 200, id);
    t.equal((await putLast("room again", large)).status, 201);
    t.match(await regenerateLast(), { state: "done" });
    t.match((await getLast("/feeds/news.json")).text, "urn:x:room again");
  },
);

slowTest("DATA_DIR and FEEDS_DIR are full from the first start: it says so and ends", { skip }, async (t) => {
  for (const folder of ["data", "feeds"]) {
    const where = await place(t);
    const disk = join(where.folder, folder);
    mountDisk(t, disk, "1m");
    const makeRoom = await fill(disk);
    const { code, err } = await run(where, ["serve"]);
    t.equal(code, 1);
    t.match(err, /disk|ENOSPC/i, folder);
    t.notMatch(err, /\n {4}at /, "in words, not as a stack");
    await makeRoom();
    await startProcess(t, where);
  }
});

slowTest(
  "FEEDS_DIR is read-only: its documents are served, articles are stored, and runs fail while it is",
  {
    skip,
  },
  async (t) => {
    const where = await place(t);
    where.env.ADMIN_TOKEN = token;
    await run(where, ["import", "-"], "A headline before all that\n\nIts text.\n");
    const makeWritable = makeReadOnly(t, join(where.folder, "feeds"));
    const { url } = await startProcess(t, where);
    const { get, put, regenerate } = clientOf(url);
    t.match((await get("/feeds/news.rss")).text, "A headline before all that");
    t.equal((await put("later")).status, 201);
    const { state, documents } = await regenerate();
    t.equal(state, "failed");
    t.match(documents.failed[0]?.error, /EROFS|read-only/i);
    t.match((await get("/feeds/news.rss")).text, "A headline before all that");
    makeWritable();
    t.match(await regenerate(), { state: "done" });
    t.match((await get("/feeds/news.rss")).text, "urn:x:later");
  },
);

slowTest(
  "DATA_DIR is read-only: what was published is served, and commands say why they cannot",
  { skip },
  async (t) => {
    const where = await place(t);
    await run(where, ["import", "-"], "A headline before all that\n\nIts text.\n");
    const makeWritable = makeReadOnly(t, join(where.folder, "data"));
    const { url, out, child, closed } = await startProcess(t, where);
    t.match(out(), /in its last published state.*Courant may write there/);
    t.match(out(), /Admin token: none.*admin-token: EROFS/);
    t.match((await clientOf(url).get("/feeds/news.rss")).text, "A headline before all that");
    t.equal((await clientOf(url).get("/admin/runs")).status, 401);
    child.kill("SIGTERM");
    t.same(await closed, [0, null]);
    const { code, err } = await run(where, ["regenerate"]);
    t.match([code, err], [1, /cannot be opened.*Courant may write there/]);
    t.notMatch(err, /\n {4}at /, "in words, not as a stack");
    makeWritable();
    await startProcess(t, where);
  },
);
