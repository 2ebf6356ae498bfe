import type { Draft } from "../../../src/article/article.ts";
import { prepared, put } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const A = "https://x.example/a";
const B = "https://x.example/b";

/** A draft, the names it is known by, and what must become of it: `is` number of the draft whose article it is. */
type Step = [draft: Draft, names: string[], is: number | "ARTICLE_CONFLICT" | "ARTICLE_DELETED"];

const matrix: Record<string, Step[]> = {
  "one id is one article": [
    [{ id: "1" }, [], 0],
    [{ id: "1", title: "x" }, [], 0],
    [{ id: "2" }, [], 2],
  ],
  "one URL is one article": [
    [{ url: A }, [], 0],
    [{ url: A, title: "x" }, [], 0],
    [{ url: B }, [], 2],
  ],
  "a source that changes its ids but not its URLs does not double": [
    [{ id: "1", url: A }, [], 0],
    [{ id: "new-1", url: A }, [], 0],
    [{ id: "new-1", url: B }, [], 0],
    [{ id: "1" }, [], 0],
  ],
  "a source that changes its URLs but not its ids does not double": [
    [{ id: "1", url: A }, [], 0],
    [{ id: "1", url: B }, [], 0],
    [{ url: A }, [], 0],
    [{ url: B }, [], 0],
  ],
  "an article named by its first URL keeps that id when the id is what comes": [
    [{ url: A }, [], 0],
    [{ id: A, url: B }, [], 0],
  ],
  "a guid that looks like a URL is the article of that URL": [
    [{ id: A, url: B }, [], 0],
    [{ url: A }, [], 0],
  ],
  "an id and the URL of another article are a conflict": [
    [{ id: "1", url: A }, [], 0],
    [{ id: "2", url: B }, [], 1],
    [{ id: "1", url: B }, [], "ARTICLE_CONFLICT"],
  ],
  "a URL another article had before is a conflict too": [
    [{ id: "1", url: A }, [], 0],
    [{ id: "1", url: B }, [], 0],
    [{ id: "2" }, [], 2],
    [{ id: "2", url: A }, [], "ARTICLE_CONFLICT"],
  ],
  "one file is one article, whatever it says": [
    [{ title: "x" }, ["file:a.txt", "headline:x"], 0],
    [{ title: "y" }, ["file:a.txt", "headline:y"], 0],
    [{ id: "1" }, ["file:a.txt"], 0],
    [{ id: "1" }, [], 0],
    [{ url: A }, ["file:a.txt"], 0],
    [{ url: A }, [], 0],
  ],
  "two files with one headline are two articles": [
    [{ title: "x" }, ["file:a.txt", "headline:x"], 0],
    [{ title: "x" }, ["file:b.txt", "headline:x"], 1],
    [{ title: "x" }, ["file:b.txt", "headline:x"], 1],
    [{ title: "x" }, ["file:a.txt", "headline:x"], 0],
  ],
  "a text that was pasted and then comes as a file is one article": [
    [{ title: "x" }, ["headline:x"], 0],
    [{ title: "x" }, ["file:a.txt", "headline:x"], 0],
    [{ title: "x" }, ["file:b.txt", "headline:x"], 2],
  ],
  "a pasted text is the article with its headline": [
    [{ title: "x" }, ["file:a.txt", "headline:x"], 0],
    [{ title: "x" }, ["headline:x"], 0],
  ],
  "a file is not an article that has an id or URL of its own and the same headline": [
    [{ id: "1", title: "x" }, ["headline:x"], 0],
    [{ title: "x" }, ["file:a.txt", "headline:x"], 1],
  ],
  "an article with an id or URL is never found by its headline": [
    [{ title: "x" }, ["headline:x"], 0],
    [{ id: "1", title: "x" }, ["headline:x"], 1],
    [{ url: A, title: "x" }, ["headline:x"], 2],
  ],
  "a file that was renamed is found by its content": [
    [{ content_text: "x" }, ["file:a.txt", "content:x"], 0],
    [{ content_text: "x" }, ["file:b.txt", "content:x"], 0],
  ],
  "a text that is given a URL later is found by its content": [
    [{ content_text: "x" }, ["content:x"], 0],
    [{ url: A, content_text: "x" }, ["content:x"], 0],
    [{ url: A, content_text: "y" }, ["content:y"], 0],
  ],
  "two ids with one content are two articles": [
    [{ id: "1", content_text: "x" }, ["content:x"], 0],
    [{ id: "2", content_text: "x" }, ["content:x"], 1],
    [{ url: A, content_text: "x" }, ["content:x"], 2],
  ],
  "names are tried in their order": [
    [{ title: "x" }, ["file:a.txt"], 0],
    [{ title: "y" }, ["headline:y"], 1],
    [{ title: "y" }, ["file:a.txt", "headline:y"], 0],
  ],
};

/** The drafts of a row of the matrix one after another, and all of them in one batch. */
function contractOf(title: string, steps: readonly Step[]): StoreContract {
  return {
    async [title](t, { stores }) {
      const ids: string[] = [];
      for (const [index, [draft, names, is]] of steps.entries()) {
        const outcome = await put(stores.articles, draft, ...names);
        const said = `${index}: ${JSON.stringify(draft)} ${names}`;
        if (outcome.outcome === "rejected") {
          t.equal(outcome.error.code, is, said);
          ids.push("");
        } else {
          ids.push(outcome.article.id);
          t.equal(ids.indexOf(outcome.article.id), is, said);
          t.equal(outcome.outcome === "created", is === index, `${said}: ${outcome.outcome}`);
        }
      }
      const articles = new Set(ids.filter((id) => id !== ""));
      t.same(await stores.articles.count(), { present: articles.size, deleted: 0 });
    },

    async [`${title} (in one batch)`](t, { stores }) {
      const outcomes = await stores.articles.put(steps.map(([draft, names]) => prepared(draft, ...names)));
      const ids = outcomes.map((outcome) => (outcome.outcome === "rejected" ? outcome.error.code : outcome.article.id));
      t.same(
        ids.map((id) => (id.startsWith("ARTICLE_") ? id : ids.indexOf(id))),
        steps.map(([, , is]) => is),
      );
    },
  };
}

const identity: StoreContract = {
  async "a conflict names both articles and the address"(t, { stores }) {
    await put(stores.articles, { id: "first", url: A });
    await put(stores.articles, { id: "second", url: B });
    const outcome = await put(stores.articles, { id: "first", url: B });
    if (outcome.outcome !== "rejected") return t.fail("accepted");
    for (const word of ["first", "second", B]) t.match(outcome.error.message, word);
    t.match(await stores.articles.find("first"), { article: { url: A, _courant: { revision: 1 } } });
  },

  async "an article is found by the other ids it came with"(t, { stores }) {
    await put(stores.articles, { id: "old", url: A });
    await put(stores.articles, { id: "new", url: A });
    t.match(await stores.articles.find("new"), { state: "present", article: { id: "old" } });
  },

  async "editing a pasted text under its made id does not give it an id of its own"(t, { stores }) {
    await put(stores.articles, { title: "x" }, "headline:x");
    t.match(await put(stores.articles, { id: "urn:uuid:1", title: "x" }, "headline:x"), { outcome: "unchanged" });
    t.match(await put(stores.articles, { title: "x" }, "file:a.txt", "headline:x"), { article: { id: "urn:uuid:1" } });
  },
};

/** The contract of ArticleStore for drafts of articles that it has. */
export function testArticleIdentity(name: string, open: OpenStores): void {
  const label = `${name}, identity`;
  for (const [title, steps] of Object.entries(matrix)) testContract(label, contractOf(title, steps), open);
  testContract(label, identity, open);
}
