import { addressKey } from "../../article/address-key.ts";
import { openAbsentKeys } from "./absent-keys.ts";
import type { ArticleRow } from "./article-row.ts";
import { type Engine, query, resultOf, type Work } from "./engine.ts";

const columns = "articles.id, articles.revision, articles.deleted, articles.body";

/** Returns the spelling in which a name is kept: all spellings of an address are one name. */
export function nameKey(name: string): string {
  const [prefix] = /^(?:id|url|file):/.exec(name) ?? [""];
  return prefix === "" ? name : `${prefix}${addressKey(name.slice(prefix.length))}`;
}

/** Comes after all that names have. */
const lastCharacter = "\u{10ffff}";

/** Names that several articles can have: their link, and the input that gave them their ids. */
const sharedName = /^(?:url|input):/;

export type ArticleNames = ReturnType<typeof openNames>;

/** Everything that articles were ever given, and that they are recognised by. Several articles can have the same link. */
export function openNames({ dialect }: Pick<Engine, "dialect">) {
  const named = query(
    `SELECT ${columns} FROM names JOIN articles ON articles.id = names.article WHERE name = ?
     ORDER BY deleted IS NOT NULL, articles.rowid`,
  );
  const namedAny = query(
    `SELECT name, ${columns} FROM names JOIN articles ON articles.id = names.article
     WHERE ${dialect.isIn("name", ":names")} ORDER BY deleted IS NOT NULL, articles.rowid`,
  );
  const namedLike = query(
    `SELECT ${columns} FROM articles
     WHERE id IN (SELECT article FROM names WHERE name >= :prefix AND name < :end) AND body IS NOT NULL
     ORDER BY published DESC, id`,
  );
  const unowned = openAbsentKeys({ dialect }, "NOT EXISTS (SELECT 1 FROM names WHERE name = given.value)");
  const namesOf = query("SELECT name FROM names WHERE article = ?");
  const pair = query("SELECT 1 FROM names WHERE name = ? AND article = ?");
  const add = query("INSERT INTO names (name, article) VALUES (?, ?) ON CONFLICT DO NOTHING");
  const addUnlessOwned = query(
    `INSERT INTO names (name, article) SELECT CAST(:name AS TEXT), CAST(:article AS TEXT)
     WHERE NOT EXISTS (SELECT 1 FROM names WHERE name = :name)`,
  );
  const drop = query("DELETE FROM names WHERE name = ?");

  return {
    /** Looks up all at once the names that a transaction will ask for, and remembers those that no article has. */
    lookAhead: (names: readonly string[]) => unowned.lookUp(names.map(nameKey)),

    forget: unowned.forget,

    /** The articles with a name: first those that are there, then deleted ones, each group in the order they came. */
    owners(name: string): Work<ArticleRow[]> {
      const key = nameKey(name);
      return unowned.has(key) ? resultOf([]) : (named.all(key) as Work<ArticleRow[]>);
    },

    /** Looks up several names. @returns the function that returns the articles with one of them, as `owners` does */
    *ownersOf(names: readonly string[]): Work<(name: string) => readonly ArticleRow[]> {
      const keys = names.map(nameKey);
      const rows = keys.length === 0 ? [] : yield* namedAny.all({ names: JSON.stringify(keys) });
      const owners = Map.groupBy(rows as (ArticleRow & { name: string })[], ({ name }) => name);
      return (name) => owners.get(nameKey(name)) ?? [];
    },

    /** The articles with a name that begins with `prefix`, newest first. */
    ownersLike: (prefix: string) => namedLike.all({ prefix, end: prefix + lastCharacter }) as Work<ArticleRow[]>,

    /** All names of an article. */
    *of(article: string): Work<string[]> {
      return (yield* namesOf.all(article)).map(({ name }) => String(name));
    },

    /** Whether an article has a name. */
    *has(name: string, article: string): Work<boolean> {
      return (yield* pair.get(nameKey(name), article)) !== undefined;
    },

    /** Gives an article names. One that tells articles apart stays with the article that has it. */
    *give(names: readonly string[], article: string): Work<void> {
      const keys = [...new Set(names.map(nameKey))];
      for (const key of keys) unowned.take(key);
      const shared = keys.filter((key) => sharedName.test(key));
      yield* add.runEach(shared.map((name) => [name, article]));
      const own = keys.filter((key) => !sharedName.test(key));
      yield* addUnlessOwned.runEach(own.map((name) => [{ name, article }]));
    },

    /** Gives an article a name, and takes it from any other. */
    *move(name: string, article: string): Work<void> {
      unowned.take(nameKey(name));
      yield* drop.runEach([[nameKey(name)]]);
      yield* add.runEach([[nameKey(name), article]]);
    },
  };
}
