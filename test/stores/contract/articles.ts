import fc from "fast-check";
import { anyDraft } from "../../article/arbitrary.ts";
import { day, keep, prepared, put, start } from "../helpers.ts";
import { testArticleIdentity } from "./article-identity.ts";
import { testArticleInputs } from "./article-inputs.ts";
import { testArticleList } from "./article-list.ts";
import { testArticleRemoval } from "./article-removal.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const url = "https://x.example/a";

const puts: StoreContract = {
  async "what was put is there after the collection is closed and opened again"(t, { stores, reopen }) {
    const article = await keep(stores.articles, { id: "ä/1", url, title: "T 😀", tags: ["b", "a"] });
    await stores.close();
    const again = await reopen();
    t.same(await again.articles.find("ä/1"), { state: "present", article });
    t.same(await again.articles.findMany(["ä/1"]), [article]);
    t.same(await again.selections.select({ tags: ["a"] }, 10, start), [{ id: "ä/1", revision: 1, published: start }]);
  },

  async "any article put twice is unchanged, and reads back as it was answered"(t, { stores, clock }) {
    await fc.assert(
      fc.asyncProperty(anyDraft, fc.nat({ max: 1000 * day }), async (draft, later) => {
        clock.set(start);
        const [first, within] = await stores.articles.put([prepared(draft), prepared(draft, "file:x")]);
        clock.set(start + later);
        if (first?.outcome === "rejected" || !first) return t.equal(first?.error.code, "ARTICLE_CONFLICT");
        // Without an id and URL nothing but a name tells that it is the same article.
        if (draft.id === undefined && draft.url === undefined) return;
        t.same(within, { outcome: "unchanged", article: first.article });
        t.same(await put(stores.articles, draft), { outcome: "unchanged", article: first.article });
        t.same(await stores.articles.find(first.article.id), { state: "present", article: first.article });
      }),
    );
  },

  async "articles of one batch keep their order when none says a date, and no two have the same"(t, { stores }) {
    const ids = ["z", "a", "m", "b"];
    await stores.articles.put(ids.map((id) => prepared({ id, title: id })));
    const { articles } = await stores.articles.list({ limit: 10 });
    t.strictSame(
      articles.map(({ id }) => id),
      ids,
    );
    t.equal(new Set(articles.map(({ date_modified }) => date_modified)).size, ids.length);
    t.same((await stores.selections.select({}, 10, start)).length, ids.length, "none of them is in the future");
  },

  async "a draft that is rejected does not undo the others"(t, { stores }) {
    await stores.articles.put([prepared({ id: "a", url }), prepared({ id: "b" })]);
    const outcomes = await stores.articles.put([
      prepared({ id: "c" }),
      prepared({ id: "b", url, title: "conflict" }),
      prepared({ id: "a", url, title: "T" }),
    ]);
    t.same(
      outcomes.map(({ outcome }) => outcome),
      ["created", "rejected", "updated"],
    );
    t.same(await stores.articles.count(), { present: 3, deleted: 0 });
    t.match(await stores.articles.find("b"), { article: { title: undefined, _courant: { revision: 1 } } });
  },

  async "when the batch fails, nothing of it was done"(t, { stores }) {
    await t.rejects(
      stores.articles.put([prepared({ id: "a" }), prepared({ id: "b", date_published: "never" })]),
      RangeError,
    );
    t.same(await stores.articles.find("a"), { state: "unknown" });
    t.equal((await keep(stores.articles, { id: "a" })).id, "a", "and the next one works");
  },

  async "a change is made only at the revision it is meant for"(t, { stores }) {
    const at = async (ifRevision: number, title: string, restore = false) => {
      const [outcome] = await stores.articles.put([prepared({ id: "a", title })], { ifRevision, restore });
      return outcome?.outcome === "rejected" ? outcome.error.code : outcome?.outcome;
    };
    t.equal(await at(1, "A"), "PRECONDITION_FAILED", "there is none yet");
    t.equal(await at(0, "A"), "created");
    t.equal(await at(0, "A"), "PRECONDITION_FAILED", "there is one now, even an equal one");
    t.equal(await at(1, "B"), "updated");
    t.equal(await at(1, "C"), "PRECONDITION_FAILED", "a lost update");
    t.match(await stores.articles.find("a"), { article: { title: "B" } });

    await t.rejects(stores.articles.remove("a", { ifRevision: 1 }), { code: "PRECONDITION_FAILED" });
    t.match(await stores.articles.find("a"), { state: "present" });
    t.equal(await stores.articles.remove("a", { ifRevision: 2 }), true);

    t.equal(await at(2, "D"), "ARTICLE_DELETED");
    t.equal(await at(2, "D", true), "PRECONDITION_FAILED", "a deleted article has no revision");
    t.equal(await at(0, "D", true), "created");
  },

  async "articles come in the order they are asked for, without those that are gone"(t, { stores }) {
    await stores.articles.put(["a", "b", "c"].map((id) => prepared({ id })));
    await stores.articles.remove("b");
    const articles = await stores.articles.findMany(["c", "b", "a", "never", "c"]);
    t.same(
      articles.map(({ id }) => id),
      ["c", "a", "c"],
    );
  },

  async "an article that comes without its content does not delete what is known of it"(t, { stores }) {
    const _courant = { without_content: true };
    const created = await keep(stores.articles, { id: "a", title: "T", summary: "S", _courant });
    t.same(created._courant, { revision: 1 });
    t.equal((await put(stores.articles, { id: "a", title: "T", summary: "S", _courant })).outcome, "unchanged");
    for (const content of [{ content_html: "<p>whole</p>" }, { content_text: "whole" }]) {
      const whole = await keep(stores.articles, { id: "a", title: "T", ...content });
      const outcome = await put(stores.articles, { id: "a", title: "T", summary: "S", _courant });
      t.match(outcome, { outcome: "rejected", error: { code: "ARTICLE_INVALID", message: /without its content/ } });
      t.same(await stores.articles.find("a"), { state: "present", article: whole });
    }
  },

  async "articles are found by what their names begin with, newest first, for as long as they are there"(
    t,
    { stores },
  ) {
    const keepNamed = (id: string, date_published: string, ...names: string[]) =>
      keep(stores.articles, { id, title: id, date_published }, ...names);
    await keepNamed("old", "2026-01-01T00:00:00Z", "kind:b", "kind:c");
    await keepNamed("new", "2026-02-01T00:00:00Z", "other:x", "kind:\u{10FFFE}");
    await keepNamed("else", "2026-02-01T00:00:00Z", "kin", "kind;", "KIND:a");
    const ids = async (prefix: string) => (await stores.articles.findByNamePrefix(prefix)).map(({ id }) => id);
    t.same(await ids("kind:"), ["new", "old"], "each once");
    t.equal((await stores.articles.findByName("kind:c"))?.id, "old");
    t.equal(await stores.articles.findByName("kind:"), undefined, "a beginning");
    await keep(stores.articles, { id: "old", title: "Without names" });
    t.same(await ids("kind:"), ["new", "old"]);
    await stores.articles.remove("new");
    t.same(await ids("kind:"), ["old"]);
    t.equal(await stores.articles.findByName("other:x"), undefined, "a deleted one");
    t.same(await ids("%"), []);
  },

  async "a second connection sees what was acknowledged, and neither overwrites the other"(t, { stores, reopen }) {
    const other = await reopen();
    const article = await keep(stores.articles, { id: "a", tags: ["x"] });
    t.same(await other.articles.find("a"), { state: "present", article });
    await keep(other.articles, { id: "a", title: "T" });
    await other.articles.remove("a");
    t.match(await stores.articles.find("a"), { state: "deleted" });
  },
};

/** The contract of ArticleStore. */
export function testArticleStore(name: string, open: OpenStores): void {
  testContract(`${name}, articles`, puts, open);
  testArticleRemoval(name, open);
  testArticleIdentity(name, open);
  testArticleInputs(name, open);
  testArticleList(name, open);
}
