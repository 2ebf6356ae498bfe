import type { PublishedChanges } from "../../../src/stores/announcements.ts";
import type { NewJob } from "../../../src/stores/jobs.ts";
import type { Stores } from "../../../src/stores/stores.ts";
import { day, keep, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const documents = (hashes: Record<string, string> = {}) => new Map(Object.entries(hashes));
const iso = (time: number) => new Date(time).toISOString();

type Published = { now?: number; change?: number; hashes?: Record<string, string>; maxArticles?: number };

/** Announces what is published, and says it in short: kinds and ids. */
async function announce(
  { announcements, selections }: Stores,
  published: Published = {},
  jobs: readonly NewJob[] = [],
) {
  const { now = start, hashes, maxArticles = 100 } = published;
  const change = published.change ?? (await selections.changeNumber({}));
  const changes = await announcements.announce(
    { checkpoint: { change, now }, documents: documents(hashes), maxArticles },
    () => jobs,
  );
  return changes && { ...changes, articles: changes.articles.map(inShort) };
}

function inShort(change: PublishedChanges["articles"][number]): string {
  if (change.kind === "deleted") return `${change.reason} ${change.id} ${change.url ?? "-"} ${change.terms.join("+")}`;
  const { id, title = "", _courant } = change.article;
  return `${change.kind} ${id} ${title} ${_courant.revision} ${change.terms.join("+")}`;
}

const nothing = { articles: [], others: { published: 0, updated: 0, deleted: 0 }, changed: [], removed: [] };

const announcements: StoreContract = {
  async "nothing is announced before it begins, and what was there then never"(t, { stores }) {
    await keep(stores.articles, { id: "old", title: "Old", date_published: iso(start - day) });
    t.equal(await announce(stores), undefined);
    t.notOk(await stores.announcements.isBegun());
    await stores.announcements.begin(start, documents({ "/feeds/news.rss": "1" }));
    t.ok(await stores.announcements.isBegun());
    t.same(await announce(stores, { hashes: { "/feeds/news.rss": "1" } }), nothing);
    await keep(stores.articles, { id: "old", title: "New", date_published: iso(start - day) });
    await stores.announcements.begin(start, documents());
    t.same(
      (await announce(stores))?.articles,
      ["updated old New 2 all+page-month:2026-02+permalinked"],
      "it had begun before",
    );
  },

  async "each state that readers see is announced once, also after a restart"(t, { stores, reopen }) {
    await stores.announcements.begin(start, documents());
    const draft = { id: "a", url: "https://site.example/a", title: "A", tags: ["One"], date_published: iso(start - 1) };
    await keep(stores.articles, draft);
    t.same((await announce(stores))?.articles, ["published a A 1 all+tag:one"]);
    t.same(await announce(stores), nothing);
    await keep(stores.articles, { ...draft, title: "B" });
    await stores.close();
    const again = await reopen();
    t.same((await announce(again))?.articles, ["updated a B 2 all+tag:one"]);
    await again.articles.remove("a");
    t.same((await announce(again))?.articles, ["deleted a https://site.example/a all+tag:one"]);
    t.same(await announce(again), nothing);
    await again.articles.put([{ draft, names: [] }], { restore: true });
    t.same((await announce(again))?.articles, ["published a A 3 all+tag:one"]);
  },

  async "an article that is not published yet stays unknown, with all its changes"(t, { stores }) {
    await stores.announcements.begin(start, documents());
    const draft = { id: "soon", title: "Soon", date_published: iso(start + day) };
    await keep(stores.articles, draft);
    t.same(await announce(stores), nothing);
    await keep(stores.articles, { ...draft, title: "Sooner" });
    t.same(await announce(stores), nothing);
    t.match((await announce(stores, { now: start + day }))?.articles, [/^published soon Sooner/]);
    await keep(stores.articles, { id: "never", date_published: iso(start + 3 * day), title: "Never" });
    await stores.articles.remove("never");
    t.same(await announce(stores, { now: start + 4 * day }), nothing);
  },

  async "what changed after the published checkpoint is left for later"(t, { stores }) {
    await stores.announcements.begin(start, documents());
    await keep(stores.articles, { id: "a", title: "A", date_published: iso(start) });
    const change = await stores.selections.changeNumber({});
    await keep(stores.articles, { id: "a", title: "Hidden", date_published: iso(start + day) });
    t.same(await announce(stores, { change }), nothing);
    t.same(await announce(stores), nothing);
    t.match((await announce(stores, { now: start + day }))?.articles, [/^published a Hidden/]);
  },

  async "an article that expires or is published later now is gone, and says why"(t, { stores }) {
    await stores.announcements.begin(start, documents());
    await keep(stores.articles, {
      id: "a",
      title: "A",
      date_published: iso(start),
      _courant: { expires: iso(start + day) },
    });
    await keep(stores.articles, { id: "b", title: "B", date_published: iso(start) });
    t.equal((await announce(stores))?.articles.length, 2);
    await keep(stores.articles, { id: "b", title: "Hidden", date_published: iso(start + 5 * day) });
    t.same((await announce(stores, { now: start + day }))?.articles, [
      "expired a - all+page-month:2026-03+permalinked",
      "withdrawn b - all+page-month:2026-03+permalinked",
    ]);
  },

  async "when the clock is set back, nothing is called gone that only is not due any more"(t, { stores }) {
    await stores.announcements.begin(start, documents());
    await keep(stores.articles, { id: "a", title: "A", date_published: iso(start) });
    await announce(stores);
    t.same(await announce(stores, { now: start - 9 * day }), nothing);
    t.same(await announce(stores, { now: start }), nothing);
    await announce(stores, { now: start + 400 * day });
    await keep(stores.articles, { id: "due", title: "Due", date_published: iso(start + 30 * day) });
    t.same(await announce(stores), nothing, "the clock was ahead, and it is due later");
  },

  async "of many articles the newest are told one by one, and the others counted"(t, { stores }) {
    await stores.announcements.begin(start, documents());
    const drafts = Array.from({ length: 12 }, (_, index) => ({
      id: `a${index}`,
      date_published: iso(start - index * 1000),
      title: "T",
    }));
    await stores.articles.put(drafts.map((draft) => ({ draft, names: [] })));
    const first = await announce(stores, { maxArticles: 3 });
    t.match(first?.articles, [/^published a2 /, /^published a1 /, /^published a0 /]);
    t.same(first?.others, { published: 9, updated: 0, deleted: 0 });
    for (const id of ["a0", "a5", "a6"]) await stores.articles.remove(id);
    const second = await announce(stores, { maxArticles: 1 });
    t.match([second?.articles, second?.others], [[/^deleted a0 /], { published: 0, updated: 0, deleted: 2 }]);
  },

  async "a date_modified of the future is not announced as if it had come"(t, { stores }) {
    await stores.announcements.begin(start, documents());
    const draft = { id: "a", title: "A", date_published: iso(start - day), date_modified: iso(start + 9 * day) };
    await keep(stores.articles, draft);
    const checkpoint = { change: await stores.selections.changeNumber({}), now: start };
    const changes = await stores.announcements.announce(
      { checkpoint, documents: documents(), maxArticles: 9 },
      () => [],
    );
    t.match(changes?.articles, [{ article: { date_modified: iso(start) } }]);
  },

  async "documents that changed or went are announced once"(t, { stores }) {
    await stores.announcements.begin(start, documents({ "/a": "1", "/b": "1" }));
    t.match(await announce(stores, { hashes: { "/a": "2", "/c": "1" } }), { changed: ["/a", "/c"], removed: ["/b"] });
    t.same(await announce(stores, { hashes: { "/a": "2", "/c": "1" } }), nothing);
  },

  async "jobs are added together with the record of what they announce, or neither"(t, { stores }) {
    const message = { id: "msg_1", type: "article.published", body: "{}", created: start };
    const job = { kind: "webhook", lane: "a", host: "a.example", message, due: start };
    await stores.announcements.begin(start, documents());
    await keep(stores.articles, { id: "a", title: "A", date_published: iso(start) });
    const broken = { ...job, kind: undefined as unknown as string };
    await t.rejects(announce(stores, {}, [job, broken]));
    t.same(await stores.jobs.backlog(), { waiting: 0, oldest: undefined });
    t.equal((await announce(stores, {}, [job, job]))?.articles.length, 1, "it is not announced yet");
    t.equal((await stores.jobs.backlog()).waiting, 2);
  },

  async "a source is announced each time that it begins to fail"(t, { stores }) {
    const told: string[] = [];
    const tell = (failing: string[]) =>
      stores.announcements.announceFailing(failing, (urls) => {
        told.push(...urls);
        return [];
      });
    await tell(["a"]);
    t.same(told, [], "nothing has begun");
    await stores.announcements.begin(start, documents());
    for (const failing of [["a"], ["a", "b"], ["b"], ["a"], []]) await tell(failing);
    t.same(told, ["a", "b", "a"]);
  },

  async "it ends when no webhook is enabled, and then begins anew"(t, { stores }) {
    const webhook = { id: "w", url: "https://w.example/", events: [], secret: "whsec_", created: start, failures: 0 };
    await stores.webhooks.add(webhook);
    await stores.announcements.begin(start, documents());
    await stores.announcements.end();
    t.ok(await stores.announcements.isBegun());
    await stores.webhooks.update("w", (each) => ({ ...each, disabled: { at: start, reason: "410" } }));
    await stores.announcements.end();
    t.notOk(await stores.announcements.isBegun());
    await keep(stores.articles, { id: "a", title: "A", date_published: iso(start) });
    await stores.announcements.begin(start, documents());
    t.same(await announce(stores), nothing);
  },
};

/** The contract of AnnouncementStore. */
export function testAnnouncementStore(name: string, open: OpenStores): void {
  testContract(`${name}, announcements`, announcements, open);
}
