import { join } from "node:path";
import { put } from "../publish/numbered.ts";
import { walk } from "../publish/walk.ts";
import { standingClock, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { commandsFor } from "./beside-service.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything, limit: 2 }
`;
const day = 86_400_000;

async function titles(service: TestService): Promise<string[]> {
  const read = async (path: string) => {
    const { status, body } = await service.get(path);
    return status === 200 ? body.toString() : undefined;
  };
  return (await walk((await service.get("/feeds/news.json")).body.toString(), "json", read)).titles;
}

/** Looks at every document again and again: an address of an archive never gets other bytes, and no date goes back. */
function watcher() {
  const archives = new Map<string, string>();
  const modified = new Map<string, { time: number; etag: string }>();
  return async (service: TestService): Promise<string[]> => {
    const wrong: string[] = [];
    const formats = ["rss", "atom", "json"];
    const numbers = Array.from({ length: 40 }, (_, index) => index + 1);
    for (const format of formats) {
      for (const path of [
        `/feeds/news.${format}`,
        ...numbers.map((number) => `/feeds/news/archive/${number}.${format}`),
      ]) {
        const { status, headers, body } = await service.get(path);
        if (status !== 200) continue;
        if (path.includes("archive")) {
          if ((archives.get(path) ?? body.toString()) !== body.toString()) wrong.push(`${path} has other bytes`);
          archives.set(path, body.toString());
          continue;
        }
        const [time, etag] = [Date.parse(String(headers["last-modified"])), String(headers.etag)];
        const before = modified.get(path);
        if (before && (time < before.time || (time === before.time && etag !== before.etag))) {
          wrong.push(`${path} was modified ${before.time} and then ${time}`);
        }
        modified.set(path, { time, etag });
      }
    }
    return wrong;
  };
}

slowTest(
  "after a restore the documents say what the backup says, dates go on, and no number is given again",
  async (t) => {
    const clock = standingClock("2026-09-02T10:00:00Z");
    let service = await startService(t, { clock, config });
    const command = commandsFor(service);
    const watch = watcher();
    const backup = join(service.folder, "backup.sqlite");
    await put(service, [1, 2, 3, 4, 5, 6]);
    t.same(await watch(service), []);
    await command("backup", backup);
    const saved = await titles(service);

    await put(service, [1], { title: "Edited" });
    await put(service, [7, 8, 9]);
    t.same(await watch(service), []);
    await service.stop();
    await command("restore", backup);
    clock.move(-3_600_000);
    service = await service.restart();
    await service.admin("POST", "/regenerate");
    t.same(await watch(service), [], "even where the clock was put back");
    t.same(await titles(service), saved);

    await put(service, [7], { title: "Another seventh" });
    await put(service, [2], { title: "Another second" });
    t.same(await watch(service), []);
    t.same(await titles(service), [
      "Another seventh",
      ...[6, 5, 4, 3].map((id) => `Title ${id}`),
      "Another second",
      "Title 1",
    ]);
  },
);

slowTest("numbers of archives that are gone by the time of the restore are not given again either", async (t) => {
  const clock = standingClock("2026-09-02T10:00:00Z");
  let service = await startService(t, { clock, config });
  const command = commandsFor(service);
  const watch = watcher();
  const backup = join(service.folder, "backup.sqlite");
  await put(service, [1, 2]);
  await command("backup", backup);

  await put(service, [3, 4, 5, 6]);
  t.same(await watch(service), []);
  t.equal((await titles(service)).length, 6);
  // All that would need archives goes, and then the archives do: nothing in FEEDS_DIR says that there were any.
  for (const id of [1, 2, 3, 4]) await service.admin("DELETE", `/articles/urn:x:${id}`);
  await service.admin("POST", "/regenerate");
  clock.move(2 * day);
  await service.admin("POST", "/regenerate");
  t.equal((await service.get("/feeds/news/archive/1.json")).status, 404);

  await service.stop();
  await command("restore", backup);
  service = await service.restart();
  await put(service, [10, 11, 12, 13, 14]);
  t.equal((await titles(service)).length, 7);
  t.same(await watch(service), []);
});

slowTest("documents without a service follow with courant regenerate", async (t) => {
  const service = await startService(t, { config });
  const command = commandsFor(service);
  const backup = join(service.folder, "backup.sqlite");
  await put(service, [1, 2, 3]);
  await command("backup", backup);
  await put(service, [4, 5]);
  await service.stop();
  await command("restore", backup);
  await command("regenerate");
  const again = await service.restart();
  t.same(await titles(again), ["Title 3", "Title 2", "Title 1"]);
});
