import type { Draft } from "../../../src/article/article.ts";
import type { PreparedArticle } from "../../../src/article/prepare.ts";
import type { ArticleStore } from "../../../src/stores/articles.ts";
import { createDraftInput, type MatchOptions } from "../../../src/stores/draft-input.ts";
import { keep, prepared, put } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const A = "https://x.example/a";
const B = "https://x.example/b";

type Given = Draft | PreparedArticle;

/** Puts drafts as those of an input. @returns the id of each article and what became of it, or why it was rejected */
async function putInput(articles: ArticleStore, drafts: Given[], name = "feed", options: MatchOptions = {}) {
  const input = createDraftInput(name, options);
  const outcomes = await articles.put(
    drafts.map((draft) => ("draft" in draft ? draft : prepared(draft))),
    { input },
  );
  return outcomes.map((outcome) =>
    outcome.outcome === "rejected" ? outcome.error.code : `${outcome.article.id} ${outcome.outcome}`,
  );
}

const sharing = (draft: Draft, ...names: string[]): PreparedArticle => ({ draft, names, sharesLink: true });

const inputs: StoreContract = {
  async "distinct ids are distinct articles, wherever they link to"(t, { stores: { articles } }) {
    const items = [1, 2, 3].map((number) => sharing({ id: `ep${number}`, url: A, title: `${number}` }));
    t.same(await putInput(articles, items), ["ep1 created", "ep2 created", "ep3 created"]);
    t.same(await putInput(articles, items), ["ep1 unchanged", "ep2 unchanged", "ep3 unchanged"]);
    t.same(await putInput(articles, [{ id: "ep4", url: A, title: "4" }]), ["ep4 created"], "alone in the input, too");
    t.match(await put(articles, { id: "ep2", url: A, title: "2" }), { outcome: "unchanged" });
  },

  async "a link that stands once recognises an article to which the input gave no other id"(
    t,
    { stores: { articles } },
  ) {
    await keep(articles, { url: A, title: "ours" });
    t.same(await putInput(articles, [{ id: "1", url: A, title: "theirs" }]), [`${A} updated`]);
    t.same(await putInput(articles, [{ id: "1", url: B, title: "theirs" }]), [`${A} updated`], "known by that id now");
    t.same(await putInput(articles, [{ id: "2", url: A, title: "another" }]), ["2 created"]);
    t.same(await putInput(articles, [{ id: "3", url: B, title: "a third" }], "other"), [`${A} updated`]);
    await keep(articles, { id: "b", url: "https://x.example/c" });
    t.same(
      await putInput(articles, [
        sharing({ id: "4", url: "https://x.example/c", title: "4" }),
        sharing({ id: "5", url: "https://x.example/c", title: "5" }),
      ]),
      ["4 created", "5 created"],
      "a link that stands twice recognises none",
    );
  },

  async "links come first: an article with an id that another once had takes nothing from it"(
    t,
    { stores: { articles } },
  ) {
    await keep(articles, { url: A, title: "x" });
    t.same(await putInput(articles, [{ id: "1", url: A, title: "x" }]), [`${A} unchanged`], "known by that id now");
    const counted = [
      { id: "2", url: A, title: "x" },
      { id: "1", url: B, title: "another" },
    ];
    t.same(await putInput(articles, counted, "feed", { matchLinks: true }), [`${A} unchanged`, "1 created"]);
    t.same(await articles.count(), { present: 2, deleted: 0 });
  },

  async "a feed that changes its ids doubles, says so, and is repaired where links come first"(
    t,
    { stores: { articles } },
  ) {
    await putInput(articles, [{ id: "old", url: A, title: "x" }]);
    const [outcome] = await articles.put([prepared({ id: "new", url: A, title: "x" })], {
      input: createDraftInput("feed"),
    });
    t.match(outcome, { outcome: "created", article: { id: "new" }, note: /old.*--match=link/ });
    t.same(await putInput(articles, [{ id: "new", url: A, title: "y" }], "feed", { matchLinks: true }), [
      "old updated",
    ]);
    t.same(await articles.count(), { present: 1, deleted: 1 });
    t.same(await putInput(articles, [{ id: "new", url: A, title: "y" }]), ["old unchanged"], "and later without");
    t.match(await articles.find("new"), { state: "present", article: { id: "old" } });
  },

  async "of a repeated id the first article stays, whatever the others say"(t, { stores: { articles } }) {
    const items: Draft[] = [
      { id: "N/A", title: "1" },
      { id: "N/A", url: B, title: "2" },
      { id: "N/A", title: "1" },
    ];
    t.same(await putInput(articles, items), ["N/A created", "ARTICLE_CONFLICT", "N/A unchanged"]);
    t.same(await putInput(articles, items), ["N/A unchanged", "ARTICLE_CONFLICT", "N/A unchanged"]);
    const spelled: Draft[] = [
      { id: "http://X.example/i", title: "1" },
      { id: "https://x.example/i", title: "2" },
    ];
    t.same(await putInput(articles, spelled), ["http://X.example/i created", "ARTICLE_CONFLICT"]);
    t.same(await putInput(articles, spelled.reverse()), ["http://X.example/i updated", "ARTICLE_CONFLICT"]);
  },

  async "articles that an input once folded into one are parted, and stay so"(t, { stores: { articles } }) {
    for (const id of ["ep1", "ep2", "ep3"]) await keep(articles, { id, url: A, title: id });
    t.same(await articles.count(), { present: 1, deleted: 0 });
    const items = ["ep3", "ep2", "ep1"].map((id) => sharing({ id, url: A, title: id }));
    await putInput(articles, items);
    t.same(await putInput(articles, items), ["ep3 unchanged", "ep2 unchanged", "ep1 unchanged"]);
    t.same(await articles.count(), { present: 3, deleted: 0 });
  },

  async "articles without ids at one link are told apart by their names"(t, { stores: { articles } }) {
    const items = ["x", "y"].map((title) => sharing({ url: A, title }, `content:${title}`));
    t.same(await putInput(articles, items), ["urn:uuid:1 created", "urn:uuid:2 created"]);
    t.same(await putInput(articles, items.reverse()), ["urn:uuid:2 unchanged", "urn:uuid:1 unchanged"]);
  },

  async "ids and links in other spellings are the same, and are published to the letter"(t, { stores: { articles } }) {
    await putInput(articles, [
      { id: "http://X.example:80/%7ea", url: "http://x.example/%c3%a9", title: "1" },
      { url: "HTTP://x.example", title: "2" },
    ]);
    const moved: Draft[] = [
      { id: "https://x.example/~a", url: "https://x.example/é", title: "1" },
      { url: "https://x.example/", title: "2" },
    ];
    t.same(await putInput(articles, moved), ["http://X.example:80/%7ea updated", "HTTP://x.example updated"]);
    t.match(await articles.find("https://x.example/~a"), {
      article: { id: "http://X.example:80/%7ea", url: "https://x.example/é" },
    });
    t.match(await put(articles, { id: "https://X.example/", title: "2" }), { article: { id: "HTTP://x.example" } });
    t.same(await articles.count(), { present: 2, deleted: 0 });
  },

  async "a text that has nothing in common with the article of its file replaces it only where that is meant"(
    t,
    { stores: { articles } },
  ) {
    const gardens = prepared({ title: "Garden", content_text: "Tomatoes and apple trees" }, "file:/a/x.txt");
    const trains = prepared({ title: "Trains", content_text: "Late carriages without seats" }, "file:/a/x.txt");
    t.same(await putInput(articles, [gardens], "/a/x.txt"), ["urn:uuid:1 created"]);
    t.same(await putInput(articles, [trains], "/a/x.txt"), ["ARTICLE_CONFLICT"]);
    t.match(await articles.find("urn:uuid:1"), { article: { title: "Garden", _courant: { revision: 1 } } });
    t.same(await putInput(articles, [trains], "/a/x.txt", { replaces: true }), ["urn:uuid:1 updated"]);
  },

  async "a file known without its place is recognised by a former name, if it is much the same"(
    t,
    { stores: { articles } },
  ) {
    const text = { title: "Garden", content_text: "Tomatoes and apple trees" };
    const at = (folder: string, draft: Draft): PreparedArticle => {
      return { draft, names: [`file:${folder}/x.txt`], formerNames: ["file:x.txt"] };
    };
    await keep(articles, text, "file:x.txt");
    const trains = { title: "Trains", content_text: "Late carriages without seats" };
    t.same(await putInput(articles, [at("/b", trains)]), ["urn:uuid:2 created"]);
    t.same(await putInput(articles, [at("/a", { ...text, title: "A garden" })]), ["urn:uuid:1 updated"]);
    t.same(await putInput(articles, [at("/c", text)]), ["urn:uuid:3 created"], "its place is known now");
  },
};

/** The contract of ArticleStore for the drafts of one input. */
export function testArticleInputs(name: string, open: OpenStores): void {
  testContract(`${name}, inputs`, inputs, open);
}
