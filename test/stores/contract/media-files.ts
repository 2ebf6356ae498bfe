import { keep, prepared, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const [one, two, three] = ["1", "2", "3"].map((digit) => digit.repeat(64)) as [string, string, string];
const facts = { type: "image/png", bytes: 5, width: 1, height: 1 };
const added = (hash: string, name = "a.png", uploaded = start) => ({ hash, name, facts, uploaded, by: "admin" });
const link = (hash: string) => `https://feeds.example/media/${hash}/a.png`;

const mediaFiles: StoreContract = {
  async "a file has all its names, and is deleted and added again, also after a restart"(t, { stores, reopen }) {
    const { mediaFiles: files } = stores;
    t.same(await files.find(one), { state: "unknown" });
    t.equal((await files.add(added(one))).isNew, true);
    t.equal((await files.add(added(one, "b.png", start + 5))).isNew, false);
    t.equal((await files.add(added(one, "b.png", start + 9))).isNew, false);
    const file = { hash: one, names: ["a.png", "b.png"], facts, uploaded: start, by: "admin", smaller: [], uses: [] };
    const { mediaFiles: again } = await reopen();
    t.same(await again.find(one), { state: "present", file });
    t.same(await again.findFacts([one, two]), new Map([[one, facts]]));
    t.same(await again.total(), { files: 1, bytes: 5 });
    t.equal(await again.remove(one, { onlyUnused: true, now: start + 10 }), true);
    t.equal(await again.remove(one, { onlyUnused: true, now: start + 11 }), false);
    t.same(await again.find(one), { state: "deleted", deletedAt: start + 10 });
    t.same(await again.findFacts([one]), new Map());
    t.same(await again.total(), { files: 0, bytes: 0 });
    t.same(await again.places(), [{ hash: one, names: [], bytes: 5, smaller: [], isDeleted: true }]);
    t.equal((await again.add(added(one, "c.png", start + 20))).isNew, true);
    t.same(await again.find(one), { state: "present", file: { ...file, names: ["c.png"], uploaded: start + 20 } });
  },

  async "articles, drafts and revisions are uses, until they are gone"(t, { stores }) {
    const { mediaFiles: files, articles, drafts } = stores;
    await files.add(added(one));
    const uses = async () => {
      const found = await files.find(one);
      return found.state === "present" ? found.file.uses : found.state;
    };
    await keep(articles, { id: "a", title: "A", image: link(one), content_html: `<a href="${link(one)}">a</a>` });
    t.same(await uses(), [{ in: "article", article: "a" }]);
    t.equal(await files.remove(one, { onlyUnused: true, now: start }), false);
    await keep(articles, { id: "a", title: "A" });
    t.same(await uses(), [{ in: "revision", article: "a", revision: 1 }]);
    await drafts.put(prepared({ id: "b", title: "B", image: `/media/${one}/a.png` }), { by: "admin" });
    t.same(await uses(), [
      { in: "draft", article: "b" },
      { in: "revision", article: "a", revision: 1 },
    ]);
    await drafts.remove("b", {});
    t.match(await uses(), [
      { in: "revision", article: "a" },
      { in: "revision", article: "b" },
    ]);
    for (let number = 0; number < 60; number++) await keep(articles, { id: "a", title: `A ${number}` });
    t.match(await uses(), [{ in: "revision", article: "b" }], "a revision that is no longer kept");
    await keep(articles, { id: "c", title: "C", image: link(one) });
    await articles.remove("c");
    t.notOk(JSON.stringify(await uses()).includes(`"article","article":"c"`));
    t.equal(await files.remove(one, { onlyUnused: false, now: start }), true);
    t.equal(await uses(), "deleted");
  },

  async "an article that names a file which is uploaded later counts as changed then"(t, { stores }) {
    await keep(stores.articles, { id: "a", title: "A", image: link(one) });
    const before = await stores.selections.changeNumber({});
    await stores.mediaFiles.add(added(two));
    t.equal(await stores.selections.changeNumber({}), before, "not for another file");
    await stores.mediaFiles.add(added(one));
    const changed = await stores.selections.changeNumber({});
    t.ok(changed > before);
    await stores.mediaFiles.add(added(one, "b.png"));
    t.equal(await stores.selections.changeNumber({}), changed, "not for another name");
    await stores.mediaFiles.remove(one, { onlyUnused: false, now: start });
    t.ok((await stores.selections.changeNumber({})) > changed);
  },

  async "the list is ordered by time, in pages, and knows what is unused"(t, { stores }) {
    const { mediaFiles: files, articles } = stores;
    for (const [index, hash] of [one, two, three].entries())
      await files.add(added(hash, "a.png", start + (index === 2 ? 1 : 0)));
    await keep(articles, { id: "a", title: "A", image: link(two) });
    const list = (query: object) => files.list({ limit: 10, pinned: [], ...query });
    const hashes = async (query: object) => (await list(query)).files.map(({ hash }) => hash);
    t.same(await hashes({}), [three, two, one]);
    let cursor: string | undefined;
    for (const expected of [three, two, one]) {
      const page = await list({ limit: 1, cursor });
      t.same(
        page.files.map(({ hash }) => hash),
        [expected],
      );
      cursor = page.next;
    }
    t.equal(cursor, undefined, "the last page names no other");
    t.same(await hashes({ isUsed: true }), [two]);
    t.same(await hashes({ isUsed: false }), [three, one]);
    t.same(await hashes({ isUsed: false, pinned: [three] }), [one]);
    await files.remove(one, { onlyUnused: true, now: start });
    t.same(await hashes({}), [three, two]);
    for (const wrong of ["", "x", `${start}`, Buffer.from('["a",1]').toString("base64url")]) {
      await t.rejects(list({ cursor: wrong }), { code: "REQUEST_INVALID" }, wrong);
    }
  },
};

/** The contract of MediaFileStore. */
export function testMediaFileStore(name: string, open: OpenStores): void {
  testContract(`${name}, media files`, mediaFiles, open);
}
