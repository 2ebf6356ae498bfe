import type { DatabaseSync } from "node:sqlite";
import { addressKey } from "../../article/address-key.ts";
import type { ArticleRow } from "./article-row.ts";

const columns = "articles.id, articles.revision, articles.deleted, articles.body";

/** Returns the spelling in which a name is kept: all spellings of an address are one name. */
export function nameKey(name: string): string {
  const [prefix] = /^(?:id|url|file):/.exec(name) ?? [""];
  return prefix === "" ? name : `${prefix}${addressKey(name.slice(prefix.length))}`;
}

/** Names that several articles can have: their link, and the input that gave them their ids. */
const sharedName = /^(?:url|input):/;

export type ArticleNames = ReturnType<typeof openNames>;

/** Everything that articles were ever given, and that they are recognised by. Several articles can have the same link. */
export function openNames(database: DatabaseSync) {
  const named = database.prepare(
    `SELECT ${columns} FROM names JOIN articles ON articles.id = names.article WHERE name = ?
     ORDER BY deleted IS NOT NULL, articles.rowid`,
  );
  const namedLike = database.prepare(
    `SELECT ${columns} FROM articles
     WHERE id IN (SELECT article FROM names WHERE name >= :prefix AND name < :prefix || char(0x10FFFF)) AND body IS NOT NULL
     ORDER BY published DESC, id`,
  );
  const namesOf = database.prepare("SELECT name FROM names WHERE article = ?");
  const pair = database.prepare("SELECT 1 FROM names WHERE name = ? AND article = ?");
  const add = database.prepare("INSERT OR IGNORE INTO names (name, article) VALUES (?, ?)");
  const addUnlessOwned = database.prepare(
    "INSERT INTO names (name, article) SELECT :name, :article WHERE NOT EXISTS (SELECT 1 FROM names WHERE name = :name)",
  );
  const drop = database.prepare("DELETE FROM names WHERE name = ?");

  return {
    /** The articles with a name: first those that are there, then deleted ones, each group in the order they came. */
    owners: (name: string) => named.all(nameKey(name)) as ArticleRow[],

    /** The articles with a name that begins with `prefix`, newest first. */
    ownersLike: (prefix: string) => namedLike.all({ prefix }) as ArticleRow[],

    /** All names of an article. */
    of: (article: string) => namesOf.all(article).map(({ name }) => String(name)),

    /** Whether an article has a name. */
    has: (name: string, article: string) => pair.get(nameKey(name), article) !== undefined,

    /** Gives an article a name. One that tells articles apart stays with the article that has it. */
    give(name: string, article: string): void {
      if (sharedName.test(name)) add.run(nameKey(name), article);
      else addUnlessOwned.run({ name: nameKey(name), article });
    },

    /** Gives an article a name, and takes it from any other. */
    move(name: string, article: string): void {
      drop.run(nameKey(name));
      add.run(nameKey(name), article);
    },
  };
}
