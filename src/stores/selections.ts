import type { PagesSelection } from "../channel/terms.ts";
import type { Selection } from "../config/schema.ts";

/**
 * The articles that a document shows: those that meet a selection and none of the others. The documents that everybody may
 * read show no article that an exclusive channel selects.
 */
export type ShownSelection = (Selection | PagesSelection) & { except?: readonly Selection[] | undefined };

/** The place of an article in a channel: when it is published, milliseconds since 1970, and its id. */
export type ArticlePosition = { published: number; id: string };

/** The least that tells whether a channel's document has changed. */
export type SelectedArticle = ArticlePosition & { revision: number };

/** How far a reader of changes has looked: the change number, and the moment, milliseconds since 1970. */
export type Checkpoint = { change: number; now: number };

/**
 * How a selection changes. `number` grows whenever an article that the selection may show is written or removed; 0 before
 * the first. `due`: when its next article comes due or expires, or the `date_modified` of one comes, in milliseconds since
 * 1970; undefined when none will.
 */
export type SelectionChange = { number: number; due: number | undefined };

/**
 * The permalink page of an article. `shown`: readers may see it; `hidden`: the article is due later, or expired;
 * `former`: the article was deleted, or has a `url` of its own now. `isWithheld`: an exclusive channel selects the article.
 */
export type PageState = {
  id: string;
  revision: number;
  state: "shown" | "hidden" | "former";
  url: string | undefined;
  isWithheld: boolean;
};

/**
 * Selects the articles of channels, and tells what changed since a checkpoint. No call reads or sorts more articles than
 * its result needs.
 */
export type SelectionStore = {
  /**
   * Selects the articles that a channel shows at the moment `now`: published by then and not expired; newest first, ties
   * by id.
   * @param limit how many articles at most
   * @param after only articles that stand before this position in that order
   */
  select(selection: ShownSelection, limit: number, now: number, after?: ArticlePosition): Promise<SelectedArticle[]>;

  /** The number of `changes` of one selection. */
  changeNumber(selection: Selection): Promise<number>;

  /**
   * Tells for each selection whether the articles that it shows can have changed, and what changes them after the moment
   * `now`.
   */
  changes(selections: readonly ShownSelection[], now: number): Promise<SelectionChange[]>;

  /** The moment `due` of `changes` of one selection. */
  nextChangeTime(selection: ShownSelection, now: number): Promise<number | undefined>;

  /** Tells for each selection whether an article meets it; no selection has an article that is not in the collection. */
  matches(id: string, selections: readonly Selection[]): Promise<boolean[]>;

  /**
   * Finds the uploaded files that articles use and that only withheld ones use.
   * @param exclusive the selections whose articles are withheld
   * @returns the ids of the articles by the hash of the file
   */
  withheldMedia(exclusive: readonly Selection[]): Promise<ReadonlyMap<string, string[]>>;

  /** Tells whether an article that is not withheld uses an uploaded file. */
  isMediaPublic(hash: string, exclusive: readonly Selection[]): Promise<boolean>;

  /**
   * Gives a term of a search to articles, and takes it from others; those that were deleted meanwhile are passed over.
   * Selections by the term count as changed if there are any.
   * @param articles.areWithheld whether an exclusive channel selects by the term: then the pages of these articles, and all
   *   selections of them, count as changed
   */
  noteFound(
    term: string,
    articles: { found: readonly string[]; unfound: readonly string[]; areWithheld?: boolean },
  ): Promise<void>;

  /** Removes the terms of all searches but some. @param terms those that stay */
  keepSearches(terms: readonly string[]): Promise<void>;

  /** The terms (src/channel/terms.ts) of articles that were written or removed after the change with this number. */
  changedTerms(change: number): Promise<ReadonlySet<string>>;

  /**
   * The earliest publication, milliseconds since 1970, that an article has or ever had which changed, came due or expired
   * between the checkpoint and `now`; undefined when there is no such article. Everything published earlier is as it was.
   */
  earliestChangedTime(since: Checkpoint, now: number): Promise<number | undefined>;

  /**
   * The permalink pages, of articles without a URL of their own, that changed between the checkpoint and `now`; all pages
   * there ever were when the checkpoint's change is -1 and its moment 0.
   * @param exclusive the selections whose articles are withheld
   */
  changedPages(since: Checkpoint, now: number, exclusive?: readonly Selection[]): Promise<PageState[]>;

  /** The months (UTC, such as `2026-11`) in which articles with a permalink page are published, also later ones, in order. */
  pageMonths(): Promise<string[]>;

  /** The permalink pages of the articles that a channel shows at the moment `now`, newest first. */
  shownPages(selection: ShownSelection, now: number): Promise<PageState[]>;
};
