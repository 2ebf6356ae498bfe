import type { Article } from "../../article/article.ts";
import type { ExclusiveRules } from "../../channel/exclusive-rules.ts";
import { isSearchTerm, isWithheld, permalinkTerm, storedTermsOf } from "../../channel/terms.ts";
import { permalinkStates } from "./article-row.ts";
import { openChanges } from "./changes.ts";
import { type Engine, query, type Work } from "./engine.ts";
import { openListed } from "./listed.ts";
import { openMediaUses } from "./media-uses.ts";

/**
 * Writes the rows of articles, with their terms and the numbers of their changes. Used within a transaction. Nothing that it
 * writes is waited for (`runEach`): a server does it while the next article is looked up.
 */
export function openArticleWriter({ dialect }: Pick<Engine, "dialect">, exclusive: () => ExclusiveRules) {
  const changes = openChanges();
  const listed = openListed();
  const mediaUses = openMediaUses();
  const save = query(
    `INSERT INTO articles (id, revision, published, earliest, expires, modified_due, modified_shown, permalink, body, change, written, written_by)
     VALUES (:id, :revision, :published, :published, :expires, :modifiedDue, :modifiedShown, :permalink, :body, :change, :written, :by)
     ON CONFLICT (id) DO UPDATE SET revision = :revision, published = :published, earliest = ${dialect.smaller("articles.earliest", ":published")},
       expires = :expires, modified_due = :modifiedDue, modified_shown = :modifiedShown,
       change = :change, deleted = NULL, body = :body, written = :written, written_by = :by,
       permalink = CASE WHEN :permalink > 0 OR articles.permalink = 0 THEN :permalink ELSE 2 END`,
  );
  const bury = query(
    `UPDATE articles SET deleted = :now, expires = NULL, modified_due = NULL, body = NULL,
       permalink = CASE permalink WHEN 0 THEN 0 ELSE :formerPage END, change = :change, written = :now, written_by = :by
     WHERE id = :id`,
  );
  const dropSource = query("DELETE FROM source_articles WHERE article = ?");
  const addTerm = query("INSERT INTO terms (term, published, article) VALUES (?, ?, ?)");
  const termsBefore = query("SELECT term FROM terms WHERE article = ?");
  const dropTerms = query("DELETE FROM terms WHERE article = ?");

  /** Drops the terms of an article. The change is noted for them. @returns the terms */
  function* dropOldTerms(id: string, change: number): Work<string[]> {
    const terms = (yield* termsBefore.all(id)).map(({ term }) => String(term));
    changes.note(terms, change);
    yield* dropTerms.runEach([[id]]);
    return terms;
  }

  return {
    atomically: changes.atomically,

    /**
     * @param now the moment of the write, milliseconds since 1970, which documents show instead of a later date_modified
     * @param by who writes
     * @param isNew whether the collection has no row of the article yet
     * @param hadPage whether the article had a permalink page in the collection that exported it, and has none now
     */
    *write(
      article: Article,
      write: { now: number; by: string; isNew: boolean; hadPage?: boolean | undefined },
    ): Work<void> {
      const { now, by, isNew, hadPage = false } = write;
      const { id } = article;
      const { revision, expires } = article._courant;
      const published = Date.parse(article.date_published);
      const modified = Date.parse(article.date_modified);
      const modifiedShown = Math.max(now, published);
      const terms = storedTermsOf(article);
      const change = yield* changes.next();
      const body = JSON.stringify(article);
      const row = {
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
      };
      yield* save.runEach([[row]]);
      const owner = { in: "article", article: id } as const;
      yield* isNew ? mediaUses.noteFirst(owner, body) : mediaUses.note(owner, body);
      const former = isNew ? [] : yield* dropOldTerms(id, change);
      changes.note(terms, change);
      // Whether a search still finds the article is known later. Until then it stays in the channel.
      const kept = [...former.filter(isSearchTerm), ...exclusive().searchTermsOf(article)];
      yield* addTerm.runEach([...new Set([...terms, ...kept])].map((term) => [term, published, id]));
      yield* listed.write(article, isNew);
    },

    /** Deletes the article and keeps its row, which stops an import from bringing it back. */
    *bury(id: string, { now, by }: { now: number; by: string }): Work<void> {
      const change = yield* changes.next();
      const isSecret = isWithheld(yield* dropOldTerms(id, change), exclusive().selections);
      const formerPage = isSecret ? permalinkStates.secret : permalinkStates.former;
      yield* bury.runEach([[{ id, now, by, change, formerPage }]]);
      yield* dropSource.runEach([[id]]);
      yield* mediaUses.forget({ in: "article", article: id });
      yield* listed.remove(id);
    },
  };
}
