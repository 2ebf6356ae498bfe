import { test } from "tap";
import { day, keep, start, testCollection } from "./helpers.ts";

const [one, two] = ["https://a.example/1.png", "https://a.example/2.png"];
const facts = { type: "image/png", bytes: 5, width: 1, height: 1 };
const found = (url: string, more = {}) => ({
  url,
  asked: start,
  next: undefined,
  failures: 0,
  facts: { ...facts, ...more },
});

test("files that documents show are due once, whoever names them, also after a restart", async (t) => {
  const { collection, reopen } = await testCollection(t);
  await collection.wantMedia(
    [
      { url: one, article: "a" },
      { url: two, article: "a" },
    ],
    start,
  );
  await collection.wantMedia([{ url: one, article: "b" }], start + 5);
  const due = [one, two].map((url) => ({ url, failures: 0 }));
  t.same(await collection.dueMedia(start, 10), due);
  t.same(await collection.dueMedia(start, 1), due.slice(0, 1));
  t.same(await collection.dueMedia(start - 1, 10), []);
  t.same(await collection.countMedia(), { known: 0, waiting: 2, unknown: 0 });
  await collection.keepMedia([
    found(one),
    { url: two, asked: start, next: start + 100, failures: 1, error: "it answers 500" },
  ]);
  const again = await reopen();
  t.same(await again.media([one, two]), new Map([[one, facts]]));
  t.same(await again.dueMedia(start + 99, 10), []);
  t.same(await again.dueMedia(start + 100, 10), [{ url: two, failures: 1 }]);
  await again.keepMedia([{ url: two, asked: start, next: undefined, failures: 2, error: "it answers 404" }]);
  await again.wantMedia(
    [
      { url: one, article: "c" },
      { url: two, article: "c" },
    ],
    start + 89 * day,
  );
  t.same(await again.dueMedia(start + 1000 * day, 10), [], "what was asked is not asked again");
  t.same(await again.countMedia(), { known: 1, waiting: 0, unknown: 1 });

  await again.wantMedia(
    [
      { url: two, article: "c" },
      { url: one, article: "c" },
    ],
    start + 90 * day,
  );
  t.same(await again.dueMedia(start + 90 * day, 10), due, "but for what documents still show after long");
  await again.keepMedia([{ url: one, asked: start + 90 * day, next: undefined, failures: 1, error: "it answers 404" }]);
  t.same(await again.media([one]), new Map([[one, facts]]), "what was known stays known");
});

test("what was found out changes what selects the articles that name it, and no article", async (t) => {
  const { collection } = await testCollection(t);
  await keep(collection, { id: "a", image: one, tags: ["x"], title: "A" });
  await keep(collection, { id: "b", image: one, tags: ["y"], title: "B" });
  await keep(collection, { id: "c", title: "C", tags: ["z"] });
  await collection.wantMedia(
    ["a", "b"].map((article) => ({ url: one, article })),
    start,
  );
  const changeOf = (tag: string) => collection.changeOf({ tags: [tag] });
  const changes = () => Promise.all(["x", "y", "z"].map(changeOf));
  const before = await changes();
  const looked = { change: await collection.changeOf({}), now: start };
  const articles = await collection.list({ limit: 10 });

  t.equal(await collection.keepMedia([found(one)]), true);
  const [x = 0, y = 0, z] = await changes();
  t.ok(x > (before[0] ?? 0) && y > (before[1] ?? 0));
  t.equal(z, before[2]);
  t.same(await collection.changedTerms(looked.change), new Set(["all", "permalinked", "tag:x", "tag:y"]));
  t.same(await collection.list({ limit: 10 }), articles);
  t.equal(await collection.earliestSince(looked, start), undefined, "archives are as they were");
  t.same(await collection.pagesSince(looked, start), [], "and so are pages of articles");

  t.equal(await collection.keepMedia([found(one)]), false, "the same again is no news");
  t.same(await changes(), [x, y, z]);
  t.equal(await collection.keepMedia([found(one, { bytes: 6 })]), true);
  await collection.remove("a");
  await collection.remove("b");
  t.equal(await collection.keepMedia([found(one, { bytes: 7 })]), false, "nobody names it any more");
});
