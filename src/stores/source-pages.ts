/** A page, or a further sitemap, that a source lists; `modified`: milliseconds since 1970, as the source says. */
export type ListedPage = { url: string; kind: "page" | "sitemap"; modified?: number };

/** A page with the validators of its last answer. */
export type SourcePage = ListedPage & { etag?: string; lastModified?: string };

/**
 * Keeps the pages that sitemaps of a source list, and which of them are due. `source` is the URL of the source. The last
 * changes may be lost in a power failure: then pages are read again.
 */
export type SourcePageStore = {
  /**
   * Notes pages that the sitemaps of a source list. A page is due when it is new, or was modified since it was listed
   * before. A page without a modification time is due a week after it was asked for, a further sitemap at once.
   * @param now milliseconds since 1970
   */
  note(source: string, listed: readonly ListedPage[], now: number): Promise<void>;

  /**
   * Finds the next page that is due and was not asked for after `since`, milliseconds since 1970: sitemaps first, then
   * the page that was modified last.
   */
  findDue(source: string, since: number): Promise<SourcePage | undefined>;

  /**
   * Keeps the outcome of asking for a page at the moment `asked`, milliseconds since 1970. After five failures in a row
   * the page is not due any more, until it is modified.
   */
  keep(source: string, page: SourcePage, outcome: { asked: number; failed: boolean }): Promise<void>;

  /** How many pages of a source are due. */
  countDue(source: string): Promise<number>;
};
