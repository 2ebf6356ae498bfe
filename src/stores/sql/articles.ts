import type { PreparedArticle } from "../../article/prepare.ts";
import type { Clock } from "../../clock.ts";
import { CourantError } from "../../errors.ts";
import type { ArticleStore, PutOptions, PutOutcome } from "../articles.ts";
import { checkRevision } from "./article-checks.ts";
import { openArticleReads } from "./article-reads.ts";
import { createStore, type Engine, type Work } from "./engine.ts";
import type { ArticlePutter } from "./put-article.ts";

/** Opens the store of articles: a row for each, its terms and its names. The index of words of each database lists them. */
export function openArticles(
  engine: Engine,
  putter: ArticlePutter,
  { clock }: { clock: Pick<Clock, "now"> },
): Omit<ArticleStore, "list"> {
  const { identity, erasedNames, atomically } = putter;

  function* putAll(drafts: readonly PreparedArticle[], options: PutOptions): Work<PutOutcome[]> {
    const { now = clock.now(), input } = options;
    if (input) yield* identity.reserve(drafts, input);
    const mayBeErased = yield* erasedNames.isAny();
    const outcomes: PutOutcome[] = [];
    for (const [index, prepared] of drafts.entries()) {
      try {
        // Of several articles without dates the first is the newest, by a millisecond: they keep their order.
        outcomes.push(yield* putter.put(prepared, options, { now: now - index, mayBeErased }));
      } catch (error) {
        // Thrown before anything of this draft was written.
        if (!(error instanceof CourantError)) throw error;
        outcomes.push({ outcome: "rejected", error });
      }
    }
    return outcomes;
  }

  return {
    ...openArticleReads(engine),

    ...createStore<Pick<ArticleStore, "put" | "remove">>(engine, {
      put: (drafts, options = {}) => atomically(() => putter.aheadOf(drafts, () => putAll(drafts, options))),

      remove: (id, { ifRevision, by = "import" } = {}) =>
        atomically(function* () {
          const row = yield* identity.byId(id);
          if (row?.body == null) return false;
          if (ifRevision !== undefined) checkRevision(row, ifRevision);
          yield* putter.bury(row, clock.now(), by);
          return true;
        }),
    }),
  };
}
