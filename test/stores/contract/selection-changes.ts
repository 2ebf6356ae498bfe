import { day, prepared, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const iso = (time: number) => new Date(time).toISOString();

const changes: StoreContract = {
  async "permalink pages are for articles without a URL, and those that had one stay known"(t, { stores }) {
    await stores.articles.put([
      prepared({ id: "page" }),
      prepared({ id: "future", date_published: iso(start + day) }),
      prepared({ id: "elsewhere", url: "https://x.example/a" }),
      prepared({ id: "moved" }),
    ]);
    await stores.articles.put([prepared({ id: "moved", url: "https://x.example/b" })]);
    const pages = async (since = { change: -1, now: 0 }, now = start) =>
      (await stores.selections.changedPages(since, now)).map(({ id, state, url }) => [id, state, url]).sort();
    const first = { change: await stores.selections.changeNumber({}), now: start };
    t.same(await pages(), [
      ["future", "hidden", undefined],
      ["moved", "former", "https://x.example/b"],
      ["page", "shown", undefined],
    ]);
    t.same(await pages(first), [], "nothing since");
    t.same(await pages(first, start + day), [["future", "shown", undefined]], "an article came due");
    t.same(await pages({ ...first, now: start + day }), [["future", "hidden", undefined]], "the clock was set back");
    for (const id of ["page", "elsewhere", "moved"]) await stores.articles.remove(id);
    t.same(await pages(first), [
      ["moved", "former", undefined],
      ["page", "former", undefined],
    ]);
    const second = { ...first, change: await stores.selections.changeNumber({}) };
    await stores.articles.put([prepared({ id: "page", _courant: { expires: iso(start + 2 * day) } })], {
      restore: true,
    });
    t.same(await pages(second), [["page", "shown", undefined]]);
    const third = { ...first, change: await stores.selections.changeNumber({}) };
    t.same(await pages(third, start + 3 * day), [
      ["future", "shown", undefined],
      ["page", "hidden", undefined],
    ]);
  },

  async "what changed, came due or expired is found by the earliest place that it ever had"(t, { stores }) {
    const at = (id: string, age: number, expires?: number) =>
      prepared({
        id,
        date_published: iso(start - age),
        ...(expires && { _courant: { expires: iso(start + expires) } }),
      });
    await stores.articles.put([at("a", 9 * day), at("b", 5 * day), at("short", 7 * day, day), at("later", -2 * day)]);
    const look = async (now: number) => ({ change: await stores.selections.changeNumber({}), now });
    const first = await look(start);
    t.equal(await stores.selections.earliestChangedTime(first, start), undefined);
    t.equal(await stores.selections.earliestChangedTime(first, start + day), start - 7 * day, "it expired");
    t.equal(
      await stores.selections.earliestChangedTime({ ...first, now: start + day }, start + 2 * day),
      start + 2 * day,
      "it is due",
    );
    t.equal(
      await stores.selections.earliestChangedTime({ ...first, now: start + 2 * day }, start + day),
      start + 2 * day,
      "set back",
    );
    await stores.articles.put([at("b", 1 * day)]);
    t.equal(await stores.selections.earliestChangedTime(first, start), start - 5 * day, "it stood there before");
    const second = await look(start);
    await stores.articles.remove("a");
    t.equal(await stores.selections.earliestChangedTime(second, start), start - 9 * day, "it was deleted");
    t.equal(await stores.selections.earliestChangedTime(await look(start), start), undefined);
    t.equal(await stores.selections.earliestChangedTime({ change: -1, now: 0 }, start), start - 9 * day);
  },
};

/** The contract of SelectionStore for what changed since a checkpoint. */
export function testSelectionChanges(name: string, open: OpenStores): void {
  testContract(`${name}, changes`, changes, open);
}
