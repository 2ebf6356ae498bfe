import type { DatabaseSync } from "node:sqlite";
import type { Article } from "../../article/article.ts";
import { permalinkTerm, termsOf } from "../../channel/terms.ts";
import { openChanges } from "./changes.ts";

/** Writes the rows of articles, with their terms and the numbers of their changes. Used within a transaction. */
export function openArticleWriter(database: DatabaseSync) {
  const changes = openChanges(database);
  const save = database.prepare(
    `INSERT INTO articles (id, revision, published, earliest, expires, permalink, body, change)
     VALUES (:id, :revision, :published, :published, :expires, :permalink, :body, :change)
     ON CONFLICT (id) DO UPDATE SET revision = :revision, published = :published, earliest = min(earliest, :published),
       expires = :expires, change = :change, deleted = NULL, body = :body,
       permalink = CASE WHEN :permalink OR NOT permalink THEN :permalink ELSE 2 END`,
  );
  const bury = database.prepare(
    `UPDATE articles SET deleted = :now, expires = NULL, permalink = min(permalink * 2, 2), body = NULL, change = :change
     WHERE id = :id`,
  );
  const addTerm = database.prepare("INSERT INTO terms (term, published, article) VALUES (?, ?, ?)");
  const termsBefore = database.prepare("SELECT term FROM terms WHERE article = ?");
  const dropTerms = database.prepare("DELETE FROM terms WHERE article = ?");

  /** Replaces the terms of an article. The change is noted for the old terms and the new ones. */
  function writeTerms(id: string, terms: readonly string[], published: number, change: number): void {
    changes.note(new Set([...termsBefore.all(id).map((row) => String(row.term)), ...terms]), change);
    dropTerms.run(id);
    for (const term of terms) addTerm.run(term, published, id);
  }

  return {
    /** @param hadPage whether the article had a permalink page in the collection that exported it, and has none now */
    write(article: Article, hadPage = false): void {
      const { id } = article;
      const { revision, expires } = article._courant;
      const published = Date.parse(article.date_published);
      const terms = termsOf(article);
      const change = changes.next();
      save.run({
        id,
        revision,
        published,
        expires: expires === undefined ? null : Date.parse(expires),
        permalink: terms.includes(permalinkTerm) ? 1 : hadPage ? 2 : 0,
        body: JSON.stringify(article),
        change,
      });
      writeTerms(id, terms, published, change);
    },

    /** Deletes the article and keeps its row, which stops an import from bringing it back. */
    bury(id: string, now: number): void {
      const change = changes.next();
      bury.run({ id, now, change });
      writeTerms(id, [], 0, change);
    },
  };
}
