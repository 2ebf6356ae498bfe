import type { DatabaseSync } from "node:sqlite";
import type { Article } from "../../article/article.ts";
import { wordsOf } from "../../article/words.ts";

/** The length of titles by which lists are sorted. */
const maxTitleLength = 100;

/**
 * Numbers of articles are in the order of their publication: the milliseconds since 1970, and within a millisecond this many
 * numbers. They fit into 64 bits for the years 1830 to 2109. Earlier and later articles come first and last.
 */
const numbersPerMs = 2n ** 20n;
const maxMs = 2 ** 42 - 1;

/** Returns the first number of a moment. */
export function numberOf(time: number): bigint {
  return BigInt(Math.min(Math.max(time, -maxMs), maxMs)) * numbersPerMs;
}

/** Returns the text by which a title is sorted: its words, so that case, accents and quotation marks do not count. */
export function titleKey(title: string): string {
  return wordsOf(title.slice(0, maxTitleLength)).join(" ");
}

/** Writes the rows by which articles are listed. Used within a transaction. */
export function openListed(database: DatabaseSync) {
  const kept = database.prepare("SELECT 1 FROM listed WHERE article = :id AND published = :published");
  const drop = database.prepare("DELETE FROM listed WHERE article = ?");
  const save = database.prepare(
    `INSERT INTO listed (number, article, published, modified, title, source, expires)
     VALUES ((SELECT coalesce(max(number) + 1, :first) FROM listed WHERE number >= :first AND number < :end),
       :id, :published, :modified, :title, :source, :expires)`,
  );
  const update = database.prepare(
    "UPDATE listed SET modified = :modified, title = :title, source = :source, expires = :expires WHERE article = :id",
  );

  return {
    /** @param isNew whether the article has no row yet */
    write(article: Article, isNew: boolean): void {
      const { id, title = "", date_published, date_modified } = article;
      const { source = null, expires } = article._courant;
      const published = Date.parse(date_published);
      const row = {
        id,
        modified: Date.parse(date_modified),
        title: titleKey(title),
        source,
        expires: expires === undefined ? null : Date.parse(expires),
      };
      if (!isNew && kept.get({ id, published })) {
        update.run(row);
        return;
      }
      if (!isNew) drop.run(id);
      const first = numberOf(published);
      save.run({ ...row, published, first, end: first + numbersPerMs });
    },

    remove: (id: string) => void drop.run(id),
  };
}
