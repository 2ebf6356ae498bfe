import type { Article } from "../../article/article.ts";
import { slugsOf } from "../../channel/slug.ts";
import { type Facet, facets, termOf, valuesOf } from "../../channel/terms.ts";
import type { ChannelValueStore } from "../channel-values.ts";
import { atomically, createStore, type Engine, query, type Work } from "./engine.ts";
import { exceptionsOf } from "./selection-conditions.ts";
import { noPosition, selectByTerm } from "./selections.ts";
import { openValueSurvey, rangeOf } from "./value-survey.ts";

/** Opens the store of channels for values: a row for each value that ever had one. */
export function openChannelValues(engine: Engine): ChannelValueStore {
  const { survey, noteChannels, countChannels, firstByPrecedence } = openValueSurvey(engine);
  const newest = query(
    `SELECT body FROM articles WHERE id = (SELECT id FROM (${selectByTerm(engine.dialect)}) AS selected)`,
  );
  const name = query("INSERT INTO channel_values (term, value, slug) VALUES (?, ?, ?)");
  const setShown = query("UPDATE channel_values SET shown = :shown WHERE term = :term");
  const findSlug = query("SELECT 1 FROM channel_values WHERE slug = ?");
  const bySlug = query("SELECT term, value FROM channel_values WHERE slug = ? AND shown = 1");
  const shown = query(
    "SELECT value, slug FROM channel_values WHERE term > :start AND term < :end AND shown = 1 ORDER BY term",
  );

  /** Gives a term its channel: with the slug that it had before, or a new one. */
  function* admit(facet: Facet, term: string, { now, except }: { now: number; except: string }): Work<void> {
    if ((yield* setShown.run({ term, shown: 1 })) > 0) return;
    const row = yield* newest.get({ term, lists: "[]", except, now, limit: 1, ...noPosition });
    if (row === undefined) return;
    const article: Article = JSON.parse(String(row.body));
    const value = valuesOf(article, facet).find((spelled) => termOf(facet, spelled) === term);
    if (value === undefined) return;
    for (const slug of slugsOf(facet, value)) {
      if (yield* findSlug.get(slug)) continue;
      yield* name.run(term, value, slug);
      return;
    }
  }

  return {
    async list(facet, now, { atLeast, atMost, except: exceptions }) {
      const except = exceptionsOf(exceptions);
      const { waiting, empty, withheld } = await survey(facet, { now, atLeast, except });
      const count = await engine.do(countChannels(facet));
      const wanted = waiting.size;
      const excess = Math.max(0, count + wanted - atMost);
      const others = [...empty].filter((term) => !withheld.has(term)).sort();
      const released = [...withheld, ...others.slice(0, Math.max(0, excess - withheld.size))];
      const room = Math.max(0, atMost - count + released.length);
      const admitted = wanted > room ? await firstByPrecedence(waiting, room, { now, except }) : [...waiting];
      if (released.length + admitted.length > 0) {
        const change = atomically(function* () {
          for (const term of released) yield* setShown.run({ term, shown: 0 });
          // Slugs depend on the order in which they are given.
          for (const term of admitted.sort()) yield* admit(facet, term, { now, except });
        });
        await engine.do(change);
        await noteChannels(facet, [...released, ...admitted]);
      }
      const rows = await engine.do(shown.all(rangeOf(facet)));
      const values = rows.map((row) => ({ value: String(row.value), slug: String(row.slug) }));
      return { values, refused: wanted - admitted.length };
    },

    ...createStore<Pick<ChannelValueStore, "find">>(engine, {
      *find(slug) {
        const row = yield* bySlug.get(slug);
        const facet = facets.find((each) => String(row?.term).startsWith(`${each}:`));
        return row && facet && { facet, value: String(row.value) };
      },
    }),
  };
}
