import type { Article } from "../article/article.ts";
import type { PreparedArticle } from "../article/prepare.ts";
import type { Facet } from "../channel/terms.ts";
import type { CourantError } from "../errors.ts";
import type { ArticleQuery } from "./article-query.ts";
import type { DraftInput } from "./draft-input.ts";

/**
 * The outcome of one draft. A draft is `rejected` when its article was deleted before (ARTICLE_DELETED), when its URL
 * belongs to another article or another draft of its input is that article (ARTICLE_CONFLICT), when it lacks the
 * content that the store has (ARTICLE_INVALID), or when `ifRevision` does not hold (PRECONDITION_FAILED).
 */
export type PutOutcome = AcceptedOutcome | { outcome: "rejected"; error: CourantError };

export type AcceptedOutcome = {
  outcome: "created" | "updated" | "unchanged";
  article: Article;
  /** The article as it was before an update. */
  before?: Article;
  note?: string;
};

export type PutOptions = {
  /** Bring a deleted article back under its old id, instead of rejecting it. Default false. */
  restore?: boolean;
  /**
   * The source that the drafts come from. It changes only articles that came from it: an article from elsewhere stays as
   * it is, and its outcome is `unchanged`.
   */
  source?: string;
  /** The moment that undated drafts count back from, in milliseconds since 1970. Default: the clock's. */
  now?: number;
  /**
   * The input that the drafts come from. Drafts with other ids are then other articles wherever they link to; without an
   * input, a draft is the article with its link, and another article cannot have that link.
   */
  input?: DraftInput | undefined;
  /** Only if the article is at this revision now (0: only if it does not exist). Else PRECONDITION_FAILED. */
  ifRevision?: number;
  /** The name of the writer, for the revisions of the article; default `import`. */
  by?: string;
  /**
   * An article that has no published version takes the place of its draft, which is removed in the same transaction.
   * `ifRevision`: only if the draft is at this revision now. Without this option, the draft stays beside the article.
   */
  draft?: { ifRevision?: number };
};

/** `deletedAt`: RFC 3339. */
export type LookupResult =
  | { state: "present"; article: Article }
  | { state: "deleted"; deletedAt: string }
  | { state: "unknown" };

/** One page of articles; `next` is the cursor of the page that follows, undefined on the last page. */
export type ArticleList = { articles: Article[]; next: string | undefined };

/** How many articles there are, and how many deleted articles are remembered. */
export type ArticleCount = { present: number; deleted: number };

/** Keeps articles, and remembers the ids of deleted ones so that an import does not bring them back. */
export type ArticleStore = {
  /**
   * Inserts or updates articles, in one transaction. An article is found by id, else by URL, else by the draft's names.
   * Drafts without a date get dates a millisecond apart, the first draft the newest, so that feeds keep their order.
   * @returns one outcome for each draft, in the order of the drafts; a rejected draft does not stop the others
   */
  put(drafts: readonly PreparedArticle[], options?: PutOptions): Promise<PutOutcome[]>;

  /** Finds one article by its id, or by another id that a draft of it came with. */
  find(id: string): Promise<LookupResult>;

  /**
   * Reads articles by id, in the order of `ids`. Articles that are unknown or deleted are left out.
   * @param shownAt a moment, milliseconds since 1970, at which documents show the articles. A `date_modified` after it has
   *   not come yet; in its place stands when the article was last written, or published
   */
  findMany(ids: readonly string[], shownAt?: number): Promise<Article[]>;

  /** Finds articles that have, or once had, a name that begins with `prefix`; newest first, each once. */
  findByNamePrefix(prefix: string): Promise<Article[]>;

  /** Finds the article that is known by a name, such as `file:` and the place of a file. */
  findByName(name: string): Promise<Article | undefined>;

  /**
   * Lists articles, by default the newest first, also those due in the future. A list in pages has every article once that
   * does not change meanwhile; a page of very long articles has fewer than asked for (page-length.ts). A search finds articles as the index of words knows them (search-index.ts).
   * @throws REQUEST_INVALID when no page of this query gave the cursor, or for an order by relevance without words to find
   */
  list(query: ArticleQuery): Promise<ArticleList>;

  /**
   * Deletes an article, and its draft, and remembers that it was deleted. Their last states stay among the revisions.
   * @param options.by who deletes it; default `import`
   * @returns whether there was such an article
   * @throws PRECONDITION_FAILED when `ifRevision` is given and is not the article's revision
   */
  remove(id: string, options?: { ifRevision?: number; by?: string }): Promise<boolean>;

  /**
   * Lists values of a facet that articles have, such as tags, in the order of their folded text, each as the newest article
   * spells it.
   * @param options.prefix the beginning of the values, in any case and width; the empty text lists all
   */
  listValues(facet: Facet, options: { prefix: string; limit: number }): Promise<string[]>;

  /** Counts the articles, and the deleted articles that are remembered. */
  count(): Promise<ArticleCount>;
};
