import { type Test, test } from "tap";
import type { BuildRequest, BuildResult, DocumentBuilder } from "../../src/publish/target.ts";
import { interruptionFailure } from "../../src/stores/runs.ts";
import { prepared, testStores } from "../stores/helpers.ts";
import { configOf, memoryPublishing } from "./memory.ts";

const config = configOf(`
site: { title: Test Site, url: "https://site.example/", language: en }
channels:
  - { slug: news, title: News, description: Everything, limit: 3 }
`);

const path = "/feeds/news.rss";
const text = "words ".repeat(200);

async function publishing(t: Test, articles: number, between: (builder: DocumentBuilder) => DocumentBuilder) {
  const { stores, clock } = await testStores(t);
  const add = (number: number) =>
    stores.articles.put([
      prepared({
        id: `urn:x:${number}`,
        title: `Title ${number}`,
        content_text: text,
        date_published: new Date(clock.now() - 3_600_000 + number * 1000).toISOString(),
      }),
    ]);
  for (let number = 0; number < articles; number++) await add(number);
  return { add, clock, ...memoryPublishing(config, stores, clock, between) };
}

test("a document is served as it is before its codings are made", async (t) => {
  const gate = Promise.withResolvers<void>();
  let isOpen = false;
  const { run, read, snapshot } = await publishing(t, 1, (builder) => ({
    ...builder,
    async encode(documents) {
      if (documents.some((document) => document.path === path)) {
        t.match(await read(path), /Title 0/, "it is there already");
        t.same(Object.keys(snapshot().documents.get(path)?.variants ?? {}), ["identity"]);
        isOpen = true;
        gate.resolve();
      }
      return builder.encode(documents);
    },
  }));
  const before = run();
  await gate.promise;
  await before;
  t.ok(isOpen);
  const { variants, uncoded } = snapshot().documents.get(path) ?? {};
  t.same(Object.keys(variants ?? {}), ["identity", "gzip", "br", "zstd"]);
  t.match(await read(path), /Title 0/, "the bytes as they are stayed");
  t.equal(uncoded, undefined);
});

test("codings that could not be made are made by the next run, and the validators stay", async (t) => {
  let fails = true;
  const { run, snapshot, clock } = await publishing(t, 1, (builder) => ({
    ...builder,
    async encode(documents) {
      if (fails) throw new Error("no memory");
      return builder.encode(documents);
    },
  }));
  const { failed } = await run();
  t.same(
    new Set(failed),
    new Set(["news", "site", "home", "sitemap"].map((what) => ({ what, error: "no memory" }))),
    "any may be the first",
  );
  const first = snapshot().documents.get(path);
  t.match(first, { uncoded: true, variants: { gzip: undefined } });
  fails = false;
  clock.set(clock.now() + 5000);
  t.same((await run()).failed, []);
  const second = snapshot().documents.get(path);
  t.equal(second?.variants.identity.etag, first?.variants.identity.etag);
  t.equal(second?.lastModified, first?.lastModified);
  t.same(Object.keys(second?.variants ?? {}), ["identity", "gzip", "br", "zstd"]);
});

test("an article more: of the archives only the newest are looked at, and the others stay as they were", async (t) => {
  const orders: BuildRequest[] = [];
  const results: BuildResult[] = [];
  const { run, add, clock, snapshot } = await publishing(t, 60, (builder) => ({
    ...builder,
    async build(order) {
      const result = await builder.build(order);
      if (order.scope.kind === "channel") {
        orders.push(order);
        results.push(result);
      }
      return result;
    },
  }));
  const archives = () => [...snapshot().documents].filter(([, { archive }]) => archive && archive.until === undefined);
  await run();
  t.equal(archives().length, 19 * 3, "57 articles, three in each");
  const before = new Map(archives());
  for (const number of [60, 61, 62]) {
    clock.set(clock.now() + 2000);
    await add(number);
    await run();
    const [order, result] = [orders.at(-1), results.at(-1)];
    t.ok(order?.verified, "it is known which are sound");
    t.ok((order?.states.size ?? 99) < 20, `${order?.states.size} documents are told of`);
    t.ok((result?.unchangedUpTo ?? 0) >= 17, `those up to ${result?.unchangedUpTo} are not`);
    t.ok((result?.retainedArchives.length ?? 99) <= 9);
  }
  t.equal(archives().length, 20 * 3);
  for (const [path, document] of [...before].slice(0, 17 * 3)) {
    t.equal(snapshot().documents.get(path), document, `${path} is the same`);
  }
});

const many = configOf(`
site: { title: Test Site, url: "https://site.example/", language: en }
channels:
${Array.from({ length: 20 }, (_, index) => `  - { slug: c${index}, title: C${index}, description: Everything }`).join("\n")}
`);

test("a run of many targets, which are announced at its end, writes each document once with all its codings", async (t) => {
  const { stores, clock } = await testStores(t);
  await stores.articles.put([prepared({ id: "urn:x:1", title: "One", content_text: text })]);
  const encoded: string[] = [];
  const { run, snapshot } = memoryPublishing(many, stores, clock, (builder) => ({
    ...builder,
    async encode(documents) {
      encoded.push(...documents.map(({ path }) => path));
      return builder.encode(documents);
    },
  }));
  t.same((await run()).failed, []);
  t.same(encoded, [], "nothing is read again to be compressed");
  for (const document of snapshot().documents.values()) {
    // A picture of some bytes is no smaller in any coding.
    const expected = document.path === "/favicon.ico" ? ["identity"] : ["identity", "gzip", "br", "zstd"];
    t.same(Object.keys(document.variants), expected, document.path);
    t.equal(document.uncoded, undefined, document.path);
  }
  await stores.articles.put([prepared({ id: "urn:x:1", title: "Two", content_text: text })]);
  await run();
  const { variants } = snapshot().documents.get("/feeds/c0.rss") ?? {};
  t.same(Object.keys(variants ?? {}), ["identity", "gzip", "br", "zstd"], "the second state too");
  t.same(encoded, []);
});

test("a run that is stopped ends between two units, keeps what was made, and the next makes the rest", async (t) => {
  const { stores, clock } = await testStores(t);
  const put = (title: string) => stores.articles.put([prepared({ id: "urn:x:1", title, content_text: text })]);
  await put("One");
  const stopping = new AbortController();
  let made = 0;
  const { run, read, snapshot } = memoryPublishing(many, stores, clock, (builder) => ({
    ...builder,
    async build(order) {
      if (++made === 3) stopping.abort();
      // A thread that is ended rejects.
      if (made === 5) throw new Error("Terminating worker thread");
      return builder.build(order);
    },
  }));
  const { failed, changed } = await run(stopping.signal);
  t.same(failed, [interruptionFailure], "nothing else failed");
  t.ok(changed.length > 0 && made < 20, `${made} units began`);
  t.equal(snapshot().documents.get("/articles/urn:x:1"), undefined);
  const served = [...snapshot().documents.keys()].filter((path) => path.endsWith(".rss"));
  t.equal(served.length, changed.filter((path) => path.endsWith(".rss")).length);
  made = 100;
  t.same((await run()).failed, []);
  for (let index = 0; index < 20; index++) t.match(await read(`/feeds/c${index}.rss`), "<title>One</title>");
  t.match(await read("/articles/urn:x:1"), "One");

  await put("Two");
  t.match(await run(AbortSignal.abort()), { failed: [interruptionFailure], changed: [] });
  t.match(await read("/feeds/c0.rss"), "<title>One</title>", "what was there stays");
  await run();
  t.match(await read("/feeds/c0.rss"), "<title>Two</title>", "and no change is forgotten");
  t.match(await read("/articles/urn:x:1"), "Two");
});
