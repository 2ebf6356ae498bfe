import type { DatabaseSync } from "node:sqlite";
import { searchTextOf } from "../../article/search-text.ts";
import { shortPairsOf } from "../../article/word-pairs.ts";
import { articleOf } from "../sql/article-row.ts";
import { changedArticles } from "./changed-articles.ts";

/** The size of a batch: some ten milliseconds of work, if the articles are in a language with blanks. */
const batchCount = 200;
const batchBytes = 100_000;

/** Stands between the parts of an article: no phrase goes over their end. */
const partEnd = "part-end";

type ChangedRow = { position: bigint; change: bigint; id: string; number: bigint | null; body: string | null };

/** Takes in a batch, in a transaction that locks only the index and not the collection. @returns whether there may be more */
export function indexBatch(database: DatabaseSync): boolean {
  database.exec("BEGIN");
  try {
    // The first write takes the lock, so that no other connection takes in the same articles.
    database.exec("UPDATE main.state SET article = article");
    const { last, isComplete } = writeWords(database);
    if (last) database.prepare("UPDATE main.state SET change = :change, article = :position").run(last);
    database.exec("COMMIT");
    return !isComplete;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function writeWords(database: DatabaseSync) {
  const next = database.prepare(changedArticles);
  next.setReadBigInts(true);
  const former = database.prepare("DELETE FROM main.numbers WHERE article = ? OR number = ? RETURNING number");
  former.setReadBigInts(true);
  const drop = database.prepare("DELETE FROM main.words WHERE rowid = ?");
  const name = database.prepare("INSERT INTO main.numbers (article, number) VALUES (?, ?)");
  const save = database.prepare("INSERT INTO main.words (rowid, title, about, content, pairs) VALUES (?, ?, ?, ?, ?)");
  let last: { change: bigint; position: bigint } | undefined;
  let bytes = 0;
  let count = 0;
  for (const row of next.iterate({ limit: batchCount })) {
    const { position, change, id, number, body } = row as ChangedRow;
    if (count > 0 && bytes >= batchBytes) return { last, isComplete: false };
    // An article may have got the number that another one had before.
    for (const { number: old } of former.all(id, number)) drop.run(old ?? null);
    if (body !== null && number !== null) {
      const { title, about, content } = searchTextOf(articleOf({ id, body }));
      const pairs = shortPairsOf([...title, partEnd, ...about, partEnd, ...content]);
      name.run(id, number);
      save.run(number, title.join(" "), about.join(" "), content.join(" "), pairs.join(" "));
    }
    last = { change, position };
    bytes += body?.length ?? 0;
    count += 1;
  }
  return { last, isComplete: count < batchCount };
}
