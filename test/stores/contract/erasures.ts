import { isDeepStrictEqual } from "node:util";
import type { Test } from "tap";
import type { Stores } from "../../../src/stores/stores.ts";
import { keep, prepared, put, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

/** Begins to erase an article, and finishes it as after a run. */
async function erase(t: Test, { erasures }: Stores, id: string): Promise<void> {
  const erasure = await erasures.begin(id, { now: start, by: { name: "somebody" }, keptMedia: [] });
  t.ok(erasure, `${id} is there`);
  if (erasure) await erasures.finish(erasure);
  await erasures.scrub();
}

async function codeOf(stores: Stores, draft: object, ...names: string[]): Promise<string> {
  const result = await put(stores.articles, draft, ...names);
  return result.outcome === "rejected" ? result.error.code : result.outcome;
}

const erasures: StoreContract = {
  async "an erased article is gone with its draft and revisions, and the rest stays"(t, { stores, reopen }) {
    await keep(stores.articles, { id: "urn:x:one", title: "One" });
    await keep(stores.articles, { id: "urn:x:one", title: "One, edited" });
    await keep(stores.articles, { id: "urn:x:two", title: "Two" });
    await stores.drafts.put(prepared({ id: "urn:x:one", title: "Draft" }), { by: "somebody" });
    await stores.audit.record({ name: "somebody" }, "article.created", "urn:x:one", undefined, { title: "One" });
    const begun = await stores.erasures.begin("urn:x:one", { now: start, keptMedia: [] });
    t.match(await stores.erasures.pending(), [{ article: "urn:x:one", asked: start }]);
    t.equal((await stores.articles.find("urn:x:one")).state, "deleted", "the next run learns that it is gone");
    t.same((await stores.revisions.list("urn:x:one")).revisions, []);
    t.equal(await stores.drafts.find("urn:x:one"), undefined);
    t.ok(
      isDeepStrictEqual(await stores.erasures.begin("urn:x:one", { now: start + 1, keptMedia: [] }), begun),
      "again",
    );
    await erase(t, stores, "urn:x:one");
    t.same(await stores.erasures.pending(), []);
    t.equal((await stores.articles.find("urn:x:one")).state, "unknown");
    t.equal((await stores.articles.find("urn:x:two")).state, "present");
    t.ok(await stores.erasures.isErased("urn:x:one"));
    t.notOk(await stores.erasures.isErased("urn:x:two"));
    t.equal((await stores.erasures.pages()).length, 1);
    const { entries } = await stores.audit.list({ limit: 10 });
    t.match(entries, [{ action: "article.purged" }, { action: "article.created", by: "somebody" }]);
    t.ok(entries.every(({ subject, after }) => subject.startsWith("purged:") && after === undefined));
    await stores.close();
    const again = await reopen();
    t.ok(await again.erasures.isErased("urn:x:one"));
    t.equal(await again.erasures.isScrubDue(), false);
  },

  async "the audit log keeps that something was imported, but not its name"(t, { stores }) {
    const url = "https://site.example/erased";
    await keep(stores.articles, { id: "urn:x:one", url, title: "One" }, "file:inbox:/letters/ann smith.md");
    await keep(stores.articles, { id: "urn:x:two", title: "Two" }, "file:smith.md");
    const imports = ["letters/ann smith.md", "a.md ann smith.md b.md", url, "smith.md", `${url}2`, "joann smith.md"];
    for (const each of imports) await stores.audit.record({ name: "inbox" }, "articles.imported", each, undefined, {});
    await erase(t, stores, "urn:x:one");
    const { entries } = await stores.audit.list({ limit: 10 });
    const subjects = entries.filter(({ action }) => action === "articles.imported").map(({ subject }) => subject);
    t.match(subjects, ["joann smith.md", `${url}2`, "smith.md", /^purged:/, /^purged:/, /^purged:/]);
  },

  async "nothing that is the article brings it back"(t, { stores }) {
    const url = "https://site.example/erased";
    await keep(stores.articles, { id: "urn:x:linked", url, title: "One" }, "file:folder/one.md");
    await erase(t, stores, "urn:x:linked");
    t.equal(await codeOf(stores, { id: "urn:x:linked", title: "Another" }), "ARTICLE_PURGED");
    t.equal(await codeOf(stores, { url: "http://site.example/erased", title: "Another" }), "ARTICLE_PURGED");
    t.equal(await codeOf(stores, { id: "urn:x:new", url, title: "Another" }), "ARTICLE_PURGED");
    t.equal(await codeOf(stores, { title: "Another" }, "file:folder/one.md"), "ARTICLE_PURGED");
    await t.rejects(stores.drafts.put(prepared({ id: "urn:x:linked", title: "Draft" }), { by: "somebody" }), {
      code: "ARTICLE_PURGED",
    });
    await stores.transfer.remember([
      {
        kind: "deleted",
        id: "urn:x:linked",
        deleted: "2026-01-01T00:00:00Z",
        revision: 1,
        names: [],
        formerPage: true,
      },
    ]);
    t.equal((await stores.articles.find("urn:x:linked")).state, "unknown", "also not as a deleted one");
    t.equal(await codeOf(stores, { title: "One" }, "file:folder/two.md", "headline:one"), "created", "another article");
  },

  async "a text without an id, address and file is recognised by its headline and content"(t, { stores }) {
    const { id } = await keep(stores.articles, { title: "One" }, "headline:one", "content:1");
    await erase(t, stores, id);
    t.equal(await codeOf(stores, { title: "One" }, "headline:one", "content:2"), "ARTICLE_PURGED");
    t.equal(await codeOf(stores, { title: "Two" }, "headline:two", "content:1"), "ARTICLE_PURGED");
    t.equal(await codeOf(stores, { title: "Two" }, "headline:two", "content:2"), "created");
  },

  async "nothing is begun for an unknown id"(t, { stores }) {
    t.equal(await stores.erasures.begin("urn:x:never", { now: start }), undefined);
    t.same(await stores.erasures.pending(), []);
    t.equal(await stores.erasures.isErased("urn:x:never"), false);
  },
};

/** The contract of ErasureStore. */
export function testErasureStore(name: string, open: OpenStores): void {
  testContract(`${name}, erasures`, erasures, open);
}
