import type { Article } from "../../article/article.ts";
import { wordsOf } from "../../article/words.ts";
import { query, type Work } from "./engine.ts";

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
export function openListed() {
  const kept = query("SELECT 1 FROM listed WHERE article = :id AND published = :published");
  const drop = query("DELETE FROM listed WHERE article = ?");
  const save = query(
    `INSERT INTO listed (number, article, published, modified, title, source, expires)
     VALUES ((SELECT coalesce(max(number) + 1, :first) FROM listed WHERE number >= :first AND number < :end),
       :id, :published, :modified, :title, :source, :expires)`,
  );
  const update = query(
    "UPDATE listed SET modified = :modified, title = :title, source = :source, expires = :expires WHERE article = :id",
  );

  function add(row: ListedRow): Work<void> {
    const first = numberOf(row.published);
    return save.runEach([[{ ...row, first, end: first + numbersPerMs }]]);
  }

  function* replace(row: ListedRow): Work<void> {
    if (yield* kept.get({ id: row.id, published: row.published })) return yield* update.runEach([[row]]);
    yield* drop.runEach([[row.id]]);
    yield* add(row);
  }

  return {
    /** @param isNew whether the article has no row yet */
    write: (article: Article, isNew: boolean): Work<void> => (isNew ? add : replace)(listedRowOf(article)),

    remove: (id: string) => drop.runEach([[id]]),
  };
}

type ListedRow = ReturnType<typeof listedRowOf>;

function listedRowOf({ id, title = "", date_published, date_modified, _courant }: Article) {
  const { source = null, expires } = _courant;
  return {
    id,
    published: Date.parse(date_published),
    modified: Date.parse(date_modified),
    title: titleKey(title),
    source,
    expires: expires === undefined ? null : Date.parse(expires),
  };
}
