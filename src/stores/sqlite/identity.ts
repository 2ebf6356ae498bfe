import type { DatabaseSync } from "node:sqlite";
import type { Draft } from "../../article/article.ts";
import type { PreparedArticle } from "../../article/prepare.ts";
import { CourantError } from "../../errors.ts";
import type { ArticleRow } from "./article-row.ts";

/**
 * Finds the article of a draft. Everything that an article was ever given stays a name of it: ids, URLs, files, headlines,
 * hashes of contents. So a source may change its ids or its URLs without doubling its articles, but not both at once.
 */
export function openIdentity(database: DatabaseSync) {
  const row = database.prepare("SELECT id, revision, deleted, body FROM articles WHERE id = ?");
  const named = database.prepare(
    "SELECT id, revision, deleted, body FROM names JOIN articles ON articles.id = names.article WHERE name = ?",
  );
  const namedLike = database.prepare(
    `SELECT id, revision, deleted, body FROM articles
     WHERE id IN (SELECT article FROM names WHERE name >= :prefix AND name < :prefix || char(0x10FFFF)) AND body IS NOT NULL
     ORDER BY published DESC, id`,
  );
  const namesOf = database.prepare("SELECT name FROM names WHERE article = ?");
  const addName = database.prepare("INSERT OR IGNORE INTO names (name, article) VALUES (?, ?)");
  const moveName = database.prepare("INSERT OR REPLACE INTO names (name, article) VALUES (?, ?)");

  const byName = (name: string) => named.get(name) as ArticleRow | undefined;
  /** Finds an article by its id, or by another id that a draft of it came with. */
  const byId = (id: string) => (row.get(id) as ArticleRow | undefined) ?? byName(`id:${id}`);

  function byAddress({ id, url }: Draft): ArticleRow | undefined {
    const known = id === undefined ? undefined : byId(id);
    if (known || url === undefined) return known;
    // An article that came without an id has its first URL for one.
    return byName(`url:${url}`) ?? (id === undefined ? byId(url) : undefined);
  }

  /**
   * A file's name says which article it is. A headline or a hash says less, because two articles can share it:
   * - a draft with an id or URL of its own is never found by its headline, and by its hash only among articles that
   *   were given neither;
   * - a draft from a file is found by its headline only among articles that came from no file and were given neither.
   */
  function recognises(name: string, { draft, names }: PreparedArticle, article: ArticleRow): boolean {
    if (name.startsWith("file:")) return true;
    const addressed = draft.id !== undefined || draft.url !== undefined;
    const headline = name.startsWith("headline:");
    if (addressed && headline) return false;
    const fromFile = headline && names.some((other) => other.startsWith("file:"));
    if (!addressed && !fromFile) return true;
    const excluding = fromFile ? ["id:", "url:", "file:"] : ["id:", "url:"];
    const owned = namesOf.all(article.id).map((owner) => String(owner.name));
    return !owned.some((name) => excluding.some((prefix) => name.startsWith(prefix)));
  }

  return {
    byId,

    /** The articles with a name that begins with `prefix`, newest first. */
    byPrefix: (prefix: string) => namedLike.all({ prefix }) as ArticleRow[],

    /** The article that a draft is, or was before it was deleted: by id, else by URL, else by its names in order. */
    identify(prepared: PreparedArticle): ArticleRow | undefined {
      const addressed = byAddress(prepared.draft);
      if (addressed) return addressed;
      for (const name of prepared.names) {
        const candidate = byName(name);
        if (candidate && recognises(name, prepared, candidate)) return candidate;
      }
      return undefined;
    },

    /** @throws ARTICLE_CONFLICT when the URL is, or was, that of another article which still exists */
    checkAddress(url: string, article: ArticleRow): void {
      const owner = byName(`url:${url}`);
      if (!owner || owner.id === article.id || owner.deleted !== null) return;
      throw new CourantError(
        "ARTICLE_CONFLICT",
        `The article ${article.id} cannot have the address ${url}: that is, or was, the address of the article ` +
          `${owner.id}. Give it another address, or delete ${owner.id} first.`,
      );
    },

    /** Makes an article known by all that a draft of it came with. */
    remember({ draft, names, exported: kept }: PreparedArticle, id: string, created: boolean): void {
      // Every exported article has an id, also one that was given none.
      const isGiven = created && kept === undefined;
      if (draft.id !== undefined && (isGiven || draft.id !== id)) addName.run(`id:${draft.id}`, id);
      // `checkAddress` made sure that a former owner is deleted.
      if (draft.url !== undefined) moveName.run(`url:${draft.url}`, id);
      for (const name of names) addName.run(name, id);
    },
  };
}
