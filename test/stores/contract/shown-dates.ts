import { day, keep, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const iso = (moment: number) => new Date(moment).toISOString();
const ahead = iso(start + 10 * day);

const shownDates: StoreContract = {
  async "a date_modified that has not come is kept, and documents show when the article was written"(t, opened) {
    const { stores, clock, reopen } = opened;
    await keep(stores.articles, { id: "a", date_published: iso(start - day), date_modified: ahead });
    t.match(await stores.articles.find("a"), { article: { date_modified: ahead } });
    t.match(await stores.articles.findMany(["a"], start), [{ date_modified: iso(start) }]);
    clock.set(start + day);
    await keep(stores.articles, { id: "a", title: "Edited", date_modified: ahead });
    const again = await reopen();
    t.match(await again.articles.findMany(["a"], start + day), [{ title: "Edited", date_modified: iso(start + day) }]);
    t.match(await again.articles.findMany(["a"], start + 10 * day - 1), [{ date_modified: iso(start + day) }]);
    t.match(await again.articles.findMany(["a"], start + 10 * day), [{ date_modified: ahead }], "it has come");
    t.match((await again.articles.list({ limit: 1 })).articles, [{ date_modified: ahead }]);
  },

  async "the moment of such a date is a change of the feeds and the page that show the article"(t, { stores }) {
    const { selections, articles } = stores;
    await keep(articles, { id: "a", tags: ["x"], date_published: iso(start - day), date_modified: ahead });
    await keep(articles, { id: "b", tags: ["y"], date_published: iso(start - day) });
    t.equal(await selections.nextChangeTime({}, start), start + 10 * day);
    t.equal(await selections.nextChangeTime({ tags: ["x"] }, start), start + 10 * day);
    t.equal(await selections.nextChangeTime({ tags: ["y"] }, start), undefined);
    t.equal(await selections.nextChangeTime({}, start + 10 * day), undefined);
    const since = { change: await selections.changeNumber({}), now: start };
    t.same(await selections.changedPages(since, start + 10 * day - 1), []);
    t.match(await selections.changedPages(since, start + 10 * day), [{ id: "a", state: "shown" }]);
    await articles.remove("a");
    t.equal(await selections.nextChangeTime({}, start), undefined, "of a deleted article nothing comes");
  },

  async "an article that is due later is never shown as changed before it was published"(t, { stores }) {
    await keep(stores.articles, { id: "a", date_published: iso(start + day), date_modified: ahead });
    t.match(await stores.articles.findMany(["a"], start + day), [{ date_modified: iso(start + day) }]);
    t.equal(await stores.selections.nextChangeTime({}, start), start + day);
    await keep(stores.articles, { id: "b", date_published: iso(start + day) });
    t.match(await stores.articles.findMany(["b"], start + day), [{ date_modified: iso(start + day) }]);
  },
};

/** The contract of ArticleStore and SelectionStore for dates that have not come. */
export function testShownDates(name: string, open: OpenStores): void {
  testContract(`${name}, shown dates`, shownDates, open);
}
