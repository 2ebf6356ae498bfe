import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { formats } from "../../src/render/formats.ts";
import { walk } from "../publish/walk.ts";
import { standingClock, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything, limit: 6, maxBytes: 1000000 }
  - { slug: few, title: Few, description: By tag, select: { tags: [few] }, limit: 1 }
`;
const count = 60;
const body = `<p>${"long ".repeat(10_000)}</p>`;

/** Replaces all archives of the channel. After nine times the superseded ones take more than they may. */
async function editOldest(service: TestService, title: string): Promise<void> {
  await service.admin("POST", "/articles", articleOf(0, title));
  await service.admin("POST", "/regenerate");
}

function articleOf(id: number, title: string) {
  const date_published = new Date(Date.parse("2026-08-01T00:00:00Z") + id * 60_000).toISOString();
  return { id: `urn:x:${id}`, title, content_html: body, date_published, tags: id < 3 ? ["few"] : [] };
}

async function publishArticles(service: TestService): Promise<void> {
  const articles = Array.from({ length: count }, (_, id) => JSON.stringify(articleOf(id, `Title ${id}`)));
  await service.admin("POST", "/import?format=ndjson", articles.join("\n"));
  await service.admin("POST", "/regenerate");
}

/** Follows redirects, as clients do. */
const readFrom = (service: TestService) => async (path: string) => {
  const first = await service.get(path);
  const { status, body } = first.status === 307 ? await service.get(String(first.headers.location)) : first;
  return status === 200 ? body.toString() : undefined;
};

slowTest("archives that were removed early lead to the newest: a client that walks back misses nothing", async (t) => {
  const clock = standingClock("2026-09-02T10:00:00Z");
  let service = await startService(t, { clock, config });
  await publishArticles(service);
  const old = new Map<string, string>();
  for (const { name } of formats) old.set(name, (await service.get(`/feeds/news.${name}`)).body.toString());

  for (let edit = 1; edit <= 9; edit++) {
    clock.move(301_000);
    await editOldest(service, `Edit ${edit}`);
  }
  const missesNothing = async (when: string) => {
    for (const { name } of formats) {
      const { ids, titles } = await walk(old.get(name) ?? "", name, readFrom(service));
      t.equal(new Set(ids).size, count, `${name}, ${when}`);
      t.equal(titles.at(-1), "Edit 9");
    }
    const former = await service.get("/feeds/news/archive/1.rss");
    t.equal(former.status, 307);
    t.match(former.headers, {
      location: /^\/feeds\/news\/archive\/\d+\.rss$/,
      "cache-control": "public, max-age=60",
    });
    t.equal((await service.get("/feeds/news/archive/1/next.rss")).status, 307);
    t.equal((await service.get("/feeds/news/archive/0.rss")).status, 404, "a number that no archive had");
    t.equal((await service.get("/feeds/news/archive/1000.rss")).status, 404, "a number that no archive has yet");
  };
  await missesNothing("after the edits");
  const newest = (await service.get("/feeds/news/archive/1.rss")).headers.location;
  await service.admin("POST", "/articles", articleOf(count, "New"));
  await service.admin("POST", "/articles", { ...articleOf(0, "Edit 9"), id: "urn:x:other" });
  await service.admin("POST", "/regenerate");
  t.not((await service.get("/feeds/news/archive/1.rss")).headers.location, newest, "the newest at the time");
  await service.admin("DELETE", `/articles/urn:x:${count}`);
  await service.admin("DELETE", "/articles/urn:x:other");
  await service.admin("POST", "/regenerate");
  service = await service.restart();
  await missesNothing("after a restart");
  const others = await service.get("/feeds/few/archive/1.json");
  t.equal(others.status, 307, "the oldest go first, of whatever channel");
  t.match(others.headers.location, /^\/feeds\/few\/archive\/\d+\.json$/);

  clock.move((300 + 600 + 86_400 + 3600) * 1000 + 5000);
  await service.admin("POST", "/regenerate");
  t.equal((await service.get("/feeds/news/archive/1.rss")).status, 404, "gone when no cache can name it any more");
  const files = await readdir(join(service.folder, "feeds", "news", "archive"));
  t.equal(files.length, 27);
});

slowTest(
  "a running service takes collected edits into archives when their time comes, though nothing else happens",
  async (t) => {
    const clock = standingClock("2026-09-02T10:00:00Z");
    let service = await startService(t, { clock, config });
    await publishArticles(service);
    for (let edit = 1; edit <= 4; edit++) await editOldest(service, `Edit ${edit}`);
    const oldestTitle = async () => {
      const document = (await service.get("/feeds/news.rss")).body.toString();
      return (await walk(document, "rss", readFrom(service))).titles.at(-1);
    };
    // How many edits have archives of their own depends on how many runs the import made.
    const collected = await oldestTitle();
    t.match(collected, /^Edit [1-3]$/, "the last edits wait");
    service = await service.restart();
    t.equal(await oldestTitle(), collected, "a restart neither hurries nor forgets");
    clock.move(300_000);
    await until(async () => (await oldestTitle()) === "Edit 4");
    t.equal(await oldestTitle(), "Edit 4");
  },
);
