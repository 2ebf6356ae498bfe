import { type Test, test } from "tap";
import { boundSuperseded, collectsEdits } from "../../src/publish/archive-bounds.ts";
import { archiveNumber } from "../../src/publish/archive-removal.ts";
import type { Document } from "../../src/published/snapshot.ts";
import { slowTest } from "../slow.ts";
import { prepared, testStores } from "../stores/helpers.ts";
import { configOf, memoryPublishing } from "./memory.ts";
import { walk } from "./walk.ts";

const minute = 60_000;
const count = 60;

/** Six articles in a document and in each archive, of which a channel has nine: 27 files of 300 kB. */
const config = configOf(`
site: { title: Test Site, url: "https://site.example/", language: en }
channels:
  - { slug: news, title: News, description: Everything, limit: 6, maxBytes: 1000000 }
`);
const body = `<p>${"long ".repeat(10_000)}</p>`;

function articleOf(id: number, title: string) {
  const date_published = new Date(Date.parse("2026-01-01T00:00:00Z") + id * minute).toISOString();
  return prepared({ id: `urn:x:${id}`, url: `https://site.example/${id}`, title, content_html: body, date_published });
}

/** A published channel whose articles can be edited. */
async function publishedChannel(t: Test) {
  const { stores, clock } = await testStores({ testdir: () => t.testdir(), after: (close) => t.after(close) });
  const publishing = memoryPublishing(config, stores, clock);
  const put = (...articles: ReturnType<typeof articleOf>[]) => stores.articles.put(articles, { restore: true });
  const run = async () => {
    const { failed } = await publishing.run();
    t.strictSame(failed, []);
    clock.set(clock.now() + 2000);
  };
  await put(...Array.from({ length: count }, (_, id) => articleOf(id, `Title ${id}`)));
  await run();
  const archives = () => [...publishing.snapshot().documents.values()].filter(({ archive }) => archive !== undefined);
  return {
    ...{ stores, clock, publishing, put, run, archives },
    lastNumber: () => Math.max(...archives().map(archiveNumber)),
    walkNow: async () => walk((await publishing.read("/feeds/news.rss")) ?? "", "rss", publishing.read),
  };
}

const everyId = Array.from({ length: count }, (_, index) => `urn:x:${count - 1 - index}`);

test("edits of archived articles make one new archive together where many were superseded lately", async (t) => {
  const { clock, publishing, put, run, lastNumber, walkNow } = await publishedChannel(t);
  await put(articleOf(0, "Edited at once"));
  await run();
  t.equal((await walkNow()).titles.at(-1), "Edited at once");
  t.equal(publishing.nextDue(0), undefined);
  await put(articleOf(0, "And again"));
  await run();
  await put(articleOf(0, "Up to this many"));
  await run();

  const before = lastNumber();
  for (let id = 0; id < 30; id++) {
    await put(articleOf(id, `Edited ${id}`));
    await run();
    t.strictSame((await walkNow()).ids, everyId, "each article once meanwhile");
  }
  t.equal(lastNumber(), before, "no archive for an edit");
  t.equal((await walkNow()).titles.at(-1), "Up to this many");

  const due = publishing.nextDue(clock.now());
  t.ok(due !== undefined && due <= clock.now() + 5 * minute, "the edits have a time");
  publishing.restart();
  await run();
  t.equal(lastNumber(), before, "a restart does not hurry");
  t.equal(publishing.nextDue(clock.now()), due);
  clock.set(Number(due));
  await run();
  t.equal(lastNumber(), before + 9, "all edits together");
  const { ids, titles } = await walkNow();
  t.strictSame(ids, everyId);
  t.strictSame(
    titles.slice(-30),
    Array.from({ length: 30 }, (_, index) => `Edited ${29 - index}`),
  );
  t.equal(publishing.nextDue(clock.now()), undefined, "nothing waits any more");
});

test("deletions, insertions and new articles are in archives at once, though edits wait", async (t) => {
  const { stores, clock, publishing, put, run, walkNow } = await publishedChannel(t);
  for (let edit = 0; edit < 4; edit++) {
    await put(articleOf(0, `Edit ${edit}`));
    await run();
  }
  t.equal((await walkNow()).titles.at(-1), "Edit 2", "the last edit waits");
  await stores.articles.remove("urn:x:30");
  await run();
  const without = everyId.filter((id) => id !== "urn:x:30");
  t.strictSame((await walkNow()).ids, without);
  await put(articleOf(count, "New"));
  await run();
  t.strictSame((await walkNow()).ids, [`urn:x:${count}`, ...without]);
  await put(articleOf(30, "Again"));
  await run();
  t.strictSame((await walkNow()).ids, [`urn:x:${count}`, ...everyId]);
  t.equal((await walkNow()).titles.at(-1), "Edit 2", "the archives before these stay");
  clock.set(publishing.nextDue(clock.now()) ?? clock.now());
  await run();
  t.equal((await walkNow()).titles.at(-1), "Edit 3", "though nothing else changed meanwhile");
});

slowTest("superseded archives level off while edits go on", async (t) => {
  const { clock, publishing, put, run, archives } = await publishedChannel(t);
  const sizes: number[] = [];
  for (let round = 0; round < 24; round++) {
    await put(articleOf(0, `Round ${round}`), articleOf(round, `Round ${round}`));
    await run();
    const superseded = archives().filter(({ archive }) => archive?.until !== undefined);
    sizes.push(superseded.reduce((sum, { variants }) => sum + variants.identity.bytes, 0));
    clock.set(clock.now() + 5 * minute);
  }
  t.ok(Math.max(...sizes) <= 64 * 1024 * 1024, "not more than their budget");
  t.ok((sizes.at(-1) ?? 0) > 50_000_000, "the newest of them are there");
  const published = new Set([...publishing.snapshot().documents.values()].map(({ file }) => file));
  t.strictSame(
    [...publishing.files.keys()].filter((file) => !published.has(file)),
    [],
    "no file of a removed archive stays",
  );
});

/** A document in a channel's folder, of this many bytes. */
function documentAt(path: string, bytes: number, more: Partial<Document> = {}): [string, Document] {
  const variants = { identity: { bytes, etag: "", sha256: "" } };
  return [path, { path, file: path, type: "", channel: "news", maxAge: 0, lastModified: 0, variants, ...more }];
}

const superseded = (number: number, until: number, format = "rss") =>
  documentAt(`/feeds/news/archive/${number}.${format}`, 100, { archive: { next: "/feeds/news.rss", until } });
const current = (number: number) =>
  documentAt(`/feeds/news/archive/${number}.rss`, 100, { archive: { next: "/feeds/news.rss" } });

test("archives whose time ends first go first, and lead to the newest", (t) => {
  const documents = new Map([
    documentAt("/feeds/news.rss", 100),
    documentAt("/feeds/news.atom", 100),
    ...[superseded(1, 5000), superseded(2, 3000), superseded(3, 4000), superseded(3, 4000, "atom"), current(4)],
  ]);
  const { evicted, leading } = boundSuperseded(documents, [], { now: 1000, budgetBytes: 150 });
  t.strictSame(
    evicted.map(({ path }) => path),
    ["/feeds/news/archive/2.rss", "/feeds/news/archive/3.rss", "/feeds/news/archive/3.atom"],
  );
  t.match(leading, [
    {
      path: "/feeds/news.rss",
      formerArchives: { first: 2, last: 3, until: 4000, newest: "/feeds/news/archive/4.rss" },
    },
    { path: "/feeds/news.atom", formerArchives: { first: 3, last: 3, until: 4000, newest: "/feeds/news.atom" } },
  ]);
  t.strictSame(
    boundSuperseded(documents, evicted, { now: 1000, budgetBytes: 150 }),
    { evicted: [], leading: [] },
    "those that go anyway",
  );
  t.end();
});

test("superseded archives have as much room as current ones", (t) => {
  const documents = new Map([superseded(1, 5000), superseded(2, 5000), current(3), current(4)]);
  t.strictSame(boundSuperseded(documents, [], { now: 1000, budgetBytes: 0 }).evicted, []);
  t.end();
});

test("former archives lead nowhere once no cache can name them", (t) => {
  const formerArchives = { first: 2, last: 3, until: 4000, newest: "/feeds/news/archive/4.rss" };
  const documents = new Map([documentAt("/feeds/news.rss", 100, { formerArchives }), current(4)]);
  t.strictSame(boundSuperseded(documents, [], { now: 3999, budgetBytes: 0 }).leading, []);
  t.match(boundSuperseded(documents, [], { now: 4000, budgetBytes: 0 }).leading, [
    { path: "/feeds/news.rss", formerArchives: undefined },
  ]);
  t.end();
});

test("current archives never count as superseded", (t) => {
  t.notOk(collectsEdits([current(1)[1], superseded(2, 5000)[1]], 100));
  t.ok(collectsEdits([superseded(1, 5000)[1], superseded(2, 5000)[1]], 100));
  t.end();
});
