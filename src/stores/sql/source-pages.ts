import type { DatabaseSync } from "node:sqlite";
import type { ListedPage, SourcePage, SourcePageStore } from "../source-pages.ts";
import { transaction } from "../sqlite/transaction.ts";

/** Milliseconds after which a page without a modification time is due again. */
const weekMs = 7 * 86_400_000;
/** How often in a row a page may fail. */
const maxPageFailures = 5;

type Row = {
  url: string;
  kind: ListedPage["kind"];
  modified: number | null;
  etag: string | null;
  lastModified: string | null;
};

/** Opens the store of the pages of sources: a row for each page. */
export function openSourcePages(database: DatabaseSync): SourcePageStore {
  const age = database.prepare(
    `UPDATE source_pages SET due = 1
     WHERE source = :source AND due = 0 AND modified IS NULL AND (kind = 'sitemap' OR asked < :before)`,
  );
  const list = database.prepare(
    `INSERT INTO source_pages (source, url, kind, modified, due) VALUES (:source, :url, :kind, :modified, 1)
     ON CONFLICT (source, url) DO UPDATE SET kind = :kind, modified = :modified, due = 1, failures = 0
     WHERE :modified > coalesce(modified, 0)`,
  );
  const next = database.prepare(
    `SELECT url, kind, modified, etag, last_modified AS lastModified FROM source_pages
     WHERE source = :source AND due = 1 AND asked <= :since ORDER BY kind DESC, modified DESC LIMIT 1`,
  );
  const done = database.prepare(
    `UPDATE source_pages SET due = 0, failures = 0, asked = :asked, etag = :etag, last_modified = :lastModified
     WHERE source = :source AND url = :url`,
  );
  const failed = database.prepare(
    `UPDATE source_pages SET failures = failures + 1, asked = :asked, due = failures + 1 < ${maxPageFailures}
     WHERE source = :source AND url = :url`,
  );
  const waiting = database.prepare("SELECT count(*) AS pages FROM source_pages WHERE source = ? AND due = 1");

  return {
    async note(source, listed, now) {
      transaction(database, () => {
        age.run({ source, before: now - weekMs });
        for (const { url, kind, modified } of listed) list.run({ source, url, kind, modified: modified ?? null });
      });
    },

    async findDue(source, since) {
      const row = next.get({ source, since }) as Row | undefined;
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

    async keep(source, { url, etag, lastModified }: SourcePage, { asked, failed: hasFailed }) {
      if (hasFailed) failed.run({ source, url, asked });
      else done.run({ source, url, asked, etag: etag ?? null, lastModified: lastModified ?? null });
    },

    async countDue(source) {
      return Number(waiting.get(source)?.pages);
    },
  };
}
