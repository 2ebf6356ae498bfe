import type { DatabaseSync } from "node:sqlite";
import type { SourceArticle, SourceArticleStore } from "../source-articles.ts";
import { transaction } from "../sqlite/transaction.ts";

/** Opens the store of the articles of sources: a row for each article that came from one. */
export function openSourceArticles(database: DatabaseSync): SourceArticleStore {
  const save = database.prepare(
    `INSERT INTO source_articles (article, source, published, revision) VALUES (:id, :source, :published, :revision)
     ON CONFLICT (article) DO UPDATE SET source = :source, published = :published, revision = :revision
     WHERE source <> :source OR published <> :published OR revision <> :revision`,
  );
  const counted = database.prepare("SELECT count(*) AS articles FROM source_articles WHERE source = ?");
  const newestFirst = "FROM source_articles WHERE source = :source ORDER BY published DESC, article";
  const nth = database.prepare(`SELECT published ${newestFirst} LIMIT 1 OFFSET :skipped`);
  const after = database.prepare(`SELECT article AS id, published, revision ${newestFirst} LIMIT :limit OFFSET :most`);
  const drop = database.prepare("DELETE FROM source_articles WHERE article = ?");

  return {
    async note(source, articles) {
      if (articles.length === 0) return;
      transaction(database, () => {
        for (const { id, published, revision } of articles) save.run({ id, source, published, revision });
      });
    },

    async count(source) {
      return Number(counted.get(source)?.articles);
    },

    async oldestOfNewest(source, most) {
      const row = nth.get({ source, skipped: most - 1 });
      return row === undefined ? undefined : Number(row.published);
    },

    async listSurplus(source, most, limit) {
      return after.all({ source, most, limit }).map((row): SourceArticle => {
        return { id: String(row.id), published: Number(row.published), revision: Number(row.revision) };
      });
    },

    async forget(id) {
      drop.run(id);
    },
  };
}
