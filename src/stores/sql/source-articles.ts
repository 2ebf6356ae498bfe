import type { SourceArticle, SourceArticleStore } from "../source-articles.ts";
import { atomically, createStore, type Engine, query } from "./engine.ts";

/** Opens the store of the articles of sources: a row for each article that came from one. */
export function openSourceArticles(engine: Engine): SourceArticleStore {
  const { dialect } = engine;
  const save = query(
    `INSERT INTO source_articles (article, source, published, revision) 
     SELECT id, :source, published, revision
     FROM (${dialect.rows(":articles", { id: "TEXT", published: "BIGINT", revision: "BIGINT" })}) AS given WHERE true
     ON CONFLICT (article) DO UPDATE SET
       source = excluded.source, published = excluded.published, revision = excluded.revision
     WHERE source_articles.source <> excluded.source OR source_articles.published <> excluded.published
       OR source_articles.revision <> excluded.revision`,
  );
  const counted = query("SELECT count(*) AS articles FROM source_articles WHERE source = ?");
  const newestFirst = "FROM source_articles WHERE source = :source ORDER BY published DESC, article";
  const nth = query(`SELECT published ${newestFirst} LIMIT 1 OFFSET :skipped`);
  const after = query(`SELECT article AS id, published, revision ${newestFirst} LIMIT :limit OFFSET :most`);
  const drop = query("DELETE FROM source_articles WHERE article = ?");

  return createStore<SourceArticleStore>(engine, {
    *note(source, articles) {
      if (articles.length === 0) return;
      // Several items of a source can be one article.
      const byId = new Map(articles.map((article) => [article.id, article]));
      yield* atomically(() => save.run({ source, articles: JSON.stringify([...byId.values()]) }));
    },

    *count(source) {
      return Number((yield* counted.get(source))?.articles);
    },

    *oldestOfNewest(source, most) {
      const row = yield* nth.get({ source, skipped: most - 1 });
      return row === undefined ? undefined : Number(row.published);
    },

    *listSurplus(source, most, limit) {
      const rows = yield* after.all({ source, most, limit });
      return rows.map((row): SourceArticle => {
        return { id: String(row.id), published: Number(row.published), revision: Number(row.revision) };
      });
    },

    *forget(id) {
      yield* drop.run(id);
    },
  });
}
