import fc from "fast-check";
import type { Draft } from "../../../src/article/article.ts";
import type { Selection } from "../../../src/config/schema.ts";
import type { SelectionStore, ShownSelection } from "../../../src/stores/selections.ts";
import { day, prepared, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";
import { testSelectionChanges } from "./selection-changes.ts";

const iso = (time: number) => new Date(time).toISOString();

async function ids(selections: SelectionStore, selection: Selection, limit = 10, now = start) {
  return (await selections.select(selection, limit, now)).map(({ id }) => id);
}

const selections: StoreContract = {
  async "a channel selects by tags, authors and language, and every condition holds"(t, { stores }) {
    const drafts: Draft[] = [
      { id: "1", tags: ["News", "Sport"], authors: [{ name: "Ann" }], language: "en" },
      { id: "2", tags: ["ｎｅｗｓ"], authors: [{ name: "Ben" }, { url: "https://x.example/" }], language: "en-GB" },
      { id: "3", tags: ["ÉTÉ", "newsroom"], authors: [{ name: "ann" }], language: "eng" },
      { id: "4", language: "EN-us" },
    ];
    await stores.articles.put(drafts.map((draft) => prepared(draft)));
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
      t.same(await ids(stores.selections, selection), expected, JSON.stringify(selection));
  },

  async "newest first, ties by id, no more than the limit"(t, { stores }) {
    const at = (id: string, days: number, tags: string[]) =>
      prepared({ id, tags, date_published: iso(start - days * day) });
    await stores.articles.put([
      at("c", 1, ["x"]),
      at("\u{1f600}", 2, ["x"]),
      at("\uff21", 2, ["y"]),
      at("b", 2, ["x", "y"]),
      at("new", 0, ["y"]),
    ]);
    const order = ["new", "c", "b", "\uff21", "\u{1f600}"];
    t.same(await ids(stores.selections, {}), order);
    t.same(await ids(stores.selections, { tags: ["x", "y"] }), order, "the same order from several tags");
    for (const limit of [0, 1, 3, 4]) {
      t.same(await ids(stores.selections, { tags: ["y", "x"] }, limit), order.slice(0, limit));
      t.same(await ids(stores.selections, {}, limit), order.slice(0, limit));
    }
  },

  async "an article is selected from its publication until it expires"(t, { stores }) {
    const due = start + day;
    const draft = { id: "a", tags: ["x"], date_published: iso(due), _courant: { expires: iso(due + day) } };
    await stores.articles.put([prepared(draft), prepared({ ...draft, id: "void", _courant: { expires: iso(due) } })]);
    for (const selection of [{}, { tags: ["x"] }, { tags: ["x", "y"] }]) {
      t.same(await ids(stores.selections, selection, 10, due - 1), []);
      t.same(await ids(stores.selections, selection, 10, due), ["a"]);
      t.same(await ids(stores.selections, selection, 10, due + day - 1), ["a"]);
      t.same(await ids(stores.selections, selection, 10, due + day), []);
      t.equal(await stores.selections.nextChangeTime(selection, start), due);
      t.equal(await stores.selections.nextChangeTime(selection, due), due + day);
      t.equal(await stores.selections.nextChangeTime(selection, due + day), undefined);
    }
    t.equal(await stores.selections.nextChangeTime({ tags: ["y"] }, start), undefined, "only this selection's");
    await stores.articles.remove("a");
    t.equal(await stores.selections.nextChangeTime({}, start), undefined);
  },

  async "the changes of many selections are those of each"(t, { stores }) {
    const { selections } = stores;
    const later = (id: string, tags: string[], days: number, more: Draft = {}) =>
      prepared({ id, tags, date_published: iso(start + days * day), ...more });
    await stores.articles.put([
      prepared({ id: "modified", tags: ["x"], date_published: iso(start), date_modified: iso(start + 4 * day) }),
      prepared({
        id: "expiring",
        tags: ["y"],
        date_published: iso(start),
        _courant: { expires: iso(start + 3 * day) },
      }),
      later("both", ["y", "z"], 5, { authors: [{ name: "A" }] }),
      later("never", ["v"], 1, { _courant: { expires: iso(start) } }),
    ]);
    await stores.articles.put([later("z", ["z"], 6)]);
    const asked: (readonly [ShownSelection, number | undefined])[] = [
      [{}, start + 3 * day],
      [{ tags: ["x"] }, start + 4 * day],
      [{ tags: ["none"] }, undefined],
      [{ tags: ["v"] }, undefined],
      [{ tags: ["z", "x"] }, start + 4 * day],
      [{ tags: ["y", "x"], authors: ["a"] }, start + 5 * day],
      [{ tags: ["z"], except: [{ authors: ["A"] }] }, start + 6 * day],
      [{ except: [{ tags: ["y"] }] }, start + 4 * day],
      [{ tags: ["z"] }, start + 5 * day],
    ];
    const numbers = await Promise.all(asked.map(([selection]) => selections.changeNumber(selection as Selection)));
    t.same(
      await selections.changes(
        asked.map(([selection]) => selection),
        start,
      ),
      asked.map(([, due], index) => ({ number: numbers[index], due })),
    );
    t.ok((numbers[8] ?? 0) > (numbers[1] ?? 0), "the numbers differ");
    t.same(await selections.changes([], start), []);
  },

  async "an article that changes is selected by what it is now"(t, { stores }) {
    await stores.articles.put([prepared({ id: "a", tags: ["x", "both"], language: "en" })]);
    await stores.articles.put([prepared({ id: "a", tags: ["y", "both"], date_published: iso(start - day) })]);
    t.same(await stores.selections.select({ tags: ["x"] }, 10, start), []);
    t.same(await stores.selections.select({ language: "en" }, 10, start), []);
    t.same(await stores.selections.select({ tags: ["y"] }, 10, start), [
      { id: "a", revision: 2, published: start - day },
    ]);
    t.same(await stores.selections.select({ tags: ["both"] }, 10, start - day), [
      { id: "a", revision: 2, published: start - day },
    ]);
  },

  async "selection and next change agree with the definition, whatever the articles"(t, { stores }) {
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
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyArticle, { maxLength: 12 }),
        some,
        some,
        time,
        fc.nat(6),
        async (made, tags, authors, now, limit) => {
          for (const { id } of (await stores.articles.list({ limit: 100 })).articles) await stores.articles.remove(id);
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
          await stores.articles.put(
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
          t.same(await ids(stores.selections, selection, limit, now), shown(now).slice(0, limit));

          const changes = [2, 3, 4, 5, 6, 7].filter(
            (moment) => moment > now && `${shown(moment)}` !== `${shown(moment - 1)}`,
          );
          t.equal(await stores.selections.nextChangeTime(selection, now), changes[0]);
        },
      ),
    );
  },

  async "only what stands before a position is selected, ties by id"(t, { stores }) {
    const at = (id: string, age: number) => prepared({ id, date_published: iso(start - age) });
    await stores.articles.put([at("a", 0), at("b", 1), at("c", 1), at("d", 1), at("e", 2)]);
    const before = async (id: string, age: number) =>
      (await stores.selections.select({}, 10, start, { id, published: start - age })).map(({ id }) => id);
    t.same(await before("c", 1), ["a", "b"]);
    t.same(await before("a", 0), []);
    t.same(await before("bb", 1), ["a", "b"]);
    t.same(await before("", 2), ["a", "b", "c", "d"]);
  },
};

/** The contract of SelectionStore. */
export function testSelectionStore(name: string, open: OpenStores): void {
  testContract(`${name}, selections`, selections, open);
  testSelectionChanges(name, open);
}
