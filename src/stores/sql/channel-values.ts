import type { DatabaseSync } from "node:sqlite";
import type { Article } from "../../article/article.ts";
import { slugOf } from "../../channel/slug.ts";
import { type Facet, facets, termOf, valuesOf } from "../../channel/terms.ts";
import type { ChannelValueStore } from "../channel-values.ts";
import { transaction } from "../sqlite/transaction.ts";
import { exceptionsOf, noPosition, selectByTerm } from "./selections.ts";
import { openValueSurvey, rangeOf } from "./value-survey.ts";

/** Opens the store of channels for values: a row for each value that ever had one. */
export function openChannelValues(database: DatabaseSync): ChannelValueStore {
  const { survey, noteChannels, countChannels, firstByPrecedence } = openValueSurvey(database);
  const newest = database.prepare(`SELECT body FROM articles WHERE id = (SELECT id FROM (${selectByTerm}))`);
  const name = database.prepare("INSERT INTO channel_values (term, value, slug) VALUES (?, ?, ?)");
  const setShown = database.prepare("UPDATE channel_values SET shown = :shown WHERE term = :term");
  const findSlug = database.prepare("SELECT 1 FROM channel_values WHERE slug = ?");
  const bySlug = database.prepare("SELECT term, value FROM channel_values WHERE slug = ? AND shown = 1");
  const shown = database.prepare(
    "SELECT value, slug FROM channel_values WHERE term > :start AND term < :end AND shown = 1 ORDER BY term",
  );

  /** Gives a term its channel: with the slug that it had before, or a new one. */
  function admit(facet: Facet, term: string, { now, except }: { now: number; except: string }): void {
    if (setShown.run({ term, shown: 1 }).changes > 0) return;
    const row = newest.get({ term, lists: "[]", except, now, limit: 1, ...noPosition });
    if (row === undefined) return;
    const article: Article = JSON.parse(String(row.body));
    const value = valuesOf(article, facet).find((spelled) => termOf(facet, spelled) === term);
    if (value === undefined) return;
    const slug = slugOf(facet, value, (slug) => findSlug.get(slug) !== undefined);
    name.run(term, value, slug);
  }

  return {
    async list(facet, now, { atLeast, atMost, except: exceptions }) {
      const except = exceptionsOf(exceptions);
      const { waiting, empty, withheld } = await survey(facet, { now, atLeast, except });
      const count = countChannels(facet);
      const wanted = waiting.size;
      const excess = Math.max(0, count + wanted - atMost);
      const others = [...empty].filter((term) => !withheld.has(term)).sort();
      const released = [...withheld, ...others.slice(0, Math.max(0, excess - withheld.size))];
      const room = Math.max(0, atMost - count + released.length);
      const admitted = wanted > room ? await firstByPrecedence(waiting, room, { now, except }) : [...waiting];
      if (released.length + admitted.length > 0) {
        transaction(database, () => {
          for (const term of released) setShown.run({ term, shown: 0 });
          // Slugs depend on the order in which they are given.
          for (const term of admitted.sort()) admit(facet, term, { now, except });
        });
        await noteChannels(facet, [...released, ...admitted]);
      }
      const values = shown.all(rangeOf(facet)).map((row) => ({ value: String(row.value), slug: String(row.slug) }));
      return { values, refused: wanted - admitted.length };
    },

    async find(slug) {
      const row = bySlug.get(slug);
      const facet = facets.find((each) => String(row?.term).startsWith(`${each}:`));
      return row && facet && { facet, value: String(row.value) };
    },
  };
}
