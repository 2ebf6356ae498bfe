import { type Test, test } from "tap";
import { parseManifest, serializeManifest } from "../../src/published/manifest.ts";
import { day, prepared, start, testStores } from "../stores/helpers.ts";
import { configOf, memoryPublishing } from "./memory.ts";

const config = configOf(`
site: { title: Test Site, url: "https://site.example/", language: en }
channels:
  - { slug: news, title: News, description: Everything, archive: false }
`);

type Draft = Parameters<typeof prepared>[0];

async function publishing(t: Test) {
  const { stores, clock } = await testStores(t);
  const publishing = memoryPublishing(config, stores, clock);
  return {
    ...publishing,
    stores,
    clock,
    put: (...drafts: Draft[]) => stores.articles.put(drafts.map((draft) => prepared(draft))),
    /** The paths of the documents of the sitemap. */
    parts: () => [...publishing.snapshot().documents.keys()].filter((path) => path.startsWith("/sitemap")).sort(),
    /** The paths that a part names. */
    async named(path = "/sitemap.xml") {
      const text = (await publishing.read(path)) ?? "";
      return [...text.matchAll(/<loc>https:\/\/feeds\.example([^<]*)<\/loc>/g)].map(([, each]) => each);
    },
  };
}

const article = (number: number, published: number, more: Partial<Draft> = {}): Draft => ({
  id: `urn:x:${number}`,
  title: `Title ${number}`,
  content_text: "Words.",
  date_published: new Date(published).toISOString(),
  ...more,
});

test("the sitemap follows articles that have a page here, and drops what is news no more", async (t) => {
  const { run, put, stores, named, read, clock, nextDue } = await publishing(t);
  await put(
    article(1, start - day),
    article(2, start + day),
    article(3, start - day, { url: "https://elsewhere.example/3" }),
  );
  await run();
  t.same(await named(), ["/", "/feeds/news", "/articles/urn:x:1"]);
  t.match(await read("/sitemap.xml"), "<news:title>Title 1</news:title>");

  t.equal(nextDue(start), start + day, "the next article comes, and the first is old");
  clock.set(start + day);
  t.ok((await run()).changed.includes("/sitemap.xml"));
  t.same(await named(), ["/", "/feeds/news", "/articles/urn:x:2", "/articles/urn:x:1"]);
  t.notMatch(await read("/sitemap.xml"), "<news:title>Title 1</news:title>");
  t.match(await read("/sitemap.xml"), "<news:title>Title 2</news:title>");

  clock.set(start + 2 * day);
  t.notOk((await run()).changed.includes("/sitemap.xml"), "nothing changed");
  await stores.articles.remove("urn:x:1");
  await put(article(2, start + day, { url: "https://elsewhere.example/2" }));
  await run();
  t.same(await named(), ["/", "/feeds/news"], "deleted, and moved elsewhere");
});

test("many pages stand in a sitemap for each month, and an edit writes only that of its month", async (t) => {
  const { run, put, stores, named, parts, clock, nextDue, snapshot } = await publishing(t);
  const months = [
    Date.parse("2025-12-31T23:59:59Z"),
    Date.parse("2026-01-01T00:00:00Z"),
    Date.parse("2026-02-10T00:00:00Z"),
  ];
  await put(...Array.from({ length: 1001 }, (_, number) => article(number, months[number % 3] ?? 0)));
  await run();
  const partsOf = (...names: string[]) => names.map((name) => `/sitemap/${name}.xml`);
  t.same(parts(), ["/sitemap.xml", ...partsOf("2025-12", "2026-01", "2026-02", "site")]);
  t.same(await named(), partsOf("site", "2025-12", "2026-01", "2026-02"));
  t.same(await named("/sitemap/site.xml"), ["/", "/feeds/news"]);
  const counts = await Promise.all(
    ["2025-12", "2026-01", "2026-02"].map(async (month) => (await named(`/sitemap/${month}.xml`)).length),
  );
  t.same(counts, [334, 334, 333]);

  const state = { run: "", definition: "", looked: { change: 0, now: 0 }, keys: {} };
  t.type(parseManifest(await serializeManifest(snapshot(), state, "x")), "object", "the manifest can be read again");

  const changed = async () => (await run()).changed.filter((path) => path.startsWith("/sitemap")).sort();
  clock.set(start + 60_000);
  await put(article(0, months[0] ?? 0, { title: "New" }));
  t.same(await changed(), partsOf("2025-12"));
  clock.set(start + 90_000);
  await put(article(3, months[0] ?? 0, { title: "New" }));
  t.same(await changed(), [], "it was written half a minute ago");
  clock.set(start + 120_000);
  t.equal(nextDue(start + 90_000), start + 120_000);
  t.same(await changed(), partsOf("2025-12"));
  clock.set(start + 240_000);
  await put(article(0, months[2] ?? 0, { title: "New" }));
  t.same(await changed(), partsOf("2025-12", "2026-02"), "it moved to another month");
  clock.set(start + 360_000);
  t.same(await changed(), []);

  clock.set(start + 480_000);
  await stores.articles.remove("urn:x:5");
  await run();
  t.same(parts(), ["/sitemap.xml"], "a thousand stand in one, and the parts are gone");
  t.equal((await named()).length, 1002);
});
