import type { MediaFacts } from "../../article/media.ts";
import type { MediaFactStore } from "../media-facts.ts";
import { openChanges } from "./changes.ts";
import { atomically, createStore, type Engine, query, type Work } from "./engine.ts";

/** Milliseconds after which a file is asked again, where documents still show it. */
const factsLifetimeMs = 90 * 86_400_000;

/** Opens the store of media facts: a row for each file, and one for each article that names it. */
export function openMediaFacts(engine: Engine): MediaFactStore {
  const { dialect } = engine;
  const changes = openChanges();
  const findFacts = query(`SELECT url, facts FROM media WHERE ${dialect.isIn("url", "?")} AND facts IS NOT NULL`);
  const shownFiles = dialect.rows(":shown", { url: "TEXT", article: "TEXT" });
  const findNews = query(
    `SELECT url, article FROM (${shownFiles}) AS shown
     WHERE NOT EXISTS (SELECT 1 FROM media_articles AS noted WHERE noted.url = shown.url AND noted.article = shown.article)
       OR EXISTS (SELECT 1 FROM media WHERE media.url = shown.url AND media.next IS NULL AND media.asked <= :old)`,
  );
  const note = query(
    `INSERT INTO media_articles (url, article) SELECT url, article FROM (${shownFiles}) AS shown
     WHERE article IS NOT NULL ON CONFLICT DO NOTHING`,
  );
  const want = query(
    `INSERT INTO media (url, next, failures) SELECT DISTINCT url, CAST(:now AS BIGINT), 0 FROM (${shownFiles}) AS shown
     WHERE true
     ON CONFLICT (url) DO UPDATE SET next = :now, failures = 0 WHERE media.next IS NULL AND media.asked <= :old`,
  );
  const due = query("SELECT url, failures FROM media WHERE next <= ? ORDER BY next, url LIMIT ?");
  const columns = {
    url: "TEXT",
    asked: "BIGINT",
    next: "BIGINT",
    failures: "BIGINT",
    error: "TEXT",
    facts: "TEXT",
  } as const;
  const save = query(
    `UPDATE media SET asked = coalesce(given.asked, media.asked), next = given.next, failures = given.failures,
       error = given.error, facts = coalesce(given.facts, media.facts)
     FROM (${dialect.rows("?", columns)}) AS given WHERE media.url = given.url`,
  );
  const termsWith = query(
    `SELECT DISTINCT term FROM terms WHERE article IN (
       SELECT article FROM media_articles WHERE ${dialect.isIn("url", "?")})`,
  );
  const counts = query(
    `SELECT count(facts) AS known, count(*) FILTER (WHERE facts IS NULL AND next IS NOT NULL) AS waiting,
       count(*) FILTER (WHERE facts IS NULL AND next IS NULL) AS unknown FROM media
     WHERE EXISTS (SELECT 1 FROM media_articles WHERE media_articles.url = media.url)`,
  );

  /** Finds the facts of files, as JSON. */
  function* findTexts(urls: readonly string[]): Work<Map<string, string>> {
    if (urls.length === 0) return new Map();
    const rows = yield* findFacts.all(JSON.stringify(urls));
    return new Map(rows.map(({ url, facts }) => [String(url), String(facts)]));
  }

  return createStore<MediaFactStore>(engine, {
    *find(urls) {
      const found = yield* findTexts(urls);
      return new Map([...found].map(([url, facts]) => [url, JSON.parse(facts) as MediaFacts]));
    },

    *want(shown, now) {
      if (shown.length === 0) return;
      const old = now - factsLifetimeMs;
      const rows = yield* findNews.all({ shown: JSON.stringify(shown), old });
      if (rows.length === 0) return;
      const news = JSON.stringify(rows);
      yield* atomically(function* () {
        yield* note.run({ shown: news });
        yield* want.run({ shown: news, now, old });
      });
    },

    *listDue(now, limit) {
      const rows = yield* due.all(now, limit);
      return rows.map(({ url, failures }) => ({ url: String(url), failures: Number(failures) }));
    },

    keep: (probes) =>
      changes.atomically(function* () {
        const known = yield* findTexts(probes.map(({ url }) => url));
        const rows = probes.map((probe) => ({ ...probe, facts: probe.facts && JSON.stringify(probe.facts) }));
        yield* save.run(JSON.stringify(rows));
        const news = rows.filter(({ url, facts }) => facts !== undefined && facts !== known.get(url));
        if (news.length === 0) return false;
        const terms = yield* termsWith.all(JSON.stringify(news.map(({ url }) => url)));
        if (terms.length > 0)
          changes.note(
            terms.map(({ term }) => String(term)),
            yield* changes.next(),
          );
        return terms.length > 0;
      }),

    *count() {
      const row = yield* counts.get();
      return { known: Number(row?.known), waiting: Number(row?.waiting), unknown: Number(row?.unknown) };
    },
  });
}
