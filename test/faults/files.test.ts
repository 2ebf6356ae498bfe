import { mkdir, open, readFile, rename, rm, rmdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { json, startService, type TestService } from "../service.ts";
import { slowTest, testOfCase } from "../slow.ts";
import { until } from "../until.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
perTag: {}
channels:
  - { slug: news, title: News, description: Everything, limit: 3 }
  - { slug: other, title: Other, description: The same, limit: 3 }
`;

/** A polled feed, one that is the same but for its name, a page, and what is read from its file when it is asked for. */
const paths = [
  "/feeds/news.rss",
  "/feeds/other.rss",
  "/feeds/tag-tech.json",
  "/articles/urn:x:3",
  "/feeds/news/archive/1.atom",
];
const fileOf = (path: string) =>
  path.startsWith("/articles/") ? `articles/${path.slice(10)}.html` : path.slice("/feeds/".length);

type Run = { state: string; documents: { failed: { error: string }[] } };

async function start(t: Test): Promise<TestService> {
  const service = await startService(t, { config });
  const articles = Array.from({ length: 9 }, (_, index) => ({
    id: `urn:x:${index}`,
    title: `Title ${index}`,
    content_text: "words ".repeat(50),
    tags: ["tech"],
    date_published: new Date(Date.UTC(2026, 0, 1, index)).toISOString(),
  }));
  await service.admin("POST", "/import?format=json", JSON.stringify(articles));
  const { state, documents } = json<Run>(await service.admin("POST", "/regenerate"));
  t.match([state, documents.failed], ["done", []]);
  return service;
}

async function bytesOf(service: TestService): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const path of paths) all[path] = (await service.get(path)).body.toString();
  return all;
}

/** Asserts that each answer is 200 with the good bytes, or 503. */
async function noWrongBytes(t: Test, service: TestService, good: Record<string, string>, what: string) {
  for (const path of paths) {
    const { status, body } = await service.get(path);
    if (status === 200) t.equal(body.toString(), good[path], `${what}: ${path}`);
    else t.equal(status, 503, `${what}: ${path}`);
  }
}

async function overwrite(file: string): Promise<void> {
  const handle = await open(file, "r+");
  await handle.write(Buffer.from("5a5a5a5a", "hex"), 0, 4, 20);
  await handle.close();
}

async function swap(one: string, other: string): Promise<void> {
  await rename(one, `${one}.kept`);
  await rename(other, one);
  await rename(`${one}.kept`, other);
}

const damages: Record<string, (folder: string) => Promise<void>> = {
  truncated: async (folder) => {
    for (const path of paths) await truncate(join(folder, fileOf(path)), 100);
  },
  emptied: async (folder) => {
    for (const path of paths) await truncate(join(folder, fileOf(path)), 0);
  },
  deleted: async (folder) => {
    for (const path of paths) await rm(join(folder, fileOf(path)));
  },
  "changed, as long as before": async (folder) => {
    for (const path of paths) await overwrite(join(folder, fileOf(path)));
  },
  swapped: async (folder) => {
    for (const coding of ["", ".gz", ".br", ".zst"]) {
      await swap(join(folder, `news.rss${coding}`), join(folder, `other.rss${coding}`)).catch(() => undefined);
    }
    await swap(join(folder, "news/archive/1.atom"), join(folder, "other/archive/1.atom"));
    await swap(join(folder, "articles/urn:x:3.html"), join(folder, "articles/urn:x:4.html"));
  },
  "a folder in its place": async (folder) => {
    for (const path of paths) {
      await rm(join(folder, fileOf(path)));
      await mkdir(join(folder, fileOf(path)));
    }
  },
};

/** A document cannot be renamed over a folder. */
const mendable = (what: string) => what !== "a folder in its place";

for (const [index, [what, damage]] of Object.entries(damages).entries()) {
  testOfCase(index)(
    `files in FEEDS_DIR ${what} while it runs: nobody is sent wrong bytes, and the next run mends`,
    async (t) => {
      const service = await start(t);
      const good = await bytesOf(service);
      await damage(join(service.folder, "feeds"));
      await noWrongBytes(t, service, good, "before a run");
      await service.admin("POST", "/regenerate", { force: true });
      if (!mendable(what)) return noWrongBytes(t, service, good, "after a run");
      t.same(await bytesOf(service), good, "after the run");
      for (const path of paths.slice(3)) {
        t.equal(await readFile(join(service.folder, "feeds", fileOf(path)), "utf8"), good[path], `the file of ${path}`);
      }
    },
  );

  testOfCase(index)(
    `files in FEEDS_DIR ${what} before a start: nobody is sent wrong bytes, and the next run mends`,
    async (t) => {
      const before = await start(t);
      const good = await bytesOf(before);
      const validators = await Promise.all(paths.map(async (path) => validatorsOf(await before.get(path))));
      await before.stop();
      await damage(join(before.folder, "feeds"));
      const service = await before.restart();
      await noWrongBytes(t, service, good, "after the start");
      const ran = json<{ state: string }>(await service.admin("POST", "/regenerate"));
      if (!mendable(what)) return t.equal(ran.state, "failed");
      t.equal(ran.state, "done");
      t.same(await bytesOf(service), good, "after the run");
      for (const [index, path] of paths.entries()) {
        t.equal(await readFile(join(service.folder, "feeds", fileOf(path)), "utf8"), good[path], `the file of ${path}`);
        t.same(validatorsOf(await service.get(path)), validators[index], `the validators of ${path}`);
      }
    },
  );
}

function validatorsOf({ headers }: { headers: Record<string, unknown> }) {
  return { etag: headers.etag, lastModified: headers["last-modified"] };
}

const manifests: Record<string, (file: string) => Promise<void>> = {
  "cut off": async (file) => writeFile(file, (await readFile(file)).subarray(0, 1000)),
  garbage: (file) => writeFile(file, Buffer.alloc(5000, 0x5a)),
  "an empty file": (file) => writeFile(file, ""),
  "of another shape": (file) => writeFile(file, '{"version":1,"documents":"all of them"}'),
  "not there": (file) => rm(file),
};

for (const [index, [what, damage]] of Object.entries(manifests).entries()) {
  testOfCase(index)(
    `a manifest that is ${what}: every document is made again, and no archive's number is given twice`,
    async (t) => {
      const before = await start(t);
      const good = await bytesOf(before);
      await before.stop();
      // Files that nothing names any more must not count as published.
      await writeFile(join(before.folder, "feeds", "news.rss"), "left from another time");
      await damage(join(before.folder, "feeds", "manifest.json"));
      const service = await before.restart();
      await service.admin("POST", "/regenerate");
      t.same(await bytesOf(service), good, "after the start");
      t.match(json<{ runs: { state: string }[] }>(await service.admin("GET", "/runs")).runs[0], { state: "done" });

      await service.admin(
        "PATCH",
        "/articles/urn:x:0",
        { title: "Another" },
        { "content-type": "application/merge-patch+json" },
      );
      await service.admin("POST", "/regenerate");
      const walked = (await service.get("/feeds/news.atom")).body.toString();
      const newest = Number(/prev-archive" [^>]*archive\/(\d+)\.atom/.exec(walked)?.[1]);
      t.ok(newest > 2, `archives made anew have new numbers: ${newest}`);
      for (const path of ["/feeds/news/archive/1.atom"]) {
        const { status, body } = await service.get(path);
        if (status === 200) t.equal(body.toString(), good[path], "an address keeps its bytes");
        else t.equal(status, 404);
      }
      const again = await service.restart();
      t.match((await again.get("/feeds/news.atom")).body.toString(), `archive/${newest}.atom`);
    },
  );
}

slowTest(
  "a folder in the manifest's place: feeds are served, the run says what failed, and the next one mends",
  async (t) => {
    const before = await start(t);
    const good = await bytesOf(before);
    await before.stop();
    const file = join(before.folder, "feeds", "manifest.json");
    await rm(file);
    await mkdir(file);
    const service = await before.restart();
    for (const path of paths.slice(0, 3)) {
      // What could not be recorded comes to the serving threads a moment after the run.
      await until(async () => (await service.get(path)).status === 200);
      t.equal((await service.get(path)).body.toString(), good[path], path);
    }
    const failed = json<Run>(await service.admin("POST", "/regenerate", { force: true }));
    t.match([failed.state, failed.documents.failed[0]?.error], ["failed", /manifest\.json/]);
    await rmdir(file);
    const mended = json<Run>(await service.admin("POST", "/regenerate"));
    t.equal(mended.state, "done");
    t.same(await bytesOf(service), good);
    t.same(await bytesOf(await service.restart()), good);
  },
);
