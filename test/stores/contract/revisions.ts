import type { Stores } from "../../../src/stores/stores.ts";
import { day, keep, prepared, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

async function titlesOf({ revisions }: Stores, id: string): Promise<string[]> {
  const list = (await revisions.list(id)).revisions;
  const found = await Promise.all(list.map(({ revision }) => revisions.find(id, revision)));
  return found.map((each) => `${each?.revision} ${each?.kind} ${each?.article.title}${each?.current ? " now" : ""}`);
}

const revisions: StoreContract = {
  async "each change makes a revision, with when and by whom"(t, { stores, clock }) {
    const write = async (title: string, by: string) => {
      await stores.articles.put([prepared({ id: "a", title })], { by });
      clock.set(clock.now() + 1000);
    };
    await write("One", "ann");
    await write("One", "bob");
    await write("Two", "bob");
    await stores.drafts.put(prepared({ id: "a", title: "Three" }), { by: "cleo" });
    t.same(await stores.revisions.list("a"), {
      revisions: [
        { revision: 3, kind: "draft", at: "2026-03-01T12:00:03.000Z", by: "cleo", current: true },
        { revision: 2, kind: "published", at: "2026-03-01T12:00:02.000Z", by: "bob", current: true },
        { revision: 1, kind: "published", at: "2026-03-01T12:00:00.000Z", by: "ann", current: false },
      ],
    });
    await stores.drafts.publish("a", { by: "dora" });
    t.same(await titlesOf(stores, "a"), [
      "4 published Three now",
      "3 draft Three",
      "2 published Two",
      "1 published One",
    ]);
    t.match(await stores.revisions.find("a", 1), { article: { id: "a", _courant: { revision: 1 } } });
    t.match(await stores.revisions.find("a", 3), { article: { _courant: { draft: true, saved_by: "cleo" } } });
    t.equal(await stores.revisions.find("a", 5), undefined);
    t.same(await stores.revisions.list("never"), { revisions: [] });
    t.equal(await stores.revisions.find("never", 1), undefined);
  },

  async "an article keeps its last fifty states, and no number comes twice"(t, { stores }) {
    for (let index = 1; index <= 60; index++) await keep(stores.articles, { id: "a", title: `T${index}` });
    const { revisions } = await stores.revisions.list("a");
    t.same([revisions.length, revisions[0]?.revision, revisions.at(-1)?.revision], [50, 60, 11]);
    await stores.drafts.put(prepared({ id: "a", title: "D" }), { by: "ann" });
    await stores.drafts.put(prepared({ id: "a", title: "E" }), { by: "ann" });
    t.equal((await stores.revisions.list("a")).revisions.length, 50);
    await stores.drafts.remove("a", {});
    t.equal((await keep(stores.articles, { id: "a", title: "T61" }))._courant.revision, 63);
  },

  async "a source keeps its last five states of an article, and those of people stay"(t, { stores }) {
    const source = "https://elsewhere.example/feed";
    const poll = (title: string) =>
      stores.articles.put([prepared({ id: "a", title, _courant: { source } })], { source, by: source });
    await poll("S1");
    await stores.articles.put([prepared({ id: "a", title: "Ann's", _courant: { source } })], { by: "ann" });
    for (let index = 2; index <= 9; index++) await poll(`S${index}`);
    t.same(
      (await titlesOf(stores, "a")).map((each) => each.split(" ")[2]),
      ["S9", "S8", "S7", "S6", "S5", "Ann's"],
    );
  },

  async "the last states of a deleted article stay for a while, then they go"(t, { stores, clock }) {
    await keep(stores.articles, { id: "a", title: "One" });
    await keep(stores.articles, { id: "a", title: "Two" });
    await keep(stores.articles, { id: "other", title: "One" });
    await keep(stores.articles, { id: "other", title: "Two" });
    await stores.drafts.put(prepared({ id: "a", title: "Draft" }), { by: "ann" });
    await stores.drafts.put(prepared({ id: "new", title: "Never published" }), { by: "ann" });
    clock.set(start + day);
    await stores.articles.remove("a", { by: "bob" });
    await stores.drafts.remove("new", {});
    t.match((await stores.revisions.list("a")).deleted, { at: "2026-03-02T12:00:00.000Z", by: "bob" });
    t.match((await stores.revisions.list("new")).deleted, { at: "2026-03-02T12:00:00.000Z" });
    t.same(await titlesOf(stores, "a"), ["3 draft Draft", "2 published Two", "1 published One"]);

    t.equal(await stores.revisions.prune(start + day), 0);
    t.equal(await stores.revisions.prune(start + 31 * day), 4);
    t.same(await stores.revisions.list("a"), { revisions: [], deleted: { at: "2026-03-02T12:00:00.000Z", by: "bob" } });
    t.same(await stores.revisions.list("new"), { revisions: [] });
    t.same(await titlesOf(stores, "other"), ["2 published Two now", "1 published One"]);
    t.match(await stores.articles.find("a"), { state: "deleted" }, "it is still remembered");
  },

  async "any text comes back from a revision as it was"(t, { stores }) {
    const texts = ["", "\u0001\u2028 ü 漢字 🦉", "x".repeat(300_000), "'; DROP TABLE revisions; --"];
    for (const text of texts) await keep(stores.articles, { id: "a", title: "T", content_text: text });
    await keep(stores.articles, { id: "a", title: "T" });
    for (const [index, text] of texts.entries()) {
      t.equal((await stores.revisions.find("a", index + 1))?.article.content_text, text);
    }
  },
};

/** The contract of RevisionStore. */
export function testRevisionStore(name: string, open: OpenStores): void {
  testContract(`${name}, revisions`, revisions, open);
}
