import { test } from "tap";
import { pickNewest } from "../../src/sources/newest-articles.ts";
import { json, startService, type TestService } from "../service.ts";
import { articlesOf, elsewhere, type Item, type Listed, poll } from "./elsewhere.ts";

const draftOf = (day?: number, field = "date_published") => {
  return {
    prepared: { draft: day === undefined ? {} : { [field]: `2026-01-${String(day).padStart(2, "0")}T00:00:00Z` } },
  };
};

test("the newest are picked, in their order; those without a date are new, the first most of all", (t) => {
  const [a, b, c, d, e] = [draftOf(2), draftOf(), draftOf(5), draftOf(), draftOf(3, "date_modified")];
  const all = [a, b, c, d, e];
  t.same(pickNewest(all, { most: 9 }), all);
  for (const [most, expected] of [
    [1, [b]],
    [2, [b, d]],
    [3, [b, c, d]],
    [4, [b, c, d, e]],
  ] as const) {
    const picked = pickNewest(all, { most });
    t.ok(picked.length === expected.length && picked.every((each, index) => each === expected[index]), `${most}`);
  }
  const oldest = Date.parse("2026-01-03T00:00:00Z");
  t.equal(pickNewest(all, { most: 9, oldest }).length, 4, "what is as old as the oldest is taken");
  t.end();
});

const configFor = (url: string, settings: string) => `
site: { title: Test Site, url: "https://site.example/", language: en }
fetching: { allow: [127.0.0.1], media: false }
sources: [{ url: "${url}/feed.json", ${settings} }]
channels: [{ slug: news, title: News, description: Everything }]
`;

const item = (number: number, more = {}): Item => ({
  id: `urn:x:${number}`,
  url: `https://other.example/${number}`,
  title: `Title ${number}`,
  date_published: `2026-01-${String(number).padStart(2, "0")}T00:00:00Z`,
  ...more,
});

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const titlesOf = async (service: TestService) => (await articlesOf(service)).map(({ title }) => title).sort();
const titled = (...of: number[]) => of.map((number) => `Title ${number}`).sort();

test("patterns decide what is taken, and the API says how much was left out", async (t) => {
  const site = await elsewhere(t);
  site.serve([item(1, { tags: ["ads"] }), item(2), item(3, { title: "Sponsored words" }), item(4)], '"1"');
  const settings = 'include: { title: ["title*", sponsored] }, exclude: { tags: [ADS], title: [sponsored] }';
  const service = await startService(t, { config: configFor(site.url, settings) });
  t.match(await poll(service), { failures: 0, kept: 2, filtered: 2, surplus: 0 });
  t.same(await titlesOf(service), titled(2, 4));
  site.serve([item(2, { title: "Title 2, sponsored" }), item(5)], '"2"');
  t.match(await poll(service), { kept: 3, filtered: 1 });
  t.same(await titlesOf(service), titled(2, 4, 5), "what is here already stays as it is");
  t.match(await poll(service), { kept: 3, filtered: 1 }, "304 changes nothing");
});

test("the newest are kept: newer ones replace the oldest, and older ones are not taken", async (t) => {
  const site = await elsewhere(t);
  site.serve(
    numbers(1, 8).map((number) => item(number)),
    '"1"',
  );
  const service = await startService(t, { config: configFor(site.url, "most: 3") });
  t.match(await poll(service), { kept: 3, surplus: 5 });
  t.same(await titlesOf(service), titled(6, 7, 8));
  site.serve([item(1), item(9), item(10), item(7, { title: "Title 7" })], '"2"');
  t.match(await poll(service), { kept: 3, surplus: 1 });
  t.same(await titlesOf(service), titled(10, 8, 9));
  site.serve(
    numbers(1, 10).map((number) => item(number)),
    '"3"',
  );
  t.match(await poll(service), { failures: 0, kept: 3, surplus: 7 });
  t.same(await titlesOf(service), titled(10, 8, 9), "what was replaced does not come back");
  const news = json<{ items: Item[] }>(await service.get("/feeds/news.json"));
  t.ok(news.items.length <= 3);
});

test("an article that an editor changed is never deleted, and no longer counts", async (t) => {
  const site = await elsewhere(t);
  site.serve([item(1), item(2)], '"1"');
  const service = await startService(t, { config: configFor(site.url, "most: 2") });
  await poll(service);
  const edit = JSON.stringify({ title: "Title 1, edited" });
  await service.admin("PATCH", "/articles/urn:x:1", edit, { "content-type": "application/merge-patch+json" });
  site.serve([item(3), item(4)], '"2"');
  t.match(await poll(service), { kept: 2 });
  t.same(await titlesOf(service), ["Title 1, edited", ...titled(3, 4)]);
});

test("articles without dates do not take each other's places", async (t) => {
  const site = await elsewhere(t);
  const undated = (number: number) => item(number, { date_published: undefined });
  const service = await startService(t, { config: configFor(site.url, "most: 3") });
  for (let round = 1; round <= 3; round++) {
    site.serve(numbers(1, 9).map(undated), `"${round}"`);
    t.match(await poll(service), { failures: 0, kept: 3, surplus: 6 });
    t.same(await titlesOf(service), titled(1, 2, 3), `round ${round}`);
  }
  site.serve([0, ...numbers(1, 9)].map(undated), '"new"');
  await poll(service);
  t.same(await titlesOf(service), titled(0, 1, 2), "a new one is at the top");
  site.serve([0, ...numbers(1, 9)].map(undated), '"again"');
  t.match(await poll(service), { failures: 0, kept: 3 });
  t.same(await titlesOf(service), titled(0, 1, 2));
});

test("a flood of new articles at each poll never fills the collection", async (t) => {
  const site = await elsewhere(t);
  const service = await startService(t, { config: configFor(site.url, "most: 10") });
  for (let round = 0; round < 5; round++) {
    const flood = numbers(1, 500).map((number) =>
      item(1, {
        id: `urn:${round}:${number}`,
        url: undefined,
        title: `${round}`,
        date_published: new Date(Date.UTC(2030, round, 1) + number).toISOString(),
      }),
    );
    site.serve(flood, `"${round}"`);
    t.match(await poll(service), { failures: 0, kept: 10, surplus: 490 });
  }
  t.equal((await articlesOf(service)).length, 10);
});

test("narrower settings after a restart apply at the next answer", async (t) => {
  const site = await elsewhere(t);
  site.serve(
    numbers(1, 6).map((number) => item(number)),
    '"1"',
  );
  let service = await startService(t, { config: configFor(site.url, "every: 60") });
  t.match(await poll(service), { kept: 6, surplus: 0 });
  service = await service.restart({ config: configFor(site.url, "every: 60, most: 2") });
  site.serve(
    numbers(1, 7).map((number) => item(number)),
    '"2"',
  );
  t.match(await poll(service), { kept: 2 });
  t.same(await titlesOf(service), titled(6, 7));
  t.match(json<Listed>(await service.admin("GET", "/sources")).sources[0], { kept: 2 });
});
