import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "tap";
import { importParts } from "../../src/admin/import.ts";
import { escapeHtml } from "../../src/article/plain-text.ts";
import { parseAnswer } from "../../src/ingest-queue/parse-answer.ts";
import { emptyTally, storeArticles } from "../../src/sources/store-articles.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import type { Stores } from "../../src/stores/stores.ts";
import { ingestHere } from "../ingest-here.ts";
import { runs } from "../properties.ts";
import { handClock } from "../stores/helpers.ts";

type Item = { id?: string; url?: string; title?: string; text: string; date?: string };

const spellings = [
  "https://x.example/a",
  "http://X.example:80/%61",
  "https://x.example/./a",
  "https://x.example/b",
  "/b",
];
const anyItem: fc.Arbitrary<Item> = fc.record(
  {
    id: fc.constantFrom("ep1", "ep2", "N/A", ...spellings),
    url: fc.constantFrom(...spellings, "https://x.example/"),
    title: fc.constantFrom("One", "Two", "one"),
    text: fc.constantFrom("first words here", "other things there"),
    date: fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
  },
  { requiredKeys: ["text"] },
);

const element = (name: string, text: string | undefined) =>
  text === undefined ? "" : `<${name}>${escapeHtml(text)}</${name}>`;

const writers: Record<string, (items: readonly Item[]) => string> = {
  rss: (items) =>
    `<rss version="2.0"><channel><title>F</title><link>https://s.example/</link><description>d</description>${items
      .map(({ id, url, title, text, date }) => {
        const pubDate = date === undefined ? undefined : new Date(date).toUTCString();
        const elements = [
          element("guid", id),
          element("link", url),
          element("title", title),
          element("pubDate", pubDate),
        ];
        return `<item>${elements.join("")}${element("description", text)}</item>`;
      })
      .join("")}</channel></rss>`,
  atom: (items) =>
    `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><id>urn:f</id>${items
      .map(({ id, url, title, text, date }) => {
        const link = url === undefined ? "" : `<link rel="alternate" href="${url}"/>`;
        return `<entry>${element("id", id)}${link}${element("title", title)}${element("updated", date)}${element("content", text)}</entry>`;
      })
      .join("")}</feed>`,
  json: (items) => {
    const asJson = items.map(({ text, date, ...item }) => ({ ...item, content_text: text, date_published: date }));
    return JSON.stringify({ version: "https://jsonfeed.org/version/1.1", title: "F", items: asJson });
  },
};

/** Takes a feed in, and returns how many articles it made or changed. */
type Take = (stores: Stores, feed: string, clock: ReturnType<typeof handClock>) => Promise<number>;

const source = "https://s.example/feed";
const ways: Record<string, Take> = {
  async "an import"(stores, feed, clock) {
    async function* chunks() {
      yield Buffer.from(feed);
    }
    const deps = { stores, queue: ingestHere(), clock };
    const input = { name: "feed", mediaType: undefined, by: "x" };
    let changed = 0;
    for await (const report of importParts(deps, chunks(), input, { tags: [], baseUrl: "https://site.example/" })) {
      changed += report.created + report.updated;
    }
    return changed;
  },
  async "a source"(stores, feed) {
    const answer = { name: source, url: source, mediaType: undefined, bytes: Buffer.from(feed) };
    const content = parseAnswer(answer, { tags: [] });
    if (!("drafts" in content)) return 0;
    const tally = emptyTally();
    await storeArticles(stores, { url: source, most: 100 }, content, tally, new AbortController().signal);
    return tally.created + tally.updated;
  },
};

for (const [way, take] of Object.entries(ways)) {
  for (const [format, write] of Object.entries(writers)) {
    test(`the same ${format} twice through ${way} changes nothing, whatever it holds`, async (t) => {
      const feeds = fc.tuple(fc.array(anyItem, { maxLength: 4 }), fc.array(anyItem, { minLength: 1, maxLength: 6 }));
      await fc.assert(
        fc.asyncProperty(feeds, async ([before, items]) => {
          const folder = await mkdtemp(join(tmpdir(), "courant-feeds-"));
          const clock = handClock();
          let ids = 0;
          const stores = await openStores(join(folder, "c.sqlite"), { clock, newId: () => `urn:uuid:${++ids}` });
          try {
            if (before.length > 0) await take(stores, write(before), clock);
            await take(stores, write(items), clock);
            const [state, count] = [await stores.selections.changeNumber({}), await stores.articles.count()];
            clock.set(clock.now() + 60_000);
            t.equal(await take(stores, write(items), clock), 0, write(items));
            t.equal(await stores.selections.changeNumber({}), state, "no document changes");
            t.same(await stores.articles.count(), count);
          } finally {
            await stores.close();
            await rm(folder, { recursive: true });
          }
        }),
        { numRuns: runs(60) },
      );
    });
  }
}
