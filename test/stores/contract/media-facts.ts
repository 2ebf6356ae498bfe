import { day, keep, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const [one, two] = ["https://a.example/1.png", "https://a.example/2.png"];
const facts = { type: "image/png", bytes: 5, width: 1, height: 1 };
const found = (url: string, more = {}) => ({
  url,
  asked: start,
  next: undefined,
  failures: 0,
  facts: { ...facts, ...more },
});

const mediaFacts: StoreContract = {
  async "files that documents show are due once, whoever names them, also after a restart"(t, { stores, reopen }) {
    await stores.mediaFacts.want(
      [
        { url: one, article: "a" },
        { url: two, article: "a" },
      ],
      start,
    );
    await stores.mediaFacts.want([{ url: one, article: "b" }], start + 5);
    const due = [one, two].map((url) => ({ url, failures: 0 }));
    t.same(await stores.mediaFacts.listDue(start, 10), due);
    t.same(await stores.mediaFacts.listDue(start, 1), due.slice(0, 1));
    t.same(await stores.mediaFacts.listDue(start - 1, 10), []);
    t.same(await stores.mediaFacts.count(), { known: 0, waiting: 2, unknown: 0 });
    await stores.mediaFacts.keep([
      found(one),
      { url: two, asked: start, next: start + 100, failures: 1, error: "it answered 500" },
    ]);
    const again = await reopen();
    t.same(await again.mediaFacts.find([one, two]), new Map([[one, facts]]));
    t.same(await again.mediaFacts.listDue(start + 99, 10), []);
    t.same(await again.mediaFacts.listDue(start + 100, 10), [{ url: two, failures: 1 }]);
    await again.mediaFacts.keep([{ url: two, asked: start, next: undefined, failures: 2, error: "it answered 404" }]);
    await again.mediaFacts.want(
      [
        { url: one, article: "c" },
        { url: two, article: "c" },
      ],
      start + 89 * day,
    );
    t.same(await again.mediaFacts.listDue(start + 1000 * day, 10), [], "what was asked is not asked again");
    t.same(await again.mediaFacts.count(), { known: 1, waiting: 0, unknown: 1 });

    await again.mediaFacts.want(
      [
        { url: two, article: "c" },
        { url: one, article: "c" },
      ],
      start + 90 * day,
    );
    t.same(await again.mediaFacts.listDue(start + 90 * day, 10), due, "but for what documents still show after long");
    await again.mediaFacts.keep([
      { url: one, asked: start + 90 * day, next: undefined, failures: 1, error: "it answered 404" },
    ]);
    t.same(await again.mediaFacts.find([one]), new Map([[one, facts]]), "what was known stays known");
  },

  async "what was found out changes what selects the articles that name it, and no article"(t, { stores }) {
    await keep(stores.articles, { id: "a", image: one, tags: ["x"], title: "A" });
    await keep(stores.articles, { id: "b", image: one, tags: ["y"], title: "B" });
    await keep(stores.articles, { id: "c", title: "C", tags: ["z"] });
    await stores.mediaFacts.want(
      ["a", "b"].map((article) => ({ url: one, article })),
      start,
    );
    const changeOf = (tag: string) => stores.selections.changeNumber({ tags: [tag] });
    const changes = () => Promise.all(["x", "y", "z"].map(changeOf));
    const before = await changes();
    const looked = { change: await stores.selections.changeNumber({}), now: start };
    const articles = await stores.articles.list({ limit: 10 });

    t.equal(await stores.mediaFacts.keep([found(one)]), true);
    const [x = 0, y = 0, z] = await changes();
    t.ok(x > (before[0] ?? 0) && y > (before[1] ?? 0));
    t.equal(z, before[2]);
    t.same(
      await stores.selections.changedTerms(looked.change),
      new Set(["all", "page-month:2026-03", "permalinked", "tag:x", "tag:y"]),
    );
    t.same(await stores.articles.list({ limit: 10 }), articles);
    t.equal(await stores.selections.earliestChangedTime(looked, start), undefined, "archives are as they were");
    t.same(await stores.selections.changedPages(looked, start), [], "and so are pages of articles");

    t.equal(await stores.mediaFacts.keep([found(one)]), false, "the same again is no news");
    t.same(await changes(), [x, y, z]);
    t.equal(await stores.mediaFacts.keep([found(one, { bytes: 6 })]), true);
    await stores.articles.remove("a");
    await stores.articles.remove("b");
    t.equal(await stores.mediaFacts.keep([found(one, { bytes: 7 })]), false, "nobody names it any more");
  },
};

/** The contract of MediaFactStore. */
export function testMediaFactStore(name: string, open: OpenStores): void {
  testContract(`${name}, media facts`, mediaFacts, open);
}
