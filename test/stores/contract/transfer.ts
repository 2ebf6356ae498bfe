import type { Entry, ExportRecord } from "../../../src/article/export-record.ts";
import type { TransferStore } from "../../../src/stores/transfer.ts";
import { day, keep, listValues, prepared, put, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const chain = { definition: "d", archives: [{ number: 1, articles: 2, digest: "a", bytes: "b" }], last: 1 };
const memories: ExportRecord[] = [
  {
    kind: "deleted",
    id: "gone",
    deleted: "2026-01-01T00:00:00.000Z",
    revision: 3,
    names: ["url:https://x.example/gone"],
    formerPage: true,
  },
  { kind: "value", facet: "tag", value: "News", slug: "tag-news" },
  { kind: "archives", channel: "news", chain },
];

async function entriesOf(transfer: TransferStore): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of transfer.entries()) entries.push(entry);
  return entries;
}

const transfer: StoreContract = {
  async "entries are articles, newest first, then deleted ones, slugs and archives"(t, { stores, clock }) {
    const a = await keep(
      stores.articles,
      { id: "a", tags: ["News"], date_published: "2026-01-01T00:00:00Z" },
      "file:a",
    );
    const b = await keep(stores.articles, {
      id: "b",
      url: "https://x.example/b",
      date_published: "2026-02-01T00:00:00Z",
    });
    await keep(stores.articles, { id: "c" });
    clock.set(start + day);
    await stores.articles.remove("c");
    await listValues(stores, "tag", start);
    await stores.archives.keep("news", chain);
    t.same(await entriesOf(stores.transfer), [
      { kind: "article", article: b, names: ["id:b", "url:https://x.example/b"], formerPage: false },
      { kind: "article", article: a, names: ["file:a", "id:a"], formerPage: false },
      {
        kind: "deleted",
        id: "c",
        deleted: new Date(start + day).toISOString(),
        revision: 1,
        names: ["id:c"],
        formerPage: true,
      },
      { kind: "value", facet: "tag", value: "News", slug: "tag-news" },
      { kind: "archives", channel: "news", chain },
    ]);
  },

  async "entries are those of one moment, whatever is written while they are read"(t, { stores }) {
    await stores.articles.put(["a", "b", "c"].map((id) => prepared({ id })));
    const ids: string[] = [];
    for await (const entry of stores.transfer.entries()) {
      if (entry.kind === "article") ids.push(entry.article.id);
      await stores.articles.remove("c");
      await stores.articles.put([prepared({ id: "late", date_published: "2000-01-01T00:00:00Z" })]);
    }
    t.same(ids, ["a", "b", "c"]);
    t.match(await stores.articles.find("late"), { state: "present" });
  },

  async "memories of another collection are taken in once, and are what is exported"(t, { stores }) {
    await stores.transfer.remember(memories);
    await stores.transfer.remember(memories);
    t.same(await entriesOf(stores.transfer), memories);
    t.match(await stores.articles.find("gone"), { state: "deleted", deletedAt: "2026-01-01T00:00:00.000Z" });
    t.match(await put(stores.articles, { url: "https://x.example/gone" }), {
      outcome: "rejected",
      error: { code: "ARTICLE_DELETED" },
    });
    await keep(stores.articles, { id: "a", tags: ["NEWS"] });
    t.same(await listValues(stores, "tag", start), [{ value: "News", slug: "tag-news" }]);
    t.same(await stores.archives.find("news"), chain);
  },

  async "an article, a slug and archives that are here already stay as they are"(t, { stores }) {
    const article = await keep(stores.articles, { id: "gone", tags: ["NEWS"] });
    const values = await listValues(stores, "tag", start);
    const own = { ...chain, definition: "own", last: 7 };
    await stores.archives.keep("news", own);
    await stores.transfer.remember(memories);
    t.same(await stores.articles.find("gone"), { state: "present", article });
    t.same(await listValues(stores, "tag", start), values);
    t.same(await stores.archives.find("news"), own);
  },
};

/** The contract of TransferStore. */
export function testTransferStore(name: string, open: OpenStores): void {
  testContract(`${name}, transfer`, transfer, open);
}
