import { day, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const source = "https://a.example/sitemap.xml";
const page = (path: string, modified?: number) => ({
  url: `https://a.example${path}`,
  kind: "page" as const,
  ...(modified !== undefined && { modified }),
});
const done = { asked: start, failed: false };

const sourcePages: StoreContract = {
  async "sitemaps come first, then the page that was modified last, each once"(t, { stores, reopen }) {
    const sitemap = { url: "https://a.example/more.xml", kind: "sitemap" as const };
    await stores.sourcePages.note(source, [page("/old", start - 9), page("/new", start - 1), sitemap], start);
    t.equal(await stores.sourcePages.countDue(source), 3);
    t.equal(await stores.sourcePages.countDue("https://b.example/sitemap.xml"), 0, "each source has its own");
    for (const expected of [sitemap, page("/new", start - 1)]) {
      t.same(await stores.sourcePages.findDue(source, start), expected);
      await stores.sourcePages.keep(source, expected, done);
    }
    await stores.close();
    const again = await reopen();
    t.same(await again.sourcePages.findDue(source, start), page("/old", start - 9));
    t.equal(await again.sourcePages.countDue(source), 1);
    await again.sourcePages.keep(source, page("/old"), done);
    t.equal(await again.sourcePages.findDue(source, start + day), undefined);
  },

  async "a page is due again when it was modified, and tells the validators of its last answer"(t, { stores }) {
    await stores.sourcePages.note(source, [page("/a", start)], start);
    await stores.sourcePages.keep(source, { ...page("/a"), etag: '"1"', lastModified: "then" }, done);
    await stores.sourcePages.note(source, [page("/a", start)], start + day);
    t.equal(await stores.sourcePages.countDue(source), 0, "it was not modified");
    await stores.sourcePages.note(source, [page("/a", start + 1)], start + day);
    t.same(await stores.sourcePages.findDue(source, start), {
      ...page("/a", start + 1),
      etag: '"1"',
      lastModified: "then",
    });
  },

  async "a page without a modification time is due again after a week, a further sitemap at once"(t, { stores }) {
    const sitemap = { url: "https://a.example/more.xml", kind: "sitemap" as const };
    await stores.sourcePages.note(source, [page("/a")], start);
    await stores.sourcePages.keep(source, page("/a"), done);
    await stores.sourcePages.note(source, [page("/a"), sitemap], start + 7 * day);
    t.same(await stores.sourcePages.findDue(source, start), sitemap);
    t.equal(await stores.sourcePages.countDue(source), 1);
    await stores.sourcePages.keep(source, sitemap, done);
    await stores.sourcePages.note(source, [page("/a"), sitemap], start + 7 * day + 1);
    t.equal(await stores.sourcePages.countDue(source), 2);
  },

  async "a page that fails waits for the next poll, and after five failures for a modification"(t, { stores }) {
    await stores.sourcePages.note(source, [page("/a", start)], start);
    for (let failures = 1; failures <= 5; failures++) {
      const asked = start + failures * 1000;
      t.same(await stores.sourcePages.findDue(source, asked - 1), page("/a", start));
      await stores.sourcePages.keep(source, page("/a"), { asked, failed: true });
      t.equal(await stores.sourcePages.findDue(source, asked - 1), undefined, "it was asked in this poll");
    }
    t.equal(await stores.sourcePages.findDue(source, start + day), undefined);
    t.equal(await stores.sourcePages.countDue(source), 0);
    await stores.sourcePages.note(source, [page("/a", start + 1)], start + day);
    t.same(await stores.sourcePages.findDue(source, start + day), page("/a", start + 1));
  },
};

/** The contract of SourcePageStore. */
export function testSourcePageStore(name: string, open: OpenStores): void {
  testContract(`${name}, source pages`, sourcePages, open);
}
