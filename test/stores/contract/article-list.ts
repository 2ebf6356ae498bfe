import fc from "fast-check";
import type { Article } from "../../../src/article/article.ts";
import { day, keep, prepared, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const iso = (time: number) => new Date(time).toISOString();

const list: StoreContract = {
  async "values of a facet are listed once, by prefix, as the newest article spells them"(t, { stores }) {
    const tags = (prefix: string, limit = 10) => stores.articles.listValues("tag", { prefix, limit });
    await keep(stores.articles, { id: "a", tags: ["news", "Été", "new"], date_published: "2026-01-01T00:00:00.000Z" });
    await keep(stores.articles, { id: "b", tags: ["NEWS", "other"], authors: [{ name: "Ann" }], language: "en-GB" });
    t.same(await tags(""), ["new", "NEWS", "other", "Été"]);
    t.same(await tags("New"), ["new", "NEWS"]);
    t.same(await tags("news"), ["NEWS"]);
    t.same(await tags("", 2), ["new", "NEWS"]);
    t.same(await tags("%"), []);
    t.same(await stores.articles.listValues("author", { prefix: "a", limit: 10 }), ["Ann"]);
    t.same(await stores.articles.listValues("language", { prefix: "", limit: 10 }), ["en", "en-GB"]);
    await stores.articles.remove("b");
    t.same(await tags("news"), ["news"]);
  },

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
