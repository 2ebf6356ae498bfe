import { day, keep, prepared, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const by = "ann";

const drafts: StoreContract = {
  async "scheduled drafts are listed by their time, in pages, each once"(t, { stores }) {
    for (const [id, days] of [
      ["c", 2],
      ["a", 3],
      ["b", 2],
      ["none", undefined],
    ] as const) {
      const publishAt = days === undefined ? undefined : start + days * day;
      await stores.drafts.put(prepared({ id, title: id }), { by, publishAt });
    }
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await stores.drafts.list({ limit: 1, cursor, isScheduled: true });
      listed.push(...page.drafts.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    t.same(listed, ["b", "c", "a"]);
    t.same(await stores.drafts.findAmong(["none", "x", "a", "a"]), ["none", "a", "a"]);
    t.same(await stores.drafts.findAmong([]), []);
  },

  async "a draft is no article until it is published"(t, { stores, clock, reopen }) {
    const { articles, selections } = stores;
    const saved = await stores.drafts.put(prepared({ id: "a", title: "T", tags: ["x"] }), { by });
    t.match(saved, { outcome: "created", isBeside: false });
    t.same(saved.draft, {
      id: "a",
      title: "T",
      tags: ["x"],
      _courant: { draft: true, revision: 1, saved_at: "2026-03-01T12:00:00.000Z", saved_by: by },
    });
    t.same(await articles.find("a"), { state: "unknown" });
    t.same(await articles.count(), { present: 0, deleted: 0 });
    t.same((await articles.list({ limit: 10 })).articles, []);
    t.same(await selections.select({}, 10, start), []);
    t.equal(await selections.changeNumber({}), 0, "nothing has changed for those who build documents");
    t.same(await selections.changedPages({ change: -1, now: 0 }, start), []);
    const entries = [];
    for await (const entry of stores.transfer.entries()) entries.push(entry);
    t.same(entries, []);

    clock.set(start + day);
    const again = await reopen();
    t.same(await again.drafts.find("a"), saved.draft, "it is there after a restart");
    const published = await again.drafts.publish("a", { by: "bob" });
    t.match(published, {
      outcome: "created",
      article: { id: "a", title: "T", date_published: "2026-03-02T12:00:00.000Z", _courant: { revision: 2 } },
    });
    t.equal(await again.drafts.find("a"), undefined);
    t.equal(await again.drafts.publish("a", { by }), undefined);
    t.same(await again.selections.select({ tags: ["x"] }, 10, start + day), [
      { id: "a", revision: 2, published: start + day },
    ]);
  },

  async "a draft beside a published article leaves it as it is, and replaces it when it is published"(t, { stores }) {
    const { articles } = stores;
    const url = "https://x.example/a";
    const article = await keep(articles, { id: "a", url, title: "One" });
    const change = await stores.selections.changeNumber({});
    t.match(await stores.drafts.put(prepared({ url, title: "Two" }), { by }), {
      outcome: "created",
      isBeside: true,
      draft: { id: "a", _courant: { revision: 2 } },
    });
    t.same(await articles.find("a"), { state: "present", article });
    t.equal(await stores.selections.changeNumber({}), change);
    t.match(await stores.drafts.put(prepared({ id: "a", url, title: "Two" }), { by }), { outcome: "unchanged" });
    t.match(await stores.drafts.put(prepared({ id: "a", url, title: "Three" }), { by }), {
      outcome: "updated",
      draft: { _courant: { revision: 3 } },
    });
    await keep(articles, { id: "a", url, title: "Corrected" });
    t.match(await articles.find("a"), { article: { _courant: { revision: 4 } } }, "one sequence for both");
    t.match(await stores.drafts.publish("a", { by }), {
      outcome: "updated",
      article: { title: "Three", date_published: article.date_published, _courant: { revision: 5 } },
    });
    t.match(await stores.drafts.list({ limit: 5 }), { drafts: [] });
  },

  async "a draft is found by its id, its URL in any spelling, and other ids of its article"(t, { stores }) {
    const put = (draft: Parameters<typeof prepared>[0]) => stores.drafts.put(prepared(draft), { by });
    t.equal((await put({ url: "https://x.example/b", title: "T" })).draft.id, "https://x.example/b");
    t.match(await put({ url: "http://x.example/b", title: "U" }), {
      outcome: "updated",
      draft: { id: "https://x.example/b" },
    });
    t.equal(
      (await put({ id: "own", url: "https://x.example/b", title: "V" })).draft.id,
      "own",
      "another id, another draft",
    );
    t.equal((await put({ title: "Without either" })).draft.id, "urn:uuid:1");
    await keep(stores.articles, { id: "http://x.example/c", title: "C" });
    t.match(await put({ id: "https://x.example/c", title: "D" }), {
      isBeside: true,
      draft: { id: "http://x.example/c" },
    });
    t.match(await stores.drafts.find("https://x.example/c"), { title: "D" });
  },

  async "an article takes the place of its draft only where it is asked for"(t, { stores }) {
    const save = (id: string, url: string) => stores.drafts.put(prepared({ id, url, title: "Draft" }), { by });
    await save("a", "https://x.example/a");
    await keep(stores.articles, { id: "a", title: "Imported" });
    t.match(await stores.drafts.find("a"), { title: "Draft" }, "an import leaves the draft beside the article");

    await save("b", "https://x.example/b");
    const [outcome] = await stores.articles.put([prepared({ url: "https://x.example/b", title: "Now" })], {
      draft: {},
    });
    t.match(outcome, { outcome: "created", article: { id: "b", title: "Now", _courant: { revision: 2 } } });
    t.equal(await stores.drafts.find("b"), undefined);

    await save("a", "https://x.example/a");
    await stores.articles.put([prepared({ id: "a", title: "Edited" })], { draft: {} });
    t.match(await stores.drafts.find("a"), { title: "Draft" }, "an edit of a published article leaves its draft");
  },

  async "a change that is meant for another revision changes nothing"(t, { stores }) {
    const failed = { code: "PRECONDITION_FAILED" };
    const save = (title: string, ifRevision?: number) =>
      stores.drafts.put(prepared({ id: "a", title }), { by, ifRevision });
    await t.rejects(save("T", 1), failed);
    await save("T", 0);
    await t.rejects(save("U", 0), failed);
    await t.rejects(stores.drafts.remove("a", { ifRevision: 2 }), failed);
    await t.rejects(stores.drafts.publish("a", { by, ifRevision: 2 }), failed);
    const [outcome] = await stores.articles.put([prepared({ id: "a", title: "U" })], { draft: { ifRevision: 2 } });
    t.match(outcome, { outcome: "rejected", error: failed });
    t.match(await stores.drafts.find("a"), { title: "T", _courant: { revision: 1 } });
    t.same(await stores.articles.find("a"), { state: "unknown" });
    t.match(await stores.drafts.publish("a", { by, ifRevision: 1 }), { outcome: "created" });
  },

  async "a draft of a deleted article needs to be meant"(t, { stores }) {
    await keep(stores.articles, { id: "a", title: "T" });
    await stores.articles.remove("a");
    const draft = prepared({ id: "a", title: "U" });
    await t.rejects(stores.drafts.put(draft, { by }), { code: "ARTICLE_DELETED" });
    await stores.drafts.put(draft, { by, restore: true });
    t.match(await stores.articles.find("a"), { state: "deleted" });
    t.match(await stores.drafts.publish("a", { by }), { outcome: "created", article: { title: "U" } });
  },

  async "a published article is not made a draft"(t, { stores }) {
    await keep(stores.articles, { id: "a", title: "T" });
    const put = stores.drafts.put(prepared({ id: "a", title: "U" }), { by, unpublishedOnly: true });
    await t.rejects(put, { code: "ARTICLE_CONFLICT", message: /PUT .*draft.*DELETE/s });
    t.equal(await stores.drafts.find("a"), undefined);
  },

  async "deleting an article deletes its draft, so that no schedule brings it back"(t, { stores }) {
    await keep(stores.articles, { id: "a", title: "T" });
    await stores.drafts.put(prepared({ id: "a", title: "U" }), { by, publishAt: start + day });
    await stores.articles.remove("a");
    t.equal(await stores.drafts.find("a"), undefined);
    t.equal(await stores.drafts.nextPublishTime(), undefined);
    t.equal((await stores.drafts.publishDue(start + 2 * day)).length, 0);
    t.match(await stores.articles.find("a"), { state: "deleted" });
  },

  async "drafts are published once when their time has come, also after a restart"(t, { stores, clock, reopen }) {
    await keep(stores.articles, { id: "a", title: "Old" });
    const save = (id: string, publishAt?: number) =>
      stores.drafts.put(prepared({ id, title: "New" }), { by, publishAt });
    await save("a", start + 2000);
    await save("b", start + 1000);
    await save("c");
    t.match(await stores.drafts.find("a"), { _courant: { publish_at: "2026-03-01T12:00:02.000Z" } });
    t.equal(await stores.drafts.nextPublishTime(), start + 1000);
    t.equal((await stores.drafts.publishDue(start + 999)).length, 0);
    await stores.close();

    const again = await reopen();
    clock.set(start + day);
    t.equal(await again.drafts.nextPublishTime(), start + 1000, "it is told when it has passed, too");
    t.equal((await again.drafts.publishDue(start + day)).length, 2);
    t.equal((await again.drafts.publishDue(start + day)).length, 0);
    t.equal(await again.drafts.nextPublishTime(), undefined);
    t.match(await again.articles.find("a"), { article: { title: "New", date_published: "2026-03-01T12:00:00.000Z" } });
    t.match(
      await again.articles.find("b"),
      { article: { date_published: "2026-03-01T12:00:01.000Z" } },
      "its time, not the run's",
    );
    t.same(
      (await again.drafts.list({ limit: 9 })).drafts.map(({ id }) => id),
      ["c"],
    );
    t.match((await again.revisions.list("a")).revisions[0], { kind: "published", by });
  },

  async "a draft that cannot be published at its time says why and waits"(t, { stores }) {
    const url = "https://x.example/a";
    await stores.drafts.put(prepared({ id: "a", url, title: "T" }), { by, publishAt: start });
    await keep(stores.articles, { id: "owner", url, title: "Another" });
    await t.rejects(stores.drafts.publish("a", { by }), { code: "ARTICLE_CONFLICT", message: /owner/ });
    t.equal((await stores.drafts.publishDue(start)).length, 0);
    t.match(await stores.drafts.find("a"), { _courant: { publish_error: /that of the article owner/ } });
    t.equal(await stores.drafts.nextPublishTime(), undefined, "it is not tried again and again");
    t.match(await stores.articles.find("owner"), { article: { title: "Another" } });

    const corrected = prepared({ id: "a", url: "https://x.example/b", title: "T" });
    const { draft } = await stores.drafts.put(corrected, { by, publishAt: start });
    t.equal(draft._courant.publish_error, undefined);
    t.equal((await stores.drafts.publishDue(start)).length, 1);
  },

  async "a page of very long drafts ends early, and has every draft once"(t, { stores }) {
    const content_text = "x".repeat(1_000_000);
    for (let n = 10; n < 20; n++) await stores.drafts.put(prepared({ id: `${n}`, content_text }), { by });
    const first = await stores.drafts.list({ limit: 500 });
    t.equal(first.drafts.length, 8);
    const { drafts, next } = await stores.drafts.list({ limit: 500, cursor: first.next });
    t.equal(next, undefined);
    t.equal(new Set([...first.drafts, ...drafts].map(({ id }) => id)).size, 10);
  },

  async "a list has every draft once, the last saved first"(t, { stores, clock }) {
    for (let index = 0; index < 7; index++) {
      clock.set(start + Math.floor(index / 2));
      await stores.drafts.put(prepared({ id: `d${index}`, title: "T" }), { by });
    }
    const ids: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const { drafts, next } = await stores.drafts.list({ limit: 3, cursor });
      ids.push(...drafts.map(({ id }) => id));
      cursor = next;
      if (cursor === undefined) break;
    }
    t.same(ids, ["d6", "d4", "d5", "d2", "d3", "d0", "d1"]);
    await t.rejects(stores.drafts.list({ limit: 3, cursor: "x" }), { code: "REQUEST_INVALID" });
  },
};

/** The contract of DraftStore. */
export function testDraftStore(name: string, open: OpenStores): void {
  testContract(`${name}, drafts`, drafts, open);
}
