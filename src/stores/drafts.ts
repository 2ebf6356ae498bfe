import type { DraftArticle } from "../article/draft-article.ts";
import type { PreparedArticle } from "../article/prepare.ts";
import type { AcceptedOutcome } from "./articles.ts";

export type DraftPutOptions = {
  /** The name of the person or program that saves it. */
  by: string;
  /** When it is to be published by itself, milliseconds since 1970; without it, it waits for somebody to publish it. */
  publishAt?: number | undefined;
  /** Also a draft of an article that was deleted; default false. */
  restore?: boolean | undefined;
  /** Only if the article has no published version; default false. */
  unpublishedOnly?: boolean | undefined;
  /** Only if the draft is at this revision now (0: only if there is none). Else PRECONDITION_FAILED. */
  ifRevision?: number | undefined;
};

/**
 * The outcome of saving a draft. `before`: the draft as it was; `isBeside`: the article has a published version, which is
 * as it was.
 */
export type DraftOutcome = {
  outcome: "created" | "updated" | "unchanged";
  draft: DraftArticle;
  before?: DraftArticle | undefined;
  isBeside: boolean;
};

/** One page of drafts; `next` is the cursor of the page that follows, undefined on the last page. */
export type DraftList = { drafts: DraftArticle[]; next: string | undefined };

/**
 * Keeps drafts: articles that are not published, and versions beside published ones, one for each article. Nothing that
 * builds documents reads them.
 */
export type DraftStore = {
  /**
   * Saves a draft. It is the draft of the article with its id or URL, published or not, and otherwise one of a new article.
   * @throws ARTICLE_DELETED when that article was deleted, unless `restore`; ARTICLE_CONFLICT when it is published and the
   *   draft must be that of an unpublished one; PRECONDITION_FAILED
   */
  put(prepared: PreparedArticle, options: DraftPutOptions): Promise<DraftOutcome>;

  /** Finds the draft of an article by the article's id, or another id of it. */
  find(id: string): Promise<DraftArticle | undefined>;

  /**
   * Lists drafts, the one that was saved last first. A page of very long ones has fewer than asked for (page-length.ts).
   * @param options.cursor the `next` of the page before; undefined for the first page
   * @param options.isScheduled only drafts that are to be published by themselves, the first of them first
   * @throws REQUEST_INVALID when no page gave this cursor
   */
  list(options: { limit: number; cursor?: string | undefined; isScheduled?: boolean | undefined }): Promise<DraftList>;

  /** Finds which of some articles, by id, have a draft. @returns their ids, in the order of `ids` */
  findAmong(ids: readonly string[]): Promise<string[]>;

  /**
   * Deletes the draft of an article. Its last state stays among the revisions of the article.
   * @returns whether there was one
   * @throws PRECONDITION_FAILED
   */
  remove(id: string, options: { ifRevision?: number | undefined }): Promise<boolean>;

  /**
   * Publishes the draft of an article, and removes the draft, both or neither.
   * @returns undefined when the article has no draft
   * @throws ARTICLE_CONFLICT when its URL belongs to another article; PRECONDITION_FAILED. The draft then stays
   */
  publish(id: string, options: { by: string; ifRevision?: number | undefined }): Promise<AcceptedOutcome | undefined>;

  /**
   * Publishes the drafts whose time has come, each once. One that cannot be published keeps the reason in
   * `publish_error`, and waits for somebody who saves it again.
   * @param now milliseconds since 1970
   * @returns the outcomes of those that were published
   */
  publishDue(now: number): Promise<AcceptedOutcome[]>;

  /** Returns when the next draft is to be published, milliseconds since 1970, which may have passed. */
  nextPublishTime(): Promise<number | undefined>;
};
