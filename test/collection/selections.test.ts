import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { test } from "tap";
import type { Article, Draft } from "../../src/article/article.ts";
import type { Collection } from "../../src/collection/collection.ts";
import type { Selection } from "../../src/config/schema.ts";
import { selectByTerm } from "../../src/stores/sqlite/selections.ts";
import { day, prepared, start, testCollection } from "./helpers.ts";

const iso = (time: number) => new Date(time).toISOString();

async function ids(collection: Collection, selection: Selection, limit = 10, now = start) {
  return (await collection.select(selection, limit, now)).map(({ id }) => id);
}

test("a channel selects by tags, authors and language, and every condition holds", async (t) => {
  const { collection } = await testCollection(t);
  const drafts: Draft[] = [
    { id: "1", tags: ["News", "Sport"], authors: [{ name: "Ann" }], language: "en" },
    { id: "2", tags: ["ｎｅｗｓ"], authors: [{ name: "Ben" }, { url: "https://x.example/" }], language: "en-GB" },
    { id: "3", tags: ["ÉTÉ", "newsroom"], authors: [{ name: "ann" }], language: "eng" },
    { id: "4", language: "EN-us" },
  ];
  await collection.put(drafts.map((draft) => prepared(draft)));
  const cases: [Selection, string[]][] = [
    [{}, ["1", "2", "3", "4"]],
    [{ tags: ["news"] }, ["1", "2"]],
    [{ tags: ["été"] }, ["3"]],
    [{ tags: ["sport", "news", "NEWS"] }, ["1", "2"]],
    [{ tags: ["new"] }, []],
    [{ authors: ["Ann"] }, ["1", "3"]],
    [{ authors: ["Ann", "ben"] }, ["1", "2", "3"]],
    [{ language: "en" }, ["1", "2", "4"]],
    [{ language: "en-gb" }, ["2"]],
    [{ language: "en-G" }, []],
    [{ tags: ["news", "été"], authors: ["ann"] }, ["1", "3"]],
    [{ tags: ["news"], authors: ["Ann", "Ben"], language: "en-GB" }, ["2"]],
    [{ authors: ["Ann"], language: "en" }, ["1"]],
    [{ tags: ["Ann"] }, []],
    [{ tags: ["%", "'", "news*", "tag:news"] }, []],
  ];
  for (const [selection, expected] of cases)
    t.same(await ids(collection, selection), expected, JSON.stringify(selection));
});

test("newest first, ties by id, no more than the limit", async (t) => {
  const { collection } = await testCollection(t);
  const at = (id: string, days: number, tags: string[]) =>
    prepared({ id, tags, date_published: iso(start - days * day) });
  await collection.put([
    at("c", 1, ["x"]),
    at("\u{1f600}", 2, ["x"]),
    at("\uff21", 2, ["y"]),
    at("b", 2, ["x", "y"]),
    at("new", 0, ["y"]),
  ]);
  const order = ["new", "c", "b", "\uff21", "\u{1f600}"];
  t.same(await ids(collection, {}), order);
  t.same(await ids(collection, { tags: ["x", "y"] }), order, "the same order from several tags");
  for (const limit of [0, 1, 3, 4]) {
    t.same(await ids(collection, { tags: ["y", "x"] }, limit), order.slice(0, limit));
    t.same(await ids(collection, {}, limit), order.slice(0, limit));
  }
});

test("an article is selected from its publication until it expires", async (t) => {
  const { collection } = await testCollection(t);
  const due = start + day;
  const draft = { id: "a", tags: ["x"], date_published: iso(due), _courant: { expires: iso(due + day) } };
  await collection.put([prepared(draft), prepared({ ...draft, id: "void", _courant: { expires: iso(due) } })]);
  for (const selection of [{}, { tags: ["x"] }, { tags: ["x", "y"] }]) {
    t.same(await ids(collection, selection, 10, due - 1), []);
    t.same(await ids(collection, selection, 10, due), ["a"]);
    t.same(await ids(collection, selection, 10, due + day - 1), ["a"]);
    t.same(await ids(collection, selection, 10, due + day), []);
    t.equal(await collection.nextChange(selection, start), due);
    t.equal(await collection.nextChange(selection, due), due + day);
    t.equal(await collection.nextChange(selection, due + day), undefined);
  }
  t.equal(await collection.nextChange({ tags: ["y"] }, start), undefined, "only this selection's");
  await collection.remove("a");
  t.equal(await collection.nextChange({}, start), undefined);
});

test("an article that changes is selected by what it is now", async (t) => {
  const { collection } = await testCollection(t);
  await collection.put([prepared({ id: "a", tags: ["x", "both"], language: "en" })]);
  await collection.put([prepared({ id: "a", tags: ["y", "both"], date_published: iso(start - day) })]);
  t.same(await collection.select({ tags: ["x"] }, 10, start), []);
  t.same(await collection.select({ language: "en" }, 10, start), []);
  t.same(await collection.select({ tags: ["y"] }, 10, start), [{ id: "a", revision: 2, published: start - day }]);
  t.same(await collection.select({ tags: ["both"] }, 10, start - day), [
    { id: "a", revision: 2, published: start - day },
  ]);
});

test("selection and next change agree with the definition, whatever the articles", async (t) => {
  const pick = fc.subarray(["a", "b", "C"]);
  const time = fc.integer({ min: 1, max: 6 });
  const anyArticle = fc.record({
    tags: pick,
    names: pick,
    url: fc.boolean(),
    published: time,
    expires: fc.option(time),
  });
  const some = fc.option(fc.subarray(["A", "b", "c"], { minLength: 1 }), { nil: undefined });
  const { collection } = await testCollection(t);
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyArticle, { maxLength: 12 }),
      some,
      some,
      time,
      fc.nat(6),
      async (made, tags, authors, now, limit) => {
        for (const { id } of (await collection.list({ limit: 100 })).articles) await collection.remove(id);
        const drafts = made.map(
          ({ tags, names, url, published, expires }, index): Draft => ({
            id: String(index),
            tags,
            authors: names.map((name) => ({ name })),
            ...(url && { url: `https://x.example/${index}` }),
            date_published: iso(published),
            ...(expires !== null && { _courant: { expires: iso(expires) } }),
          }),
        );
        await collection.put(
          drafts.map((draft) => prepared(draft)),
          { restore: true },
        );
        const selection = { ...(tags && { tags }), ...(authors && { authors }) };

        const shown = (moment: number) =>
          made
            .map((article, id) => ({ ...article, id }))
            .filter(
              ({ tags: own }) =>
                !tags || tags.some((tag) => own.some((other) => other.toLowerCase() === tag.toLowerCase())),
            )
            .filter(
              ({ names }) =>
                !authors || authors.some((name) => names.some((other) => other.toLowerCase() === name.toLowerCase())),
            )
            .filter(({ published, expires }) => published <= moment && (expires === null || expires > moment))
            .sort((one, other) => other.published - one.published || (String(one.id) < String(other.id) ? -1 : 1))
            .map(({ id }) => String(id));
        t.same(await ids(collection, selection, limit, now), shown(now).slice(0, limit));

        const changes = [2, 3, 4, 5, 6, 7].filter(
          (moment) => moment > now && `${shown(moment)}` !== `${shown(moment - 1)}`,
        );
        t.equal(await collection.nextChange(selection, now), changes[0]);
      },
    ),
  );
});

test("permalink pages are for articles without a URL, and those that had one stay known", async (t) => {
  const { collection } = await testCollection(t);
  await collection.put([
    prepared({ id: "page" }),
    prepared({ id: "future", date_published: iso(start + day) }),
    prepared({ id: "elsewhere", url: "https://x.example/a" }),
    prepared({ id: "moved" }),
  ]);
  await collection.put([prepared({ id: "moved", url: "https://x.example/b" })]);
  const pages = async (since = { change: -1, now: 0 }, now = start) =>
    (await collection.pagesSince(since, now)).map(({ id, state, url }) => [id, state, url]).sort();
  const first = { change: await collection.changeOf({}), now: start };
  t.same(await pages(), [
    ["future", "hidden", undefined],
    ["moved", "former", "https://x.example/b"],
    ["page", "shown", undefined],
  ]);
  t.same(await pages(first), [], "nothing since");
  t.same(await pages(first, start + day), [["future", "shown", undefined]], "an article came due");
  t.same(await pages({ ...first, now: start + day }), [["future", "hidden", undefined]], "the clock was set back");
  for (const id of ["page", "elsewhere", "moved"]) await collection.remove(id);
  t.same(await pages(first), [
    ["moved", "former", undefined],
    ["page", "former", undefined],
  ]);
  const second = { ...first, change: await collection.changeOf({}) };
  await collection.put([prepared({ id: "page", _courant: { expires: iso(start + 2 * day) } })], { restore: true });
  t.same(await pages(second), [["page", "shown", undefined]]);
  const third = { ...first, change: await collection.changeOf({}) };
  t.same(await pages(third, start + 3 * day), [
    ["future", "shown", undefined],
    ["page", "hidden", undefined],
  ]);
});

test("pages of the list hold every article once, also while articles come and go", async (t) => {
  const { collection } = await testCollection(t);
  const made = Array.from({ length: 25 }, (_, index) => ({
    id: `id ${index} ü`,
    date_published: iso(start + Math.floor(index / 4) * day),
  }));
  await collection.put(made.map((draft) => prepared(draft)));
  const all: Article[] = [];
  let cursor: string | undefined;
  do {
    const page = await collection.list({ limit: 5, cursor });
    all.push(...page.articles);
    cursor = page.next;
    t.notMatch(cursor ?? "", /[^\w-]/, "a cursor stands in an address as it is");
    // What is newer than the cursor does not move the pages that follow; the last one given may go.
    await collection.put([prepared({ id: `late ${all.length}`, date_published: iso(start + 100 * day) })]);
    await collection.remove(String(all.at(-1)?.id));
  } while (cursor !== undefined);
  const expected = made.toSorted((a, b) =>
    a.date_published === b.date_published ? (a.id < b.id ? -1 : 1) : a.date_published < b.date_published ? 1 : -1,
  );
  t.same(
    all.map(({ id }) => id),
    expected.map(({ id }) => id),
  );
});

test("a full last page has no next", async (t) => {
  const { collection } = await testCollection(t);
  t.same(await collection.list({ limit: 2 }), { articles: [], next: undefined });
  await collection.put([prepared({ id: "a" }), prepared({ id: "b" })]);
  t.match(await collection.list({ limit: 2 }), { articles: [{ id: "a" }, { id: "b" }], next: undefined });
});

test("a cursor that no page gave is refused", async (t) => {
  const { collection } = await testCollection(t);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const bad = [
    "",
    "x",
    "%%%",
    "{}",
    ...[null, [], [1], ["1", "a"], [1.5, "a"], [1e300, "a"], [1, 2], [1, "a", 2]].map(encode),
  ];
  for (const cursor of bad) await t.rejects(collection.list({ limit: 1, cursor }), { code: "REQUEST_INVALID" }, cursor);
  await fc.assert(
    fc.asyncProperty(fc.string(), async (cursor) => {
      await t.rejects(collection.list({ limit: 1, cursor }), { code: "REQUEST_INVALID" });
    }),
  );
});

test("only what stands before a position is selected, ties by id", async (t) => {
  const { collection } = await testCollection(t);
  const at = (id: string, age: number) => prepared({ id, date_published: iso(start - age) });
  await collection.put([at("a", 0), at("b", 1), at("c", 1), at("d", 1), at("e", 2)]);
  const before = async (id: string, age: number) =>
    (await collection.select({}, 10, start, { id, published: start - age })).map(({ id }) => id);
  t.same(await before("c", 1), ["a", "b"]);
  t.same(await before("a", 0), []);
  t.same(await before("bb", 1), ["a", "b"]);
  t.same(await before("", 2), ["a", "b", "c", "d"]);
});

test("what changed, came due or expired is found by the earliest place that it ever had", async (t) => {
  const { collection } = await testCollection(t);
  const at = (id: string, age: number, expires?: number) =>
    prepared({ id, date_published: iso(start - age), ...(expires && { _courant: { expires: iso(start + expires) } }) });
  await collection.put([at("a", 9 * day), at("b", 5 * day), at("short", 7 * day, day), at("later", -2 * day)]);
  const look = async (now: number) => ({ change: await collection.changeOf({}), now });
  const first = await look(start);
  t.equal(await collection.earliestSince(first, start), undefined);
  t.equal(await collection.earliestSince(first, start + day), start - 7 * day, "it expired");
  t.equal(
    await collection.earliestSince({ ...first, now: start + day }, start + 2 * day),
    start + 2 * day,
    "it is due",
  );
  t.equal(await collection.earliestSince({ ...first, now: start + 2 * day }, start + day), start + 2 * day, "set back");
  await collection.put([at("b", 1 * day)]);
  t.equal(await collection.earliestSince(first, start), start - 5 * day, "it stood there before");
  const second = await look(start);
  await collection.remove("a");
  t.equal(await collection.earliestSince(second, start), start - 9 * day, "it was deleted");
  t.equal(await collection.earliestSince(await look(start), start), undefined);
  t.equal(await collection.earliestSince({ change: -1, now: 0 }, start), start - 9 * day);
});

test("with 5,000 articles a tag is selected through the index, without sorting", async (t) => {
  const { collection, file } = await testCollection(t);
  const drafts = Array.from({ length: 5000 }, (_, index) =>
    prepared({ id: `a${index}`, tags: ["all", `t${index % 50}`], date_published: iso(start - index * 1000) }),
  );
  await collection.put(drafts);
  t.same(await ids(collection, { tags: ["t7"] }, 2), ["a7", "a57"]);

  const database = new DatabaseSync(file, { readOnly: true });
  t.teardown(() => database.close());
  const plan = database
    .prepare(`EXPLAIN QUERY PLAN ${selectByTerm}`)
    .all({ term: "tag:t7", lists: "[]", now: start, limit: 50 })
    .map((row) => String(row.detail));
  t.match(plan[0], /^SEARCH terms USING PRIMARY KEY \(term=\? AND published>\? AND published<\?\)/);
  t.match(plan[1], /^SEARCH articles USING INDEX sqlite_autoindex_articles_1 \(id=\?\)/);
  t.notMatch(plan.join("\n"), /SCAN (terms|articles|other)|TEMP B-TREE/);
});
