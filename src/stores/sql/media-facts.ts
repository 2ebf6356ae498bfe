import type { DatabaseSync } from "node:sqlite";
import type { MediaFacts } from "../../article/media.ts";
import type { MediaFactStore } from "../media-facts.ts";
import { transaction } from "../sqlite/transaction.ts";
import { openChanges } from "./changes.ts";

/** Milliseconds after which a file is asked again, where documents still show it. */
const factsLifetimeMs = 90 * 86_400_000;

/** Opens the store of media facts: a row for each file, and one for each article that names it. */
export function openMediaFacts(database: DatabaseSync): MediaFactStore {
  const changes = openChanges(database);
  const findFacts = database.prepare(
    "SELECT url, facts FROM media WHERE url IN (SELECT value FROM json_each(?)) AND facts IS NOT NULL",
  );
  const isNoted = database.prepare("SELECT 1 FROM media_articles WHERE url = ? AND article = ?");
  const isOld = database.prepare("SELECT 1 FROM media WHERE url = ? AND next IS NULL AND asked <= ?");
  const note = database.prepare("INSERT OR IGNORE INTO media_articles (url, article) VALUES (?, ?)");
  const want = database.prepare(
    `INSERT INTO media (url, next, failures) VALUES (:url, :now, 0)
     ON CONFLICT (url) DO UPDATE SET next = :now, failures = 0 WHERE next IS NULL AND asked <= :old`,
  );
  const due = database.prepare("SELECT url, failures FROM media WHERE next <= ? ORDER BY next, url LIMIT ?");
  const factsOf = database.prepare("SELECT facts FROM media WHERE url = ?");
  const save = database.prepare(
    `UPDATE media SET asked = coalesce(:asked, asked), next = :next, failures = :failures, error = :error, facts = coalesce(:facts, facts)
     WHERE url = :url`,
  );
  const termsWith = database.prepare(
    "SELECT DISTINCT term FROM terms WHERE article IN (SELECT article FROM media_articles WHERE url = ?)",
  );
  const counts = database.prepare(
    `SELECT count(facts) AS known, count(*) FILTER (WHERE facts IS NULL AND next IS NOT NULL) AS waiting,
       count(*) FILTER (WHERE facts IS NULL AND next IS NULL) AS unknown FROM media
     WHERE EXISTS (SELECT 1 FROM media_articles WHERE media_articles.url = media.url)`,
  );

  return {
    async find(urls) {
      if (urls.length === 0) return new Map();
      const rows = findFacts.all(JSON.stringify(urls));
      return new Map(rows.map(({ url, facts }) => [String(url), JSON.parse(String(facts)) as MediaFacts]));
    },

    async want(shown, now) {
      const old = now - factsLifetimeMs;
      const news = shown.filter(
        ({ url, article }) => article === undefined || !isNoted.get(url, article) || isOld.get(url, old),
      );
      if (news.length === 0) return;
      transaction(database, () => {
        for (const { url, article } of news) {
          if (article !== undefined) note.run(url, article);
          want.run({ url, now, old });
        }
      });
    },

    async listDue(now, limit) {
      return due.all(now, limit).map(({ url, failures }) => ({ url: String(url), failures: Number(failures) }));
    },

    async keep(probes) {
      return changes.transaction(() => {
        const terms = new Set<string>();
        for (const { url, asked: at = null, next = null, failures, error = null, facts } of probes) {
          const factsJson = facts === undefined ? null : JSON.stringify(facts);
          const isNew = factsJson !== null && factsJson !== factsOf.get(url)?.facts;
          save.run({ url, asked: at, next, failures, error, facts: factsJson });
          if (isNew) for (const { term } of termsWith.iterate(url)) terms.add(String(term));
        }
        if (terms.size > 0) changes.note(terms, changes.next());
        return terms.size > 0;
      });
    },

    async count() {
      const row = counts.get();
      return { known: Number(row?.known), waiting: Number(row?.waiting), unknown: Number(row?.unknown) };
    },
  };
}
