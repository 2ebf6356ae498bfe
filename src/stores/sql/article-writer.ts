import type { DatabaseSync } from "node:sqlite";
import type { Article } from "../../article/article.ts";
import type { ExclusiveRules } from "../../channel/exclusive-rules.ts";
import { isSearchTerm, isWithheld, permalinkTerm, storedTermsOf } from "../../channel/terms.ts";
import { permalinkStates } from "./article-row.ts";
import { openChanges } from "./changes.ts";
import { openListed } from "./listed.ts";
import { openMediaUses } from "./media-uses.ts";

/** Writes the rows of articles, with their terms and the numbers of their changes. Used within a transaction. */
export function openArticleWriter(database: DatabaseSync, exclusive: () => ExclusiveRules) {
  const changes = openChanges(database);
  const listed = openListed(database);
  const mediaUses = openMediaUses(database);
  const save = database.prepare(
    `INSERT INTO articles (id, revision, published, earliest, expires, modified_due, modified_shown, permalink, body, change, written, written_by)
     VALUES (:id, :revision, :published, :published, :expires, :modifiedDue, :modifiedShown, :permalink, :body, :change, :written, :by)
     ON CONFLICT (id) DO UPDATE SET revision = :revision, published = :published, earliest = min(earliest, :published),
       expires = :expires, modified_due = :modifiedDue, modified_shown = :modifiedShown,
       change = :change, deleted = NULL, body = :body, written = :written, written_by = :by,
       permalink = CASE WHEN :permalink OR NOT permalink THEN :permalink ELSE 2 END`,
  );
  const bury = database.prepare(
    `UPDATE articles SET deleted = :now, expires = NULL, modified_due = NULL, permalink = CASE permalink WHEN 0 THEN 0 ELSE :formerPage END, body = NULL, change = :change,
       written = :now, written_by = :by
     WHERE id = :id`,
  );
  const dropSource = database.prepare("DELETE FROM source_articles WHERE article = ?");
  const addTerm = database.prepare("INSERT INTO terms (term, published, article) VALUES (?, ?, ?)");
  const termsBefore = database.prepare("SELECT term FROM terms WHERE article = ?");
  const dropTerms = database.prepare("DELETE FROM terms WHERE article = ?");

  /** Drops the terms of an article. The change is noted for them. @returns the terms */
  function dropOldTerms(id: string, change: number): string[] {
    const terms = termsBefore.all(id).map(({ term }) => String(term));
    changes.note(terms, change);
    dropTerms.run(id);
    return terms;
  }

  return {
    transaction: changes.transaction,

    /**
     * @param now the moment of the write, milliseconds since 1970, which documents show instead of a later date_modified
     * @param by who writes
     * @param isNew whether the collection has no row of the article yet
     * @param hadPage whether the article had a permalink page in the collection that exported it, and has none now
     */
    write(article: Article, write: { now: number; by: string; isNew: boolean; hadPage?: boolean | undefined }): void {
      const { now, by, isNew, hadPage = false } = write;
      const { id } = article;
      const { revision, expires } = article._courant;
      const published = Date.parse(article.date_published);
      const modified = Date.parse(article.date_modified);
      const modifiedShown = Math.max(now, published);
      const terms = storedTermsOf(article);
      const change = changes.next();
      const body = JSON.stringify(article);
      save.run({
        id,
        revision,
        published,
        expires: expires === undefined ? null : Date.parse(expires),
        modifiedDue: modified > modifiedShown ? modified : null,
        modifiedShown,
        permalink: terms.includes(permalinkTerm) ? 1 : hadPage ? 2 : 0,
        body,
        change,
        written: now,
        by,
      });
      mediaUses.note({ in: "article", article: id }, body);
      const former = isNew ? [] : dropOldTerms(id, change);
      changes.note(terms, change);
      // Whether a search still finds the article is known later. Until then it stays in the channel.
      const kept = [...former.filter(isSearchTerm), ...exclusive().searchTermsOf(article)];
      for (const term of new Set([...terms, ...kept])) addTerm.run(term, published, id);
      listed.write(article, isNew);
    },

    /** Deletes the article and keeps its row, which stops an import from bringing it back. */
    bury(id: string, { now, by }: { now: number; by: string }): void {
      const change = changes.next();
      const isSecret = isWithheld(dropOldTerms(id, change), exclusive().selections);
      bury.run({ id, now, by, change, formerPage: isSecret ? permalinkStates.secret : permalinkStates.former });
      dropSource.run(id);
      mediaUses.forget({ in: "article", article: id });
      listed.remove(id);
    },
  };
}
