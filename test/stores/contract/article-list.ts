import fc from "fast-check";
import type { Article } from "../../../src/article/article.ts";
import { day, prepared, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const iso = (time: number) => new Date(time).toISOString();

const list: StoreContract = {
  async "pages of the list hold every article once, also while articles come and go"(t, { stores }) {
    const made = Array.from({ length: 25 }, (_, index) => ({
      id: `id ${index} ü`,
      date_published: iso(start + Math.floor(index / 4) * day),
    }));
    await stores.articles.put(made.map((draft) => prepared(draft)));
    const all: Article[] = [];
    let cursor: string | undefined;
    do {
      const page = await stores.articles.list({ limit: 5, cursor });
      all.push(...page.articles);
      cursor = page.next;
      t.notMatch(cursor ?? "", /[^\w-]/, "a cursor stands in an address as it is");
      // Articles newer than the cursor do not move the pages that follow, and the last article of a page may be removed.
      await stores.articles.put([prepared({ id: `late ${all.length}`, date_published: iso(start + 100 * day) })]);
      await stores.articles.remove(String(all.at(-1)?.id));
    } while (cursor !== undefined);
    const dates = all.map(({ date_published }) => date_published);
    t.same(dates, dates.toSorted().reverse());
    t.same(all.map(({ id }) => id).sort(), made.map(({ id }) => id).sort());
  },

  async "a full last page has no next"(t, { stores }) {
    t.same(await stores.articles.list({ limit: 2 }), { articles: [], next: undefined });
    await stores.articles.put([prepared({ id: "a" }), prepared({ id: "b" })]);
    t.match(await stores.articles.list({ limit: 2 }), { articles: [{ id: "a" }, { id: "b" }], next: undefined });
  },

  async "a page of very long articles ends early, and has every article once"(t, { stores }) {
    const content_text = "x".repeat(1_000_000);
    for (let n = 10; n < 20; n++) await stores.articles.put([prepared({ id: `${n}`, content_text })]);
    const first = await stores.articles.list({ limit: 500 });
    t.equal(first.articles.length, 8);
    const { articles, next } = await stores.articles.list({ limit: 500, cursor: first.next });
    t.equal(next, undefined);
    t.equal(new Set([...first.articles, ...articles].map(({ id }) => id)).size, 10);
  },

  async "a cursor that no page gave is refused"(t, { stores }) {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const bad = [
      "",
      "x",
      "%%%",
      "{}",
      ...[null, [], [1], ["1", "a"], ["", 1, "1"], ["", 1, 1], ["", 1, "1", 2]].map(encode),
    ];
    for (const cursor of bad)
      await t.rejects(stores.articles.list({ limit: 1, cursor }), { code: "REQUEST_INVALID" }, cursor);
    await fc.assert(
      fc.asyncProperty(fc.string(), async (cursor) => {
        await t.rejects(stores.articles.list({ limit: 1, cursor }), { code: "REQUEST_INVALID" });
      }),
    );
  },
};

/** The contract of ArticleStore for lists. */
export function testArticleList(name: string, open: OpenStores): void {
  testContract(`${name}, list of articles`, list, open);
}
