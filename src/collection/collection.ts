import type { Article } from "../article/article.ts";
import type { Entry, ExportRecord } from "../article/export-record.ts";
import type { MediaFacts } from "../article/media.ts";
import type { PreparedArticle } from "../article/prepare.ts";
import type { ArchiveChain } from "../channel/archives.ts";
import type { Facet } from "../channel/terms.ts";
import type { Selection } from "../config/schema.ts";
import type { CourantError } from "../errors.ts";
import type { Audience, AudienceQuery, AudienceReport } from "./audience.ts";
import type { ListedRun, Run } from "./run.ts";

/**
 * What became of one draft. `rejected`: it was deleted before, its URL belongs to another article, or it comes without
 * the content that is here.
 */
export type PutOutcome =
  | { outcome: "created" | "updated" | "unchanged"; article: Article }
  | { outcome: "rejected"; error: CourantError };

export type LookupResult =
  | { state: "present"; article: Article }
  | { state: "deleted"; deletedAt: string }
  | { state: "unknown" };

export type PutOptions = {
  /** Bring a deleted article back under its old id, instead of rejecting it. Default false. */
  restore?: boolean;
  /**
   * The source that the drafts come from. It changes only articles that came from it: what is known from elsewhere is
   * left as it is, and `unchanged`.
   */
  source?: string;
  /** Only if the article is at this revision now (0: only if it does not exist). Else PRECONDITION_FAILED. */
  ifRevision?: number;
};

/** A page, or a further sitemap, that a source lists; `modified`: milliseconds since 1970, as the source says. */
export type ListedPage = { url: string; kind: "page" | "sitemap"; modified?: number };

/** The same, with what it said of its last state. */
export type SourcePage = ListedPage & { etag?: string; lastModified?: string };

export type ArticleList = { articles: Article[]; next: string | undefined };

/** Where an article stands in a channel: when it was published, milliseconds since 1970, and its id. */
export type Position = { published: number; id: string };

/** The least that tells whether a channel's document has changed. */
export type SelectedArticle = Position & { revision: number };

/** How far somebody has looked: the change, as `changeOf` counts them, and the moment, milliseconds since 1970. */
export type Checkpoint = { change: number; now: number };

/**
 * An article's permalink page. `shown`: it is to be read; `hidden`: the article is due later, or expired; `former`: the
 * article was deleted, or is read at `url` now.
 */
export type PageState = Omit<SelectedArticle, "published"> & {
  state: "shown" | "hidden" | "former";
  url: string | undefined;
};

/** What came of asking for a file. `asked`: when, if it was; `next`: when it is to be asked, if it is; `facts`: what was found. */
export type MediaProbe = {
  url: string;
  asked?: number;
  next: number | undefined;
  failures: number;
  error?: string | undefined;
  facts?: MediaFacts | undefined;
};

/**
 * The store of articles: the truth, from which everything else is derived. Asynchronous, so that any database can stand
 * behind it. A promise that has resolved is durable: it survives power loss.
 */
export interface Collection {
  /**
   * Inserts or updates articles, in one transaction; outcomes in the order of the drafts. Those that say no date get
   * different ones, the first the newest, so that feeds show them in this order.
   * An article is found by id, else by URL, else by the draft's names.
   */
  put(drafts: readonly PreparedArticle[], options?: PutOptions): Promise<PutOutcome[]>;

  find(id: string): Promise<LookupResult>;

  /** Articles that are known by a name that begins with `prefix`, whatever else they were given since; newest first. */
  named(prefix: string): Promise<Article[]>;

  /**
   * Deletes an article and remembers that it was.
   * @returns whether there was one
   * @throws PRECONDITION_FAILED when `ifRevision` is given and is not the article's revision
   */
  remove(id: string, options?: { ifRevision?: number }): Promise<boolean>;

  /** Articles newest first, also those due in the future. `cursor` is the `next` of the page before. */
  list(options: { limit: number; cursor?: string | undefined }): Promise<ArticleList>;

  /**
   * A number that grows whenever an article is written or removed that the selection may show. Together with
   * `nextChange` it tells whether what is selected can have changed.
   */
  changeOf(selection: Selection): Promise<number>;

  /**
   * What a channel selects at a moment: newest first, ties by id; published by then and not expired.
   * @param after what stands before this position in that order alone
   */
  select(selection: Selection, limit: number, now: number, after?: Position): Promise<SelectedArticle[]>;

  /**
   * The earliest moment, milliseconds since 1970, that an article stood or stands at which changed, came due or expired
   * since somebody looked; undefined when none did. What was published before it is as it was.
   */
  earliestSince(since: Checkpoint, now: number): Promise<number | undefined>;

  /** Articles by id, in the order asked for; those that are gone in the meantime are left out. */
  articles(ids: readonly string[]): Promise<Article[]>;

  /** Terms of articles (src/channel/terms.ts) that were written or removed after a change. */
  changedTerms(change: number): Promise<ReadonlySet<string>>;

  /**
   * What became of permalink pages, of articles without a URL of their own, since a moment and a change; of all there
   * ever were when both are 0.
   */
  pagesSince(since: Checkpoint, now: number): Promise<PageState[]>;

  /** When, after `now`, the next article of this selection is due or expires; milliseconds since 1970. */
  nextChange(selection: Selection, now: number): Promise<number | undefined>;

  /**
   * Every value of a facet that an article published by `now` has, or had when this was asked before; each spelled as it
   * was found first, with a slug that is its own for ever.
   */
  values(facet: Facet, now: number): Promise<{ value: string; slug: string }[]>;

  /** The archives of a channel, as they were kept last. */
  archives(channel: string): Promise<ArchiveChain>;
  keepArchives(channel: string, chain: ArchiveChain): Promise<void>;

  /**
   * Everything that is needed to make the same collection again, as it is when the first entry is asked for: articles
   * newest first, those that were deleted, then what was promised of channels. Counts of runs and requests are left out.
   * Read as it is asked for, never all at once.
   */
  entries(): AsyncIterable<Entry>;

  /**
   * Takes in what another collection exported beside its articles. What is known here already stays as it is: an
   * article, a value's slug, a channel's archives.
   */
  remember(memories: readonly ExportRecord[]): Promise<void>;

  /** How many articles there are, and how many were deleted. */
  count(): Promise<{ present: number; deleted: number }>;

  /**
   * Keeps a run, replacing one of the same id; only the last 500 are kept. Unlike articles, the last may be lost when the
   * power fails.
   */
  recordRun(run: Run): Promise<void>;
  run(id: string): Promise<Run | undefined>;
  /** Runs, newest first. */
  runs(limit: number): Promise<ListedRun[]>;

  /**
   * Adds to what is known of a day. Of subscribers the number that was said last is kept. What was counted last may be
   * lost when the power fails, like a run.
   * @param day YYYY-MM-DD
   */
  recordAudience(day: string, audience: Audience): Promise<void>;
  audience(query: AudienceQuery): Promise<AudienceReport>;

  /** What was kept of sources, by their URLs. */
  sourceStates(): Promise<Map<string, unknown>>;
  /** Unlike articles, what was kept last may be lost when the power fails: the source is read again then. */
  keepSource(url: string, state: object): Promise<void>;
  /**
   * Notes what the sitemaps of a source list. Due is what is new or was modified since it was listed before; what does not
   * say when it was modified is due a week after it was asked for, further sitemaps at once.
   */
  listPages(source: string, listed: readonly ListedPage[], now: number): Promise<void>;
  /** The next page that is due and was not asked for since a moment: sitemaps first, then what was modified last. */
  duePage(source: string, since: number): Promise<SourcePage | undefined>;
  /** Keeps what came of asking for a page. After five failures in a row it is due no more until it is modified. */
  keepPage(source: string, page: SourcePage, outcome: { asked: number; failed: boolean }): Promise<void>;
  /** How many pages of a source are due. */
  pagesWaiting(source: string): Promise<number>;

  /** What was found out about files, by their URLs; those of which nothing was are left out. */
  media(urls: readonly string[]): Promise<ReadonlyMap<string, MediaFacts>>;
  /**
   * Notes files that documents show, with the articles that name them: they are due to be asked, unless they were, or are
   * already. What was asked 90 days before `now` is due again.
   */
  wantMedia(shown: readonly { url: string; article: string }[], now: number): Promise<void>;
  /** Files that are due, the longest first, and how often in a row they failed. */
  dueMedia(now: number, limit: number): Promise<{ url: string; failures: number }[]>;
  /**
   * Keeps what came of asking for files. Where that is news, all that selects articles that show them counts as changed;
   * the articles themselves do not.
   * @returns whether it is
   */
  keepMedia(asked: readonly MediaProbe[]): Promise<boolean>;
  /** How many files are known, wait to be asked, or could not be found out about. */
  countMedia(): Promise<{ known: number; waiting: number; unknown: number }>;

  /** What is wrong with the store itself, one sentence each. Reads all of it. */
  check(): Promise<string[]>;

  close(): Promise<void>;
}
