import type { DatabaseSync } from "node:sqlite";
import { everyArticleTerm } from "../../channel/terms.ts";
import type { AnnouncementStore, DocumentHashes } from "../announcements.ts";
import type { Checkpoint } from "../selections.ts";
import { transaction } from "../sqlite/transaction.ts";
import { openAnnouncedArticles } from "./announced-articles.ts";
import { openJobWriter } from "./job-writer.ts";

/** Opens the store of announcements: tables of what was announced, and the queue's own to add jobs. */
export function openAnnouncements(database: DatabaseSync): AnnouncementStore {
  const jobs = openJobWriter(database);
  const articles = openAnnouncedArticles(database);
  const documents = openAnnouncedDocuments(database);
  const find = database.prepare("SELECT change, now FROM announced");
  const save = database.prepare(
    `INSERT INTO announced (only, change, now) VALUES (1, :change, :now)
     ON CONFLICT (only) DO UPDATE SET change = :change, now = :now`,
  );
  const lastChange = database.prepare("SELECT change FROM changes WHERE term = ?");
  const isWanted = database.prepare("SELECT 1 FROM webhooks WHERE disabled = 0 LIMIT 1");
  const clear = ["announced", "announced_sources"].map((table) => database.prepare(`DELETE FROM ${table}`));
  const listSources = database.prepare("SELECT url FROM announced_sources");
  const addSource = database.prepare("INSERT INTO announced_sources (url) VALUES (?)");
  const dropSource = database.prepare("DELETE FROM announced_sources WHERE url = ?");

  function checkpoint(): Checkpoint | undefined {
    const row = find.get();
    return row && { change: Number(row.change), now: Number(row.now) };
  }

  return {
    async isBegun() {
      return checkpoint() !== undefined;
    },

    async begin(now, published) {
      transaction(database, () => {
        if (checkpoint()) return;
        articles.takeAll(now);
        documents.take(published);
        save.run({ change: Number(lastChange.get(everyArticleTerm)?.change ?? 0), now });
      });
    },

    async end() {
      if (!checkpoint()) return;
      transaction(database, () => {
        if (isWanted.get()) return;
        articles.clear();
        documents.clear();
        for (const each of clear) each.run();
      });
    },

    async announce(published, toJobs) {
      return transaction(database, () => {
        const since = checkpoint();
        if (!since) return undefined;
        const changes = {
          ...articles.take(since, published.checkpoint, published.maxArticles),
          ...documents.take(published.documents),
        };
        jobs.add(toJobs(changes));
        // Reading the same changes again finds nothing new, so a checkpoint that only got older need not be written.
        if (published.checkpoint.change !== since.change) save.run({ ...published.checkpoint });
        return changes;
      });
    },

    async announceFailing(failing, toJobs) {
      const known = new Set(listSources.all().map(({ url }) => String(url)));
      const begun = failing.filter((url) => !known.has(url));
      const recovered = [...known].filter((url) => !failing.includes(url));
      if (begun.length + recovered.length === 0 || !checkpoint()) return;
      transaction(database, () => {
        jobs.add(toJobs(begun));
        for (const url of begun) addSource.run(url);
        for (const url of recovered) dropSource.run(url);
      });
    },
  };
}

/** Compares the published documents with those that were announced. Used within a transaction. */
function openAnnouncedDocuments(database: DatabaseSync) {
  const list = database.prepare("SELECT path, sha256 FROM announced_documents");
  const save = database.prepare(
    "INSERT INTO announced_documents (path, sha256) VALUES (:path, :sha256) ON CONFLICT (path) DO UPDATE SET sha256 = :sha256",
  );
  const drop = database.prepare("DELETE FROM announced_documents WHERE path = ?");
  const clear = database.prepare("DELETE FROM announced_documents");

  return {
    /** Finds which documents changed, and counts them as announced. */
    take(published: DocumentHashes): { changed: string[]; removed: string[] } {
      const known = new Map(list.all().map(({ path, sha256 }) => [String(path), String(sha256)]));
      const changed = [...published].filter(([path, sha256]) => known.get(path) !== sha256);
      const removed = [...known.keys()].filter((path) => !published.has(path));
      for (const [path, sha256] of changed) save.run({ path, sha256 });
      for (const path of removed) drop.run(path);
      return { changed: changed.map(([path]) => path), removed };
    },

    clear: () => clear.run(),
  };
}
