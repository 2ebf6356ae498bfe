import { createServer } from "node:http";
import type { Test } from "tap";
import { request } from "undici";
import { freePort } from "../free-port.ts";
import { standingClock, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { missing as lifereaMissing, startLiferea } from "./liferea.ts";
import { newsboat, reload } from "./newsboat.ts";
import { follow, pythonFeedparser } from "./python-feedparser.ts";
import { mailNews, missing as rss2emailMissing } from "./rss2email.ts";
import { inFolder } from "./system.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: newest, title: Newest, description: The newest three, limit: 3 }
  - { slug: all, title: All, description: Everything }
`;

/** Readers ask for icons, too. */
const isFeed = /^\/feeds\/.*\.(rss|atom)$/;

/** A proxy that notes how requests for feeds that go through it are answered. */
async function notingProxy(t: Test, origin: string) {
  const statuses: number[] = [];
  const proxy = createServer(async ({ url = "", headers: { host: _, connection: __, ...headers } }, response) => {
    const { statusCode, headers: said, body } = await request(origin + url, { headers });
    if (isFeed.test(url)) statuses.push(statusCode);
    response.writeHead(statusCode, said);
    body.pipe(response);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => proxy.listen(port, "127.0.0.1", resolve));
  t.teardown(() => proxy.close());
  return { statuses, url: `http://127.0.0.1:${port}` };
}

/** A service behind such a proxy. */
async function startFollowed(t: Test) {
  const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z"), config });
  const proxy = await notingProxy(t, service.url);
  const put = async (articles: Record<number, string>) => {
    for (const [id, title] of Object.entries(articles)) {
      const { status } = await service.admin("POST", "/articles", {
        id: `urn:x:${id}`,
        title,
        date_published: `2026-08-0${id}`,
      });
      t.ok(status < 300, title);
    }
    await service.admin("POST", "/regenerate");
  };
  return { proxy, put };
}

for (const format of newsboat.formats) {
  slowTest(
    `newsboat takes what is new from deltas in ${format}, and keeps what it has`,
    {
      skip: newsboat.missing ?? false,
    },
    async (t) => {
      const { proxy, put } = await startFollowed(t);
      await inFolder(async (folder) => {
        const titles = async () => {
          const { items } = await reload(folder, `${proxy.url}/feeds/all.${format}`);
          return items.map(({ title }) => title).sort();
        };
        await put({ 1: "One" });
        await put({ 2: "Two" });
        t.same(await titles(), ["One", "Two"]);
        // It keeps an ETag only for a feed that it knows already.
        t.same(await titles(), ["One", "Two"]);
        await put({ 3: "Three" });
        await put({ 2: "Two, corrected" });
        t.same(await titles(), ["One", "Three", "Two, corrected"]);
        t.same(await titles(), ["One", "Three", "Two, corrected"]);
      });
      t.same(proxy.statuses, [200, 200, 226, 304]);
    },
  );
}

/** Articles that come between runs and leave the document again, which has room for three. */
const rounds = [
  { 1: "Article 1", 2: "Article 2", 3: "Article 3" },
  {},
  { 4: "Article 4" },
  { 5: "Article 5", 6: "Article 6" },
  { 7: "Article 7", 8: "Article 8", 9: "Article 9" },
  {},
];

/** Programs that are run now and then: the titles that each has after a run, and how they are answered. */
const programs = [
  {
    name: "newsboat",
    missing: newsboat.missing,
    run: async (folder: string, url: string) =>
      (await reload(folder, url)).items.map(({ title = "untitled" }) => title),
    statuses: [200, 200, 226, 226, 226, 304],
  },
  {
    name: "a program that uses feedparser (Python)",
    missing: pythonFeedparser.missing,
    run: follow,
    statuses: [200, 304, 200, 200, 200, 304],
  },
  {
    name: "rss2email",
    missing: rss2emailMissing,
    run: async (folder: string, url: string) => (await mailNews(folder, url)).map(({ subject }) => subject),
    statuses: [200, 304, 200, 200, 200, 304],
  },
];

for (const { name, missing, run, statuses } of programs) {
  for (const format of ["rss", "atom"]) {
    slowTest(
      `${name} loses no article that falls out of the ${format} document between runs`,
      {
        skip: missing ?? false,
      },
      async (t) => {
        const { proxy, put } = await startFollowed(t);
        const published: string[] = [];
        await inFolder(async (folder) => {
          for (const articles of rounds) {
            await put(articles);
            published.push(...Object.values(articles));
            t.same((await run(folder, `${proxy.url}/feeds/newest.${format}`)).sort(), published);
          }
        });
        t.same(proxy.statuses, statuses);
      },
    );
  }
}

for (const format of ["rss", "atom"]) {
  slowTest(
    `Liferea takes what is new from deltas in ${format}, and loses no article that falls out of the document`,
    {
      skip: lifereaMissing ?? false,
    },
    async (t) => {
      const { proxy, put } = await startFollowed(t);
      const [first = {}, , ...later] = rounds;
      const published = Object.values(first);
      await inFolder(async (folder) => {
        await put(first);
        const reader = await startLiferea(folder, `${proxy.url}/feeds/newest.${format}`);
        try {
          await until(() => proxy.statuses.length === 1);
          await until(() => reader.titles().length === published.length);
          for (const [index, articles] of later.entries()) {
            await put(articles);
            published.push(...Object.values(articles));
            reader.refresh();
            await until(() => proxy.statuses.length === index + 2);
            await until(() => reader.titles().length === published.length);
            t.same(reader.titles().sort(), published);
          }
        } finally {
          await reader.close();
        }
      });
      t.same(proxy.statuses, [200, 226, 226, 226, 304]);
    },
  );
}
