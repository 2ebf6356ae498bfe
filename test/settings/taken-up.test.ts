import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { listAudit } from "../admin/token-helpers.ts";
import { configText, fastClock, json, offline, startService, type TestService } from "../service.ts";
import { until } from "../until.ts";

/* A file that somebody changes is in force without a restart, and a client that polls all the time notices nothing else. */

const fileOf = ({ folder }: TestService) => join(folder, "config", "courant.yaml");

/** Polls a path all the time. @returns a function that ends it and returns how often each status came */
function pollAllTheTime({ get }: TestService, path: string) {
  const statuses = new Map<number, number>();
  let isPolling = true;
  let etag = "";
  const polling = (async () => {
    while (isPolling) {
      const { status, headers } = await get(path, { "if-none-match": etag });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      etag = String(headers.etag);
    }
  })();
  return async () => {
    isPolling = false;
    await polling;
    return [...statuses.keys()].sort();
  };
}

test("a changed file is in force while clients poll", async (t) => {
  const service = await startService(t, { clock: fastClock(20) });
  const { get } = service;
  const endPolls = pollAllTheTime(service, "/feeds/news.rss");
  const changed = configText
    .replace("title: News", "title: Changed News")
    .replace("{ slug: short, title: Short", "{ slug: brief, title: Brief")
    .replace("retired: [podcast]", "retired: [podcast, short]")
    .replace("maxAge: 60", "maxAge: 61")
    .concat("serving: { staleIfError: 77 }\nframes: [player.example]\n");
  await writeFile(fileOf(service), offline(changed));
  await until(async () => (await get("/feeds/brief.rss")).status === 200);
  await until(async () => String((await get("/feeds/news.rss")).body).includes("Changed News"));
  await until(async () => (await get("/feeds/short.rss")).status === 410);
  t.match((await get("/feeds/tech.rss")).headers["cache-control"], /max-age=61.*stale-if-error=77/);
  t.match((await get("/")).headers["content-security-policy"], /frame-src https:\/\/player.example/);
  t.same(await endPolls(), [200, 304]);
  await until(async () => (await listAudit(service, "?by=file")).length === 5);
  t.match(await listAudit(service), [
    { by: "file", action: "settings.updated", subject: "settings", after: { retired: ["podcast", "short"] } },
    { by: "file", action: "channel.created", subject: "brief", after: { title: "Brief" } },
    { by: "file", action: "channel.retired", subject: "short", before: { title: "Short" } },
    { by: "file", action: "channel.updated", subject: "tech", before: { maxAge: 60 }, after: { maxAge: 61 } },
    {
      by: "file",
      action: "channel.updated",
      subject: "news",
      before: { title: "News" },
      after: { title: "Changed News" },
    },
  ]);
  await service.admin("PATCH", "/channels/news", { title: "By API" });
  await writeFile(fileOf(service), `${await readFile(fileOf(service), "utf8")}# a comment\n`);
  await service.admin("GET", "/channels");
  const [last, ...earlier] = await listAudit(service);
  t.match(last, { by: "admin", action: "channel.updated" });
  t.equal(earlier.length, 5, "a change by API is no edit of the file, and neither is a comment");
});

test("a mistake in a changed file changes nothing, and is shown until it is corrected", async (t) => {
  const service = await startService(t, { clock: fastClock(20) });
  const ready = async () => json<{ status: string; failed: unknown[] }>(await service.get("/readyz"));
  await writeFile(fileOf(service), offline(configText.replace("maxAge: 60", "maxAge: many")));
  await until(async () => (await ready()).status === "degraded");
  t.same((await ready()).failed, [{ what: "configuration", error: "It has mistakes." }]);
  t.equal((await service.get("/feeds/news.rss")).status, 200);
  t.equal((await service.admin("GET", "/articles")).status, 200);
  await writeFile(fileOf(service), offline(configText.replace("title: News", "title: New News")));
  await until(async () => (await ready()).status === "ready");
  await until(async () => String((await service.get("/feeds/news.rss")).body).includes("New News"));
});

test("a file that is written by halves is taken up whole", async (t) => {
  const service = await startService(t, { clock: fastClock(20) });
  const text = await readFile(fileOf(service), "utf8");
  const changed = `${text}perTag: true\n`;
  await writeFile(fileOf(service), changed.slice(0, 100));
  await writeFile(fileOf(service), changed);
  await service.admin("POST", "/articles", { id: "one", title: "One", content_text: "One", tags: ["fresh"] });
  await until(async () => (await service.get("/feeds/tag-fresh.rss")).status === 200);
});
