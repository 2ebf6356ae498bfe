import { everyArticleTerm } from "../../channel/terms.ts";
import type { AnnouncementStore, DocumentHashes } from "../announcements.ts";
import type { Checkpoint } from "../selections.ts";
import { openAnnouncedArticles } from "./announced-articles.ts";
import { atomically, createStore, type Engine, query, type Work } from "./engine.ts";
import { insertRows } from "./insert-rows.ts";
import { openJobWriter } from "./job-writer.ts";

/** Opens the store of announcements: tables of what was announced, and the queue's own to add jobs. */
export function openAnnouncements(engine: Engine): AnnouncementStore {
  const jobs = openJobWriter(engine);
  const articles = openAnnouncedArticles(engine);
  const documents = openAnnouncedDocuments(engine);
  const find = query("SELECT change, now FROM announced");
  const save = query(
    `INSERT INTO announced ("only", change, now) VALUES (1, :change, :now)
     ON CONFLICT ("only") DO UPDATE SET change = :change, now = :now`,
  );
  const lastChange = query("SELECT change FROM changes WHERE term = ?");
  const isWanted = query("SELECT 1 FROM webhooks WHERE disabled = 0 LIMIT 1");
  const clear = ["announced", "announced_sources"].map((table) => query(`DELETE FROM ${table}`));
  const listSources = query("SELECT url FROM announced_sources");
  const addSource = query("INSERT INTO announced_sources (url) VALUES (?)");
  const dropSource = query("DELETE FROM announced_sources WHERE url = ?");

  function* checkpoint(): Work<Checkpoint | undefined> {
    const row = yield* find.get();
    return row && { change: Number(row.change), now: Number(row.now) };
  }

  /** Compares the failing sources with those that were announced. */
  function* compareSources(failing: readonly string[]): Work<{ begun: string[]; recovered: string[] }> {
    const known = new Set((yield* listSources.all()).map(({ url }) => String(url)));
    return {
      begun: failing.filter((url) => !known.has(url)),
      recovered: [...known].filter((url) => !failing.includes(url)),
    };
  }

  return createStore<AnnouncementStore>(engine, {
    *isBegun() {
      return (yield* checkpoint()) !== undefined;
    },

    begin: (now, published) =>
      atomically(function* () {
        if (yield* checkpoint()) return;
        yield* articles.takeAll(now);
        yield* documents.take(published);
        yield* save.run({ change: Number((yield* lastChange.get(everyArticleTerm))?.change ?? 0), now });
      }),

    *end() {
      if (!(yield* checkpoint())) return;
      yield* atomically(function* () {
        if (yield* isWanted.get()) return;
        yield* articles.clear();
        yield* documents.clear();
        for (const each of clear) yield* each.run();
      });
    },

    announce: (published, toJobs) =>
      atomically(function* () {
        const since = yield* checkpoint();
        if (!since) return undefined;
        const changes = {
          ...(yield* articles.take(since, published.checkpoint, published.maxArticles)),
          ...(yield* documents.take(published.documents)),
        };
        yield* jobs.add(toJobs(changes));
        // Reading the same changes again finds nothing new, so a checkpoint that only got older need not be written.
        if (published.checkpoint.change !== since.change) yield* save.run({ ...published.checkpoint });
        return changes;
      }),

    *announceFailing(failing, toJobs) {
      const { begun, recovered } = yield* compareSources(failing);
      if (begun.length + recovered.length === 0 || !(yield* checkpoint())) return;
      yield* atomically(function* () {
        const { begun, recovered } = yield* compareSources(failing);
        yield* jobs.add(toJobs(begun));
        for (const url of begun) yield* addSource.run(url);
        for (const url of recovered) yield* dropSource.run(url);
      });
    },
  });
}

/** Compares the published documents with those that were announced. Used within a transaction. */
function openAnnouncedDocuments({ dialect }: Pick<Engine, "dialect">) {
  const list = query("SELECT path, sha256 FROM announced_documents");
  const save = insertRows(
    dialect,
    "announced_documents",
    { path: "TEXT", sha256: "TEXT" },
    "ON CONFLICT (path) DO UPDATE SET sha256 = excluded.sha256",
  );
  const drop = query(`DELETE FROM announced_documents WHERE ${dialect.isIn("path", "?")}`);
  const clear = query("DELETE FROM announced_documents");

  return {
    /** Finds which documents changed, and counts them as announced. */
    *take(published: DocumentHashes): Work<{ changed: string[]; removed: string[] }> {
      const known = new Map((yield* list.all()).map(({ path, sha256 }) => [String(path), String(sha256)]));
      const changed = [...published].filter(([path, sha256]) => known.get(path) !== sha256);
      const removed = [...known.keys()].filter((path) => !published.has(path));
      yield* save(changed.map(([path, sha256]) => ({ path, sha256 })));
      if (removed.length > 0) yield* drop.run(JSON.stringify(removed));
      return { changed: changed.map(([path]) => path), removed };
    },

    clear: () => clear.run(),
  };
}
