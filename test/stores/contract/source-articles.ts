import { keep, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const source = "https://a.example/feed";
const noted = (id: string, age: number, revision = 1) => ({ id, published: start - age, revision });

const sourceArticles: StoreContract = {
  async "the newest articles of a source are kept apart from its surplus, also after a restart"(t, { stores, reopen }) {
    const articles = [noted("a", 3), noted("b", 1), noted("c", 2), noted("d", 2)];
    for (const { id } of articles) await keep(stores.articles, { id, title: id });
    await keep(stores.articles, { id: "other", title: "other" });
    await stores.sourceArticles.note(source, articles);
    await stores.sourceArticles.note("https://b.example/feed", [noted("other", 0)]);
    await stores.sourceArticles.note(source, []);
    await stores.close();
    const again = (await reopen()).sourceArticles;
    t.equal(await again.count(source), 4);
    t.equal(await again.oldestOfNewest(source, 1), start - 1);
    t.equal(await again.oldestOfNewest(source, 4), start - 3);
    t.equal(await again.oldestOfNewest(source, 5), undefined);
    t.same(await again.listSurplus(source, 1, 2), [noted("c", 2), noted("d", 2)], "ties by id");
    t.same(await again.listSurplus(source, 4, 10), []);
    t.equal(await again.count("https://unknown.example/"), 0);
  },

  async "an article is noted once, as it was last"(t, { stores }) {
    await keep(stores.articles, { id: "a", title: "a" });
    await stores.sourceArticles.note(source, [noted("a", 5)]);
    await stores.sourceArticles.note(source, [noted("a", 4, 2)]);
    t.same(await stores.sourceArticles.listSurplus(source, 0, 10), [noted("a", 4, 2)]);
  },

  async "a deleted or forgotten article belongs to no source"(t, { stores }) {
    for (const id of ["a", "b", "c"]) await keep(stores.articles, { id, title: id });
    await stores.sourceArticles.note(source, [noted("a", 1), noted("b", 2), noted("c", 3)]);
    await stores.articles.remove("a");
    await stores.sourceArticles.forget("b");
    t.same(await stores.sourceArticles.listSurplus(source, 0, 10), [noted("c", 3)]);
    t.match(await stores.articles.find("b"), { state: "present" });
  },
};

/** The contract of SourceArticleStore. */
export function testSourceArticleStore(name: string, open: OpenStores): void {
  testContract(`${name}, articles of sources`, sourceArticles, open);
}
