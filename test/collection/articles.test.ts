import fc from "fast-check";
import { test } from "tap";
import { anyDraft } from "../article/arbitrary.ts";
import { day, keep, prepared, put, start, testCollection } from "./helpers.ts";

const url = "https://x.example/a";

test("what was put is there after the collection is closed and opened again", async (t) => {
  const { collection, reopen } = await testCollection(t);
  const article = await keep(collection, { id: "ä/1", url, title: "T 😀", tags: ["b", "a"] });
  await collection.close();
  const again = await reopen();
  t.same(await again.find("ä/1"), { state: "present", article });
  t.same(await again.articles(["ä/1"]), [article]);
  t.same(await again.select({ tags: ["a"] }, 10, start), [{ id: "ä/1", revision: 1, published: start }]);
});

test("any article put twice is unchanged, and reads back as it was answered", async (t) => {
  const { collection, clock } = await testCollection(t);
  await fc.assert(
    fc.asyncProperty(anyDraft, fc.nat({ max: 1000 * day }), async (draft, later) => {
      clock.set(start);
      const [first, within] = await collection.put([prepared(draft), prepared(draft, "file:x")]);
      clock.set(start + later);
      if (first?.outcome === "rejected" || !first) return t.equal(first?.error.code, "ARTICLE_CONFLICT");
      // Without an id and URL nothing but a name tells that it is the same article.
      if (draft.id === undefined && draft.url === undefined) return;
      t.same(within, { outcome: "unchanged", article: first.article });
      t.same(await put(collection, draft), { outcome: "unchanged", article: first.article });
      t.same(await collection.find(first.article.id), { state: "present", article: first.article });
    }),
  );
});

test("articles of one batch keep their order when none says a date, and no two have the same", async (t) => {
  const { collection } = await testCollection(t);
  const ids = ["z", "a", "m", "b"];
  await collection.put(ids.map((id) => prepared({ id, title: id })));
  const { articles } = await collection.list({ limit: 10 });
  t.strictSame(
    articles.map(({ id }) => id),
    ids,
  );
  t.equal(new Set(articles.map(({ date_modified }) => date_modified)).size, ids.length);
  t.same((await collection.select({}, 10, start)).length, ids.length, "none of them is in the future");
});

test("a draft that is rejected does not undo the others", async (t) => {
  const { collection } = await testCollection(t);
  await collection.put([prepared({ id: "a", url }), prepared({ id: "b" })]);
  const outcomes = await collection.put([
    prepared({ id: "c" }),
    prepared({ id: "b", url, title: "conflict" }),
    prepared({ id: "a", url, title: "T" }),
  ]);
  t.same(
    outcomes.map(({ outcome }) => outcome),
    ["created", "rejected", "updated"],
  );
  t.same(await collection.count(), { present: 3, deleted: 0 });
  t.match(await collection.find("b"), { article: { title: undefined, _courant: { revision: 1 } } });
});

test("when the batch fails, nothing of it was done", async (t) => {
  const { collection } = await testCollection(t);
  await t.rejects(collection.put([prepared({ id: "a" }), prepared({ id: "b", date_published: "never" })]), RangeError);
  t.same(await collection.find("a"), { state: "unknown" });
  t.equal((await keep(collection, { id: "a" })).id, "a", "and the next one works");
});

test("a deleted article does not come back by itself", async (t) => {
  const { collection, clock, reopen } = await testCollection(t);
  await keep(collection, { id: "a/1", url, title: "T", tags: ["news"] }, "file:a.txt", "headline:t", "content:1");
  clock.set(start + day);
  t.equal(await collection.remove("a/1"), true);
  t.equal(await collection.remove("a/1"), false, "there is none any more");
  t.equal(await collection.remove("never"), false);
  await collection.close();

  const again = await reopen();
  t.same(await again.find("a/1"), { state: "deleted", deletedAt: "2026-03-02T12:00:00.000Z" });
  t.same(await again.articles(["a/1"]), []);
  t.same(await again.select({ tags: ["news"] }, 10, start + day), []);
  t.same((await again.list({ limit: 10 })).articles, []);
  t.same(await again.count(), { present: 0, deleted: 1 });

  const attempts = [
    await put(again, { id: "a/1", title: "T" }),
    await put(again, { url }),
    await put(again, { id: "another", url }),
    await put(again, { title: "T" }, "file:a.txt"),
    await put(again, { title: "T" }, "headline:t"),
    await put(again, { title: "T" }, "content:1"),
  ];
  for (const outcome of attempts) {
    if (outcome.outcome !== "rejected") return t.fail(outcome.outcome);
    t.equal(outcome.error.code, "ARTICLE_DELETED");
    t.match(outcome.error.message, "2026-03-02T12:00:00.000Z");
    t.match(outcome.error.message, "PUT /admin/articles/a%2F1 brings it back");
  }
});

test("a deleted article is brought back under its id, and goes on counting revisions", async (t) => {
  const { collection, clock } = await testCollection(t);
  await keep(collection, { id: "a", url, title: "T" });
  await keep(collection, { id: "a", url, title: "U" });
  await collection.remove("a");
  clock.set(start + day);
  const [restored] = await collection.put([prepared({ id: "other", url, title: "T" })], { restore: true });
  t.match(restored, { outcome: "created", article: { id: "a", title: "T", _courant: { revision: 3 } } });
  t.match(await collection.find("a"), { state: "present", article: { title: "T" } });
  t.match(await collection.find("other"), { state: "present", article: { id: "a" } });
  t.same(await collection.count(), { present: 1, deleted: 0 });
  t.match(await put(collection, { id: "a", url, title: "T" }), { outcome: "unchanged" });
  t.match(await collection.put([prepared({ id: "a", url, title: "T" })], { restore: true }), [
    { outcome: "unchanged" },
  ]);
});

test("the URL of a deleted article can be given to one that exists, and then stays with it", async (t) => {
  const { collection } = await testCollection(t);
  await keep(collection, { id: "double", url });
  await keep(collection, { id: "a" });
  await collection.remove("double");
  t.match(await put(collection, { id: "a", url }), { outcome: "updated" });
  t.match(await put(collection, { url }), { outcome: "unchanged", article: { id: "a" } });
  const [outcome] = await collection.put([prepared({ id: "double", url })], { restore: true });
  t.match(outcome, { outcome: "rejected", error: { code: "ARTICLE_CONFLICT" } });
  t.match(await collection.find("double"), { state: "deleted" });
});

test("a change is made only at the revision it is meant for", async (t) => {
  const { collection } = await testCollection(t);
  const at = async (ifRevision: number, title: string, restore = false) => {
    const [outcome] = await collection.put([prepared({ id: "a", title })], { ifRevision, restore });
    return outcome?.outcome === "rejected" ? outcome.error.code : outcome?.outcome;
  };
  t.equal(await at(1, "A"), "PRECONDITION_FAILED", "there is none yet");
  t.equal(await at(0, "A"), "created");
  t.equal(await at(0, "A"), "PRECONDITION_FAILED", "there is one now, even an equal one");
  t.equal(await at(1, "B"), "updated");
  t.equal(await at(1, "C"), "PRECONDITION_FAILED", "a lost update");
  t.match(await collection.find("a"), { article: { title: "B" } });

  await t.rejects(collection.remove("a", { ifRevision: 1 }), { code: "PRECONDITION_FAILED" });
  t.match(await collection.find("a"), { state: "present" });
  t.equal(await collection.remove("a", { ifRevision: 2 }), true);

  t.equal(await at(2, "D"), "ARTICLE_DELETED");
  t.equal(await at(2, "D", true), "PRECONDITION_FAILED", "a deleted article has no revision");
  t.equal(await at(0, "D", true), "created");
});

test("articles come in the order they are asked for, without those that are gone", async (t) => {
  const { collection } = await testCollection(t);
  await collection.put(["a", "b", "c"].map((id) => prepared({ id })));
  await collection.remove("b");
  const articles = await collection.articles(["c", "b", "a", "never", "c"]);
  t.same(
    articles.map(({ id }) => id),
    ["c", "a", "c"],
  );
});

test("an article whose id SQLite could not keep as it was could not be published", async (t) => {
  const { collection } = await testCollection(t);
  await keep(collection, { url: "http://x/\ud800", title: "a" });
  const [selected] = await collection.select({}, 10, start);
  const [article] = await collection.articles([selected?.id ?? ""]);
  t.equal(article?.id, "http://x/\ufffd");
  t.match(await collection.find(selected?.id ?? ""), { article: { id: selected?.id } });
});

test("an article that comes without its content does not delete what is known of it", async (t) => {
  const { collection } = await testCollection(t);
  const _courant = { without_content: true };
  const created = await keep(collection, { id: "a", title: "T", summary: "S", _courant });
  t.same(created._courant, { revision: 1 });
  t.equal((await put(collection, { id: "a", title: "T", summary: "S", _courant })).outcome, "unchanged");
  for (const content of [{ content_html: "<p>whole</p>" }, { content_text: "whole" }]) {
    const whole = await keep(collection, { id: "a", title: "T", ...content });
    const outcome = await put(collection, { id: "a", title: "T", summary: "S", _courant });
    t.match(outcome, { outcome: "rejected", error: { code: "ARTICLE_INVALID", message: /without its content/ } });
    t.same(await collection.find("a"), { state: "present", article: whole });
  }
});

test("articles are found by what their names begin with, newest first, for as long as they are there", async (t) => {
  const { collection } = await testCollection(t);
  const keepNamed = (id: string, date_published: string, ...names: string[]) =>
    keep(collection, { id, title: id, date_published }, ...names);
  await keepNamed("old", "2026-01-01T00:00:00Z", "kind:b", "kind:c");
  await keepNamed("new", "2026-02-01T00:00:00Z", "other:x", "kind:\u{10FFFE}");
  await keepNamed("else", "2026-02-01T00:00:00Z", "kin", "kind;", "KIND:a");
  const ids = async (prefix: string) => (await collection.named(prefix)).map(({ id }) => id);
  t.same(await ids("kind:"), ["new", "old"], "each once");
  await keep(collection, { id: "old", title: "Without names" });
  t.same(await ids("kind:"), ["new", "old"]);
  await collection.remove("new");
  t.same(await ids("kind:"), ["old"]);
  t.same(await ids("%"), []);
});
