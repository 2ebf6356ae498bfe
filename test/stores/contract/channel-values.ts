import fc from "fast-check";
import type { Facet } from "../../../src/channel/terms.ts";
import type { ChannelBounds } from "../../../src/stores/channel-values.ts";
import type { Stores } from "../../../src/stores/stores.ts";
import { runs } from "../../properties.ts";
import { day, keep, listValues, prepared, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const iso = (time: number) => new Date(time).toISOString();

const channelValues: StoreContract = {
  async "every value in use is listed once, as the newest article spells it, by facet"(t, { stores }) {
    await keep(stores.articles, { id: "a", tags: ["News"], date_published: iso(start - day) });
    await keep(stores.articles, { id: "b", tags: ["NEWS", "été"], authors: [{ name: "Ann" }], language: "en-GB" });
    t.same(
      (await listValues(stores, "tag", start)).map(({ value }) => value),
      ["NEWS", "été"],
    );
    t.same(
      (await listValues(stores, "author", start)).map(({ value }) => value),
      ["Ann"],
    );
    t.same(
      (await listValues(stores, "language", start)).map(({ value }) => value),
      ["en", "en-GB"],
    );
  },

  async "a value is listed from the publication of its first article on"(t, { stores }) {
    await keep(stores.articles, { id: "a", tags: ["later"], date_published: iso(start + day) });
    t.same(await listValues(stores, "tag", start), []);
    t.match(await listValues(stores, "tag", start + day), [{ value: "later" }]);
  },

  async "a slug belongs to one value, and stays with it when no article has the value"(t, { stores, reopen }) {
    await keep(stores.articles, { id: "a", tags: ["a b"] });
    const [first] = await listValues(stores, "tag", start);
    await keep(stores.articles, { id: "b", tags: ["a-b"], date_published: iso(start - 1) });
    const both = await listValues(stores, "tag", start);
    t.equal(new Set(both.map(({ slug }) => slug)).size, 2);
    for (const id of ["a", "b"]) await stores.articles.remove(id);
    await stores.close();
    const again = await reopen();
    t.same(await listValues(again, "tag", start), both);
    await keep(again.articles, { id: "c", tags: ["A B"] });
    t.same(
      (await listValues(again, "tag", start)).find(({ value }) => value === "a b"),
      first,
      "another spelling of the same value changes nothing",
    );
  },

  async "a value has a channel when enough articles have it, and keeps it while one does"(t, { stores }) {
    const bounds = { atLeast: 2, atMost: 10 };
    await keep(stores.articles, { id: "a", tags: ["rare", "common"] });
    await keep(stores.articles, { id: "b", tags: ["common"] });
    await keep(stores.articles, { id: "c", tags: ["rare"], date_published: iso(start + day) });
    t.same(await spelled(stores, "tag", start, bounds), { values: ["common"], refused: 0 });
    t.same(await spelled(stores, "tag", start + day, bounds), { values: ["common", "rare"], refused: 0 });
    await stores.articles.remove("a");
    t.same(await spelled(stores, "tag", start + day, bounds), { values: ["common", "rare"], refused: 0 });
  },

  async "articles that have expired do not count"(t, { stores }) {
    await keep(stores.articles, { id: "a", tags: ["x"], _courant: { expires: iso(start + 10) } });
    t.same(await spelled(stores, "tag", start + 20, { atLeast: 1, atMost: 10 }), { values: [], refused: 0 });
  },

  async "the most common values come first, then those with the oldest article, then the order of values"(
    t,
    { stores },
  ) {
    const tagged = (id: string, age: number, ...tags: string[]) =>
      keep(stores.articles, { id, tags, date_published: iso(start - age * day) });
    await tagged("1", 1, "a new", "common");
    await tagged("2", 2, "common");
    await tagged("3", 3, "b old", "c old");
    for (const [atMost, values] of [
      [1, ["common"]],
      [2, ["b old", "common"]],
      [3, ["b old", "c old", "common"]],
      [4, ["a new", "b old", "c old", "common"]],
    ] as const) {
      const bounds = { atLeast: 1, atMost };
      t.same(await spelled(stores, "tag", start, bounds), { values, refused: 4 - atMost }, `at most ${atMost}`);
    }
  },

  async "a channel is never taken away from a value that an article has"(t, { stores }) {
    await keep(stores.articles, { id: "a", tags: ["a", "b", "c"] });
    const three = { values: ["a", "b", "c"], refused: 0 };
    t.same(await spelled(stores, "tag", start, { atLeast: 1, atMost: 3 }), three);
    t.same(await spelled(stores, "tag", start, { atLeast: 5, atMost: 1 }), three, "with narrower bounds, too");
    for (const id of ["x", "y", "z"]) await keep(stores.articles, { id, tags: ["popular"] });
    t.same(await spelled(stores, "tag", start, { atLeast: 1, atMost: 3 }), { ...three, refused: 1 });
  },

  async "a value without articles gives way to one with articles, and has its old slug when it comes back"(
    t,
    { stores },
  ) {
    const bounds = { atLeast: 1, atMost: 2 };
    await keep(stores.articles, { id: "1", tags: ["a b"] });
    await keep(stores.articles, { id: "2", tags: ["c"] });
    const { values: before } = await stores.channelValues.list("tag", start, bounds);
    await stores.articles.remove("1");
    t.same(await spelled(stores, "tag", start, bounds), { values: ["a b", "c"], refused: 0 }, "while there is room");
    await keep(stores.articles, { id: "3", tags: ["a-b"] });
    const { values: after } = await stores.channelValues.list("tag", start, bounds);
    t.same(
      after.map(({ value }) => value),
      ["a-b", "c"],
    );
    t.notOk(
      after.some(({ slug }) => slug === before[0]?.slug),
      "nobody else gets its slug",
    );
    await keep(stores.articles, { id: "4", tags: ["A B"] });
    t.same(
      await spelled(stores, "tag", start, bounds),
      { values: ["a-b", "c"], refused: 1 },
      "there is no room for it",
    );
    const { values: all } = await stores.channelValues.list("tag", start, { ...bounds, atMost: 3 });
    t.same(
      all.find(({ value }) => value === "a b"),
      before[0],
    );
  },

  async "values that come and go never have more channels than atMost"(t, { stores }) {
    const bounds = { atLeast: 1, atMost: 5 };
    for (let round = 0; round < 4; round++) {
      const tags = Array.from({ length: 10 }, (_, index) => `round ${round} tag ${index}`);
      await keep(stores.articles, { id: `${round}`, tags });
      t.match(await spelled(stores, "tag", start, bounds), { values: { length: 5 }, refused: 5 }, `round ${round}`);
      await stores.articles.remove(`${round}`);
    }
    t.match(await spelled(stores, "tag", start, bounds), { values: { length: 5 }, refused: 0 });
  },

  async "whatever happened in between, a store that was open and one that was just opened say the same"(
    t,
    { stores, reopen },
  ) {
    const tag = fc.constantFrom("a", "b", "c", "d", "e", "f", "g");
    const change = fc.record({
      id: fc.constantFrom("1", "2", "3", "4", "5"),
      tags: fc.uniqueArray(tag, { maxLength: 4 }),
      published: fc.integer({ min: -3, max: 6 }),
      expires: fc.option(fc.integer({ min: -3, max: 6 }), { nil: undefined }),
      isRemoved: fc.boolean(),
      step: fc.constantFrom(0, 1, 1, 2, -1),
      bounds: fc.constantFrom({ atLeast: 1, atMost: 3 }, { atLeast: 1, atMost: 3 }, { atLeast: 2, atMost: 4 }),
    });
    const changes = fc.sample(fc.array(change, { minLength: runs(60), maxLength: runs(60) }), 1).flat();
    let now = start;
    for (const [index, { id, tags, published, expires, isRemoved, step, bounds }] of changes.entries()) {
      if (isRemoved) await stores.articles.remove(id);
      else {
        const date_published = iso(start + published * day);
        const _courant = expires === undefined ? {} : { expires: iso(start + expires * day) };
        await stores.articles.put([prepared({ id, title: id, tags, date_published, _courant })], { restore: true });
      }
      now += step * day;
      const listed = await stores.channelValues.list("tag", now, bounds);
      const fresh = await reopen();
      t.same(await fresh.channelValues.list("tag", now, bounds), listed, `after change ${index + 1}`);
      await fresh.close();
    }
  },
};

/** Lists the values of a facet as they are spelled. */
async function spelled(stores: Stores, facet: Facet, now: number, bounds: ChannelBounds) {
  const { values, refused } = await stores.channelValues.list(facet, now, bounds);
  return { values: values.map(({ value }) => value), refused };
}

/** The contract of ChannelValueStore. */
export function testChannelValueStore(name: string, open: OpenStores): void {
  testContract(`${name}, channel values`, channelValues, open);
}
