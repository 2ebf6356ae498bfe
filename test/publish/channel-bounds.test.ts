import { test } from "tap";
import { parseConfig } from "../../src/config/load.ts";
import { describeChannelCut } from "../../src/stores/runs.ts";
import { keep, start, testStores } from "../stores/helpers.ts";
import { configOf, memoryPublishing } from "./memory.ts";

const configFor = (perTag: string) =>
  configOf(`
site: { title: Test Site, url: "https://site.example/", language: en }
channels: [{ slug: news, title: News, description: Everything, limit: 1000, maxBytes: 100000000 }]
perTag: ${perTag}
`);

const tagDocuments = (paths: Iterable<string>) => [...paths].filter((path) => path.startsWith("/feeds/tag-"));

test("true means the default bounds, and a mapping may set its own", (t) => {
  for (const [setting, bounds] of [
    ["true", { atLeast: 1, atMost: 1000 }],
    ["{ content: summary }", { atLeast: 1, atMost: 1000 }],
    ["{ atLeast: 3 }", { atLeast: 3, atMost: 1000 }],
  ] as const) {
    t.match(configFor(setting).perTag, bounds, setting);
  }
  for (const wrong of ["{ atLeast: 0 }", "{ atMost: 0 }", "{ atMost: many }"]) {
    t.throws(() => parseConfig(`perTag: ${wrong}`, "courant.yaml"), /perTag\.at(?:Least|Most): found/, wrong);
  }
  t.end();
});

test("ten thousand tags from outside make as many channels as are allowed, and the run says so", async (t) => {
  const { stores, clock } = await testStores(t);
  for (let article = 0; article < 100; article++) {
    const tags = Array.from({ length: 100 }, (_, index) => `tag ${article * 100 + index}`);
    await keep(stores.articles, { id: `urn:x:${article}`, title: "x", tags: [...tags, "used by all"] });
  }
  const publishing = memoryPublishing(configFor("{ atMost: 20, archive: false }"), stores, clock);
  const { cutChannels, failed } = await publishing.run();
  t.same(failed, []);
  t.same(cutChannels, [{ setting: "perTag", atMost: 20, channels: 20, of: 10_001 }]);
  t.match(cutChannels?.map(describeChannelCut), [
    /^perTag: 20 of 10,001 values have a channel, because perTag\.atMost is 20; a larger atMost/,
  ]);
  const documents = tagDocuments(publishing.snapshot().documents.keys());
  t.equal(documents.length, 80, "three formats and a page of each");
  t.ok(documents.includes("/feeds/tag-used-by-all.rss"), "the tag that most articles have comes first");

  publishing.restart();
  const again = await publishing.run();
  t.same(again.cutChannels, cutChannels, "a run that changes nothing says so as well");
  t.same(tagDocuments(publishing.snapshot().documents.keys()).sort(), documents.sort());
});

test("a channel that gives way is no longer served, and is made again when it comes back", async (t) => {
  const { stores, clock } = await testStores(t);
  const publishing = memoryPublishing(configFor("{ atMost: 1, archive: false }"), stores, clock);
  const served = () => tagDocuments(publishing.snapshot().documents.keys()).sort();
  const ofTag = (tag: string) => ["", ".atom", ".json", ".rss"].map((ending) => `/feeds/tag-${tag}${ending}`);
  await keep(stores.articles, { id: "urn:x:a", title: "A", tags: ["one"] });
  t.notOk((await publishing.run()).cutChannels, "nothing is cut");
  t.same(served(), ofTag("one"));
  await stores.articles.remove("urn:x:a");
  await publishing.run();
  t.same(served(), ofTag("one"), "empty, and still there");
  await keep(stores.articles, { id: "urn:x:b", title: "B", tags: ["two"] });
  t.same((await publishing.run()).failed, []);
  t.same(served(), ofTag("two"));
  t.notMatch(await publishing.read("/feeds.opml"), "tag-one");
  await stores.articles.remove("urn:x:b");
  await keep(stores.articles, { id: "urn:x:c", title: "C", tags: ["one"] });
  await publishing.run();
  t.same(served(), ofTag("one"));
  t.match(await publishing.read("/feeds/tag-one.rss"), "<title>C</title>");
});

test("a rare value has no channel until enough articles have it", async (t) => {
  const { stores, clock } = await testStores(t);
  const publishing = memoryPublishing(configFor("{ atLeast: 2 }"), stores, clock);
  await keep(stores.articles, { id: "urn:x:a", title: "A", tags: ["one"] });
  t.notOk((await publishing.run()).cutChannels, "which is no cut");
  t.same(tagDocuments(publishing.snapshot().documents.keys()), []);
  const later = new Date(start + 1000).toISOString();
  await keep(stores.articles, { id: "urn:x:b", title: "B", tags: ["one"], date_published: later });
  await publishing.run();
  t.same(tagDocuments(publishing.snapshot().documents.keys()), [], "not before its time");
  clock.set(start + 2000);
  await publishing.run();
  t.equal(tagDocuments(publishing.snapshot().documents.keys()).length, 4);
});
