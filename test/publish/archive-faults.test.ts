import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { standingClock, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { put } from "./numbered.ts";
import { walk } from "./walk.ts";

const configWith = (more = "", maxBytes = 20_000) => `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything, limit: 2, maxBytes: ${maxBytes} }
  - { slug: other, title: Other, description: Another }
${more}
`;
const start = "2026-09-02T10:00:00Z";

/** Every archive of a service with its bytes, by path. */
async function archivesOf(service: TestService): Promise<Map<string, string>> {
  const names = await readdir(join(service.folder, "feeds", "news", "archive"));
  const found = new Map<string, string>();
  for (const name of names) {
    const { status, body } = await service.get(`/feeds/news/archive/${name}`);
    if (status === 200) found.set(name, body.toString());
  }
  return found;
}

async function found(service: TestService): Promise<string[]> {
  const read = async (path: string) => {
    const { status, body } = await service.get(path);
    return status === 200 ? body.toString() : undefined;
  };
  return (await walk((await service.get("/feeds/news.json")).body.toString(), "json", read)).ids;
}

/** Returns the addresses whose bytes differ from those before. New addresses do not count. */
function sameBytes(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...after].flatMap(([name, text]) => ((before.get(name) ?? text) === text ? [] : [name]));
}

slowTest("another limit and a lost file do not change what is at an address", async (t) => {
  const clock = standingClock(start);
  let service = await startService(t, { clock, config: configWith() });
  await put(service, [1, 2, 3, 4], { summary: "Short", content_html: `<p>${"long ".repeat(10_000)}</p>` });
  const before = await archivesOf(service);
  t.ok(before.size >= 3);
  await service.stop();
  await rm(join(service.folder, "feeds", "news", "archive", "1.rss"));
  service = await service.restart({ config: configWith("", 250_000) });
  await service.admin("POST", "/regenerate");
  t.strictSame(sameBytes(before, await archivesOf(service)), []);
  t.equal((await found(service)).length, 4);
  const { body } = await service.get("/feeds/news.rss");
  t.match(body.toString(), "long long", "there is room for the whole now");
});

slowTest("a collection restored from a backup gives no number a second time", async (t) => {
  const clock = standingClock(start);
  let service = await startService(t, { clock, config: configWith() });
  await put(service, [1, 2, 3, 4]);
  const data = join(service.folder, "data");
  const backup = join(service.folder, "backup");
  await service.stop();
  await cp(data, backup, { recursive: true });
  service = await service.restart();
  await put(service, [1], { title: "Edited" });
  await put(service, [5, 6, 7]);
  const before = await archivesOf(service);
  await service.stop();
  await rm(data, { recursive: true });
  await cp(backup, data, { recursive: true });
  service = await service.restart();
  await put(service, [8, 9, 10]);
  t.strictSame(sameBytes(before, await archivesOf(service)), []);
  t.strictSame(
    await found(service),
    [10, 9, 8, 4, 3, 2, 1].map((id) => `urn:x:${id}`),
  );
});

test("archives that no manifest names are removed at start", async (t) => {
  let service = await startService(t, { clock: standingClock(start), config: configWith() });
  await put(service, [1, 2, 3, 4]);
  await service.stop();
  const folder = join(service.folder, "feeds", "news", "archive");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "999.rss"), "left by a process that was killed");
  service = await service.restart();
  t.notOk((await readdir(folder)).includes("999.rss"));
  t.equal((await found(service)).length, 4);
});

slowTest("the archives of a channel that moved can be walked from documents that caches still have", async (t) => {
  const clock = standingClock(start);
  let service = await startService(t, { clock, config: configWith() });
  await put(service, [1, 2, 3, 4]);
  const [name = ""] = (await archivesOf(service)).keys();
  const path = `/feeds/news/archive/${name}`;
  const moved = configWith("moved: { news: posts }").replace("slug: news", "slug: posts");
  service = await service.restart({ config: moved });
  await service.admin("POST", "/regenerate");
  t.equal((await service.get(path)).status, 200);
  clock.move(26 * 3_600_000);
  await service.admin("POST", "/regenerate");
  t.equal((await service.get(path)).status, 404);
});

test("the archives of a channel that was retired are gone", async (t) => {
  let service = await startService(t, { clock: standingClock(start), config: configWith() });
  await put(service, [1, 2, 3, 4]);
  const [name = ""] = (await archivesOf(service)).keys();
  const retired = configWith("retired: [news]").replace(/ {2}- \{ slug: news.*\n/, "");
  service = await service.restart({ config: retired });
  await service.admin("POST", "/regenerate");
  t.equal((await service.get(`/feeds/news/archive/${name}`)).status, 410);
});
