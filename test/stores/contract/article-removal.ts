import { day, keep, prepared, put, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const url = "https://x.example/a";

const removal: StoreContract = {
  async "a deleted article does not come back by itself"(t, { stores, clock, reopen }) {
    await keep(
      stores.articles,
      { id: "a/1", url, title: "T", tags: ["news"] },
      "file:a.txt",
      "headline:t",
      "content:1",
    );
    clock.set(start + day);
    t.equal(await stores.articles.remove("a/1"), true);
    t.equal(await stores.articles.remove("a/1"), false, "there is none any more");
    t.equal(await stores.articles.remove("never"), false);
    await stores.close();

    const again = await reopen();
    t.same(await again.articles.find("a/1"), { state: "deleted", deletedAt: "2026-03-02T12:00:00.000Z" });
    t.same(await again.articles.findMany(["a/1"]), []);
    t.same(await again.selections.select({ tags: ["news"] }, 10, start + day), []);
    t.same((await again.articles.list({ limit: 10 })).articles, []);
    t.same(await again.articles.count(), { present: 0, deleted: 1 });

    const attempts = [
      await put(again.articles, { id: "a/1", title: "T" }),
      await put(again.articles, { url }),
      await put(again.articles, { id: "another", url }),
      await put(again.articles, { title: "T" }, "file:a.txt"),
      await put(again.articles, { title: "T" }, "headline:t"),
      await put(again.articles, { title: "T" }, "content:1"),
    ];
    for (const outcome of attempts) {
      if (outcome.outcome !== "rejected") return t.fail(outcome.outcome);
      t.equal(outcome.error.code, "ARTICLE_DELETED");
      t.match(outcome.error.message, "2026-03-02T12:00:00.000Z");
      t.match(outcome.error.message, "PUT /admin/articles/a%2F1 brings it back");
    }
  },

  async "a deleted article is brought back under its id, and goes on counting revisions"(t, { stores, clock }) {
    await keep(stores.articles, { id: "a", url, title: "T" });
    await keep(stores.articles, { id: "a", url, title: "U" });
    await stores.articles.remove("a");
    clock.set(start + day);
    const [restored] = await stores.articles.put([prepared({ id: "other", url, title: "T" })], { restore: true });
    t.match(restored, { outcome: "created", article: { id: "a", title: "T", _courant: { revision: 3 } } });
    t.match(await stores.articles.find("a"), { state: "present", article: { title: "T" } });
    t.match(await stores.articles.find("other"), { state: "present", article: { id: "a" } });
    t.same(await stores.articles.count(), { present: 1, deleted: 0 });
    t.match(await put(stores.articles, { id: "a", url, title: "T" }), { outcome: "unchanged" });
    t.match(await stores.articles.put([prepared({ id: "a", url, title: "T" })], { restore: true }), [
      { outcome: "unchanged" },
    ]);
  },

  async "the URL of a deleted article can be given to one that exists, and then stays with it"(t, { stores }) {
    await keep(stores.articles, { id: "double", url });
    await keep(stores.articles, { id: "a" });
    await stores.articles.remove("double");
    t.match(await put(stores.articles, { id: "a", url }), { outcome: "updated" });
    t.match(await put(stores.articles, { url }), { outcome: "unchanged", article: { id: "a" } });
    const [outcome] = await stores.articles.put([prepared({ id: "double", url })], { restore: true });
    t.match(outcome, { outcome: "rejected", error: { code: "ARTICLE_CONFLICT" } });
    t.match(await stores.articles.find("double"), { state: "deleted" });
  },
};

/** The contract of ArticleStore for deleted articles. */
export function testArticleRemoval(name: string, open: OpenStores): void {
  testContract(`${name}, deleted articles`, removal, open);
}
