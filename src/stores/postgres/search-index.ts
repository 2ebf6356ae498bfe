import { searchTextOf } from "../../article/search-text.ts";
import { wordsVersion } from "../../article/words.ts";
import type { SearchIndex } from "../search-index.ts";
import { articleOf } from "../sql/article-row.ts";
import { atomically, createStore, type Engine, query, type Row, type Work } from "../sql/engine.ts";
import { matchCondition } from "./match.ts";

/** Changes whenever the words of a text may be others than before. */
const version = `tables 1, words ${wordsVersion}`;

/** The size of a batch: some ten milliseconds of work. */
const batchCount = 100;
const batchBytes = 100_000;

/** So many articles with so many bytes of JSON are taken in at once: they take some milliseconds. */
const smallCount = 10;
const smallBytes = 16_000;

/** PostgreSQL holds up to 1 MB of tokens. A longer article is found by its first words. */
const maxTokenBytes = 900_000;

const isChanged = "(articles.change, articles.rowid) > (SELECT change, article FROM words_state)";

/** Opens the index of words: the tokens of each article, which an index of PostgreSQL finds, and its words in their order. */
export function openSearchIndex(engine: Engine): SearchIndex {
  const readVersion = query("SELECT version FROM words_state");
  const clear = ["DELETE FROM words", "DELETE FROM words_state"].map((sql) => query(sql));
  const begin = query("INSERT INTO words_state (version, change, article) VALUES (?, -1, 0)");
  const sizeOfNext = query(
    `SELECT count(*) AS articles, coalesce(sum(octet_length(body)), 0) AS bytes FROM (
       SELECT body FROM articles WHERE ${isChanged} LIMIT ${smallCount + 1}) AS next`,
  );
  const countPending = query(`SELECT count(*) AS pending FROM articles WHERE ${isChanged}`);
  const next = query(
    `SELECT rowid, change, id, body FROM articles WHERE ${isChanged} ORDER BY change, rowid LIMIT ${batchCount}`,
  );
  const drop = query("DELETE FROM words WHERE article = ?");
  const save = query(
    `INSERT INTO words (article, tokens, title, about, content)
     VALUES (:article, array_to_tsvector(ARRAY(${engine.dialect.texts(":tokens")})), :title, :about, :content)
     ON CONFLICT (article) DO UPDATE SET tokens = excluded.tokens, title = excluded.title, about = excluded.about,
       content = excluded.content`,
  );
  const move = query("UPDATE words_state SET change = :change, article = :rowid");

  /** Begins a new index where there is none, or one of other rules for words. */
  function* prepare(): Work<void> {
    if ((yield* readVersion.get())?.version === version) return;
    for (const each of clear) yield* each.run();
    yield* begin.run(version);
  }

  function* take({ id, body }: Row): Work<void> {
    if (body === null) {
      yield* drop.run(id ?? null);
      return;
    }
    const { title, about, content } = searchTextOf(articleOf({ id: String(id), body: String(body) }));
    yield* save.run({
      article: String(id),
      tokens: JSON.stringify(tokensOf([...title, ...about, ...content])),
      title: padded(title),
      about: padded(about),
      content: padded(content),
    });
  }

  return createStore<SearchIndex>(engine, {
    state: () =>
      atomically(function* () {
        yield* prepare();
        const { articles, bytes } = (yield* sizeOfNext.get()) ?? {};
        const isSmall = Number(articles) <= smallCount && Number(bytes) <= smallBytes;
        return { pending: isSmall ? Number(articles) : Number((yield* countPending.get())?.pending), isSmall };
      }),

    *compare(search, term) {
      const { sql, values } = matchCondition(search, "search");
      const found = `SELECT article FROM words WHERE ${sql}`;
      const having = "SELECT article FROM terms WHERE term = :term";
      const missing = yield* query(`${found} EXCEPT ${having}`).all({ ...values, term });
      const unfound = yield* query(`${having} EXCEPT ${found}`).all({ ...values, term });
      const ids = (rows: Row[]) => rows.map(({ article }) => String(article));
      return { missing: ids(missing), unfound: ids(unfound) };
    },

    indexNext: () =>
      atomically(function* () {
        yield* prepare();
        const rows = yield* next.all();
        let bytes = 0;
        for (const [index, row] of rows.entries()) {
          yield* take(row);
          bytes += String(row.body ?? "").length;
          const isLast = index === rows.length - 1 || bytes >= batchBytes;
          if (!isLast) continue;
          yield* move.run({ change: row.change ?? 0, rowid: row.rowid ?? 0 });
          return index < rows.length - 1 || rows.length === batchCount;
        }
        return false;
      }),
  });
}

function tokensOf(words: readonly string[]): string[] {
  let bytes = 0;
  return [...new Set(words)].filter((word) => {
    bytes += Buffer.byteLength(word);
    return bytes <= maxTokenBytes;
  });
}

/** Words between blanks: a phrase is found by the blanks at its ends. */
const padded = (words: readonly string[]) => ` ${words.join(" ")} `;
