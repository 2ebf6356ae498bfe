import type { DatabaseSync } from "node:sqlite";
import type { Article } from "../article/article.ts";
import { type ArchiveChain, emptyArchiveChain } from "../channel/archives.ts";
import { slugOf } from "../channel/slug.ts";
import { termOf, valuesOf } from "../channel/terms.ts";
import type { Collection } from "./collection.ts";
import { transaction } from "./migrations.ts";
import { noPosition, selectByTerm } from "./selections.ts";

/** Terms with a beginning, each once: the index is asked for the next higher one, again and again. */
const termsBetween = `
  WITH RECURSIVE found (term) AS (
    SELECT min(term) FROM terms WHERE term > :start AND term < :end
    UNION ALL
    SELECT (SELECT min(term) FROM terms WHERE term > found.term AND term < :end) FROM found WHERE found.term IS NOT NULL)
  SELECT term FROM found WHERE term IS NOT NULL AND term NOT IN (SELECT term FROM channel_values)`;

/** The part of the collection that remembers what channels have promised: their slugs and their archives. */
export function openChannels(database: DatabaseSync): Pick<Collection, "values" | "archives" | "keepArchives"> {
  const unnamed = database.prepare(termsBetween);
  const newest = database.prepare(`SELECT body FROM articles WHERE id = (SELECT id FROM (${selectByTerm}))`);
  const name = database.prepare("INSERT INTO channel_values (term, value, slug) VALUES (?, ?, ?)");
  const taken = database.prepare("SELECT 1 FROM channel_values WHERE slug = ?");
  const named = database.prepare("SELECT value, slug FROM channel_values WHERE term > ? AND term < ? ORDER BY term");
  const chain = database.prepare("SELECT body FROM archives WHERE channel = ?");
  const keepChain = database.prepare(
    "INSERT INTO archives (channel, body) VALUES (:channel, :body) ON CONFLICT (channel) DO UPDATE SET body = :body",
  );

  return {
    async values(facet, now) {
      // The character after the colon ends what begins with it.
      const range = [`${facet}:`, `${facet};`] as const;
      const fresh = unnamed.all({ start: range[0], end: range[1] }).map((row) => String(row.term));
      if (fresh.length > 0) {
        transaction(database, () => {
          for (const term of fresh) {
            const row = newest.get({ term, lists: "[]", now, limit: 1, ...noPosition });
            if (row === undefined) continue;
            const article: Article = JSON.parse(String(row.body));
            const value = valuesOf(article, facet).find((spelled) => termOf(facet, spelled) === term);
            if (value === undefined) continue;
            name.run(
              term,
              value,
              slugOf(facet, value, (slug) => taken.get(slug) !== undefined),
            );
          }
        });
      }
      return named.all(...range).map((row) => ({ value: String(row.value), slug: String(row.slug) }));
    },

    async archives(channel) {
      const row = chain.get(channel);
      return row === undefined ? emptyArchiveChain : (JSON.parse(String(row.body)) as ArchiveChain);
    },

    async keepArchives(channel, kept) {
      keepChain.run({ channel, body: JSON.stringify(kept) });
    },
  };
}
