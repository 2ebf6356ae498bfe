import type { SelectionStore } from "../selections.ts";
import type { Dialect } from "./dialect.ts";
import { createStore, type Engine, query } from "./engine.ts";
import { exceptionsOf, isExcepted } from "./selection-conditions.ts";

/** Uses of uploaded files by articles, where no article uses the file that everybody may read. */
const usesByWithheld = (dialect: Dialect) => `
  WITH uses AS (SELECT hash, article, CASE WHEN ${isExcepted(dialect)} THEN 1 ELSE 0 END AS withheld
    FROM media_uses JOIN articles ON articles.id = media_uses.article WHERE owner = 'article')
  SELECT hash, article FROM uses WHERE hash NOT IN (SELECT hash FROM uses WHERE withheld = 0) ORDER BY hash, article`;

const usedInPublic = (dialect: Dialect) => `
  SELECT 1 FROM media_uses JOIN articles ON articles.id = media_uses.article
  WHERE hash = :hash AND owner = 'article' AND NOT ${isExcepted(dialect)}`;

type WithheldMedia = Pick<SelectionStore, "withheldMedia" | "isMediaPublic">;

/** Tells which uploaded files only withheld articles use. */
export function openWithheldMedia(engine: Engine): WithheldMedia {
  const withheldUses = query(usesByWithheld(engine.dialect));
  const publicUse = query(usedInPublic(engine.dialect));
  return createStore<WithheldMedia>(engine, {
    *withheldMedia(exclusive) {
      const rows = yield* withheldUses.all({ except: exceptionsOf(exclusive) });
      const uses = Map.groupBy(rows, ({ hash }) => String(hash));
      return new Map([...uses].map(([hash, each]) => [hash, each.map(({ article }) => String(article))]));
    },

    *isMediaPublic(hash, exclusive) {
      return (yield* publicUse.get({ hash, except: exceptionsOf(exclusive) })) !== undefined;
    },
  });
}
