import type { ListedPage, SourcePage, SourcePageStore } from "../source-pages.ts";
import { atomically, createStore, type Engine, query } from "./engine.ts";

/** Milliseconds after which a page without a modification time is due again. */
const weekMs = 7 * 86_400_000;
/** How often in a row a page may fail. */
const maxPageFailures = 5;

type PageRow = {
  url: string;
  kind: ListedPage["kind"];
  modified: number | null;
  etag: string | null;
  lastModified: string | null;
};

/** Opens the store of the pages of sources: a row for each page. */
export function openSourcePages(engine: Engine): SourcePageStore {
  const { dialect } = engine;
  const age = query(
    `UPDATE source_pages SET due = 1
     WHERE source = :source AND due = 0 AND modified IS NULL AND (kind = 'sitemap' OR asked < :before)`,
  );
  const list = query(
    `INSERT INTO source_pages (source, url, kind, modified, due) SELECT :source, url, kind, modified, 1
     FROM (${dialect.rows(":listed", { url: "TEXT", kind: "TEXT", modified: "BIGINT" })}) AS given WHERE true
     ON CONFLICT (source, url) DO UPDATE SET kind = excluded.kind, modified = excluded.modified, due = 1, failures = 0
     WHERE excluded.modified > coalesce(source_pages.modified, 0)`,
  );
  const next = query(
    `SELECT url, kind, modified, etag, last_modified AS "lastModified" FROM source_pages
     WHERE source = :source AND due = 1 AND asked <= :since ORDER BY kind DESC, modified DESC NULLS LAST LIMIT 1`,
  );
  const done = query(
    `UPDATE source_pages SET due = 0, failures = 0, asked = :asked, etag = :etag, last_modified = :lastModified
     WHERE source = :source AND url = :url`,
  );
  const failed = query(
    `UPDATE source_pages SET failures = failures + 1, asked = :asked,
       due = CASE WHEN failures + 1 < ${maxPageFailures} THEN 1 ELSE 0 END
     WHERE source = :source AND url = :url`,
  );
  const waiting = query("SELECT count(*) AS pages FROM source_pages WHERE source = ? AND due = 1");

  return createStore<SourcePageStore>(engine, {
    *note(source, listed, now) {
      yield* atomically(function* () {
        yield* age.run({ source, before: now - weekMs });
        yield* list.run({ source, listed: JSON.stringify(eachOnce(listed)) });
      });
    },

    *findDue(source, since) {
      const row = (yield* next.get({ source, since })) as PageRow | undefined;
      if (!row) return undefined;
      const { url, kind, modified, etag, lastModified } = row;
      return {
        url,
        kind,
        ...(modified !== null && { modified }),
        ...(etag !== null && { etag }),
        ...(lastModified !== null && { lastModified }),
      };
    },

    *keep(source, { url, etag, lastModified }: SourcePage, { asked, failed: hasFailed }) {
      if (hasFailed) yield* failed.run({ source, url, asked });
      else yield* done.run({ source, url, asked, etag: etag ?? null, lastModified: lastModified ?? null });
    },

    *countDue(source) {
      return Number((yield* waiting.get(source))?.pages);
    },
  });
}

/** Each page once, as it was modified last. */
function eachOnce(listed: readonly ListedPage[]): ListedPage[] {
  const pages = new Map<string, ListedPage>();
  for (const page of listed) {
    const other = pages.get(page.url);
    if (other === undefined || (page.modified ?? 0) > (other.modified ?? 0)) pages.set(page.url, page);
  }
  return [...pages.values()];
}
