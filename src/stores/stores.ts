import type { AnnouncementStore } from "./announcements.ts";
import type { AnswerStore } from "./answers.ts";
import type { ArchiveStore } from "./archives.ts";
import type { ArticleQuery } from "./article-query.ts";
import type { ArticleList, ArticleStore } from "./articles.ts";
import type { AudienceStore } from "./audience.ts";
import type { AuditStore } from "./audit.ts";
import type { ChannelSlugStore, ChannelValueStore } from "./channel-values.ts";
import type { DraftStore } from "./drafts.ts";
import type { ErasureStore } from "./erasures.ts";
import type { HubStore } from "./hubs.ts";
import type { JobStore } from "./jobs.ts";
import type { MediaFactStore } from "./media-facts.ts";
import type { MediaFileStore } from "./media-files.ts";
import type { NodeStores } from "./nodes.ts";
import type { PurgeStore } from "./purges.ts";
import type { RevisionStore } from "./revisions.ts";
import type { RunStore } from "./runs.ts";
import type { SearchIndex } from "./search-index.ts";
import type { SelectionStore } from "./selections.ts";
import type { SessionStore } from "./sessions.ts";
import type { SmallerPictureStore } from "./smaller-pictures.ts";
import type { SourceArticleStore } from "./source-articles.ts";
import type { SourcePageStore } from "./source-pages.ts";
import type { SourceStore } from "./sources.ts";
import type { SubscriberStore } from "./subscribers.ts";
import type { SubscriptionStore } from "./subscriptions.ts";
import type { TokenStore } from "./tokens.ts";
import type { TransferStore } from "./transfer.ts";
import type { WebhookStore } from "./webhooks.ts";

/**
 * The collection: everything that Courant keeps, as stores with one concern each. The articles in it are the truth from
 * which all documents are made. One function of a database opens all of them together (`sqlite/open.ts`).
 *
 * Every call is asynchronous, so that any database can stand behind the stores. A promise that has resolved is durable
 * and survives a power failure, unless a store says otherwise. A call that throws COLLECTION_UNREADABLE,
 * COLLECTION_UNWRITABLE or DISK_FULL has changed nothing. Times are milliseconds since 1970, unless a type says otherwise.
 */
export type Stores = {
  articles: ArticleStore;
  drafts: DraftStore;
  revisions: RevisionStore;
  searchIndex: SearchIndex;
  selections: SelectionStore;
  channelValues: ChannelValueStore;
  channelSlugs: ChannelSlugStore;
  archives: ArchiveStore;
  mediaFacts: MediaFactStore;
  mediaFiles: MediaFileStore;
  smallerPictures: SmallerPictureStore;
  transfer: TransferStore;
  runs: RunStore;
  audit: AuditStore;
  tokens: TokenStore;
  sessions: SessionStore;
  answers: AnswerStore;
  audience: AudienceStore;
  sources: SourceStore;
  sourceArticles: SourceArticleStore;
  sourcePages: SourcePageStore;
  jobs: JobStore;
  webhooks: WebhookStore;
  announcements: AnnouncementStore;
  subscriptions: SubscriptionStore;
  subscribers: SubscriberStore;
  hubs: HubStore;
  purges: PurgeStore;
  /** The stores that several nodes share; undefined in a database that one machine has for itself. */
  nodes?: NodeStores | undefined;
  erasures: ErasureStore;

  /**
   * Reads the whole database and looks for damage.
   * @returns one sentence for each problem; none when all is well
   */
  check(): Promise<string[]>;

  /** Closes the database. No store may be used after that. */
  close(): Promise<void>;
};

/** The stores that building documents needs. */
export type BuilderStores = Pick<
  Stores,
  "selections" | "channelSlugs" | "archives" | "mediaFacts" | "mediaFiles" | "smallerPictures" | "searchIndex"
> & {
  articles: Pick<ArticleStore, "findMany">;
};

/** The index of words, and the searches in it. */
export type SearchStores = SearchIndex & {
  /** Lists the articles that a search finds. @param now in milliseconds since 1970 */
  list(query: ArticleQuery, now: number): Promise<ArticleList>;
  close(): Promise<void>;
};
