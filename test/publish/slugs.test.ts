import { test } from "tap";
import { keep, start, testStores } from "../stores/helpers.ts";
import { configOf, memoryPublishing } from "./memory.ts";

/** Channels that are called as what a run makes beside channels. */
const config = configOf(`
site: { title: Test Site, url: "https://site.example/", language: en }
channels:
  - { slug: site, title: Site, description: Everything, limit: 1 }
  - { slug: articles, title: Articles, description: Everything, limit: 1 }
`);

test("channels called site and articles have documents and archives like all others", async (t) => {
  const { stores, clock } = await testStores(t);
  for (const id of ["1", "2", "3"]) {
    await keep(stores.articles, { id: `urn:x:${id}`, title: id, date_published: new Date(start - 1000).toISOString() });
  }
  const publishing = memoryPublishing(config, stores, clock);
  await publishing.run();
  publishing.restart();
  await publishing.run();
  const { documents } = publishing.snapshot();
  for (const slug of ["site", "articles"]) {
    t.match(await publishing.read(`/feeds/${slug}.rss`), "<title>1</title>");
    const archives = [...documents.values()].filter(({ archive, channel }) => archive && channel === slug);
    t.equal(archives.length, 6, "two archives in three formats");
    t.same(
      archives.filter(({ archive }) => archive?.until !== undefined),
      [],
      "none of them is about to go",
    );
  }
  t.match(await publishing.read("/"), "Articles");
  t.ok(documents.has("/articles/urn:x:1"));
  await keep(stores.articles, { id: "urn:x:4", title: "4", date_published: new Date(start).toISOString() });
  await publishing.run();
  for (const slug of ["site", "articles"]) t.match(await publishing.read(`/feeds/${slug}.atom`), ">4</title>");
});
