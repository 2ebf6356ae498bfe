import type { ExclusiveRules } from "../../channel/exclusive-rules.ts";
import type { Clock } from "../../clock.ts";
import type { ArticleStore } from "../articles.ts";
import type { RecordLimits } from "../record-limits.ts";
import type { Stores } from "../stores.ts";
import { openAnnouncements } from "./announcements.ts";
import { openAnswers } from "./answers.ts";
import { openArchives } from "./archives.ts";
import { openArticles } from "./articles.ts";
import { openAudience } from "./audience.ts";
import { openAudit } from "./audit.ts";
import { openChannelSlugs } from "./channel-slugs.ts";
import { openChannelValues } from "./channel-values.ts";
import { openDrafts } from "./drafts.ts";
import type { Engine } from "./engine.ts";
import { openHubs } from "./hubs.ts";
import { openJobs } from "./jobs.ts";
import { openMediaFacts } from "./media-facts.ts";
import { openMediaFiles } from "./media-files.ts";
import { openPurges } from "./purges.ts";
import { openArticlePutter } from "./put-article.ts";
import { openRevisions } from "./revisions.ts";
import { openRuns } from "./runs.ts";
import { openSelections } from "./selections.ts";
import { openSessions } from "./sessions.ts";
import { openSmallerPictures } from "./smaller-pictures.ts";
import { openSourceArticles } from "./source-articles.ts";
import { openSourcePages } from "./source-pages.ts";
import { openSources } from "./sources.ts";
import { openSubscribers } from "./subscribers.ts";
import { openSubscriptions } from "./subscriptions.ts";
import { openTokens } from "./tokens.ts";
import { openTransfer } from "./transfer.ts";
import { openWebhooks } from "./webhooks.ts";

/** The stores that are written once for all databases. */
export type SqlStores = Omit<Stores, "articles" | "searchIndex" | "erasures" | "nodes" | "check" | "close"> & {
  articles: Omit<ArticleStore, "list">;
};

export type SqlStoreDeps = {
  clock: Clock;
  /** Makes the id of an article that comes without an id and URL. */
  newId: () => string;
  /** Returns how many records are kept now; undefined: writing a record removes no other. */
  limits: () => RecordLimits | undefined;
  /** Returns how exclusive channels keep articles from the public now. */
  exclusive: () => ExclusiveRules;
};

/**
 * Opens the stores over a database.
 * @param relaxed an engine for what may lose its last changes in a power failure
 */
export function openSqlStores(engine: Engine, relaxed: Engine, deps: SqlStoreDeps): SqlStores {
  const putter = openArticlePutter(engine, deps);
  return {
    articles: openArticles(engine, putter, deps),
    drafts: openDrafts(engine, putter, deps),
    revisions: openRevisions(engine, deps.limits),
    selections: openSelections(engine),
    channelValues: openChannelValues(engine),
    channelSlugs: openChannelSlugs(engine),
    archives: openArchives(engine),
    mediaFacts: openMediaFacts(engine),
    mediaFiles: openMediaFiles(engine),
    smallerPictures: openSmallerPictures(engine),
    transfer: openTransfer(engine),
    audit: openAudit(engine, deps),
    tokens: openTokens(engine, relaxed, deps),
    sessions: openSessions(engine, relaxed),
    answers: openAnswers(engine),
    runs: openRuns(relaxed, deps.limits),
    audience: openAudience(relaxed),
    sources: openSources(relaxed),
    sourceArticles: openSourceArticles(relaxed),
    sourcePages: openSourcePages(relaxed),
    jobs: openJobs(relaxed),
    webhooks: openWebhooks(engine),
    announcements: openAnnouncements(engine),
    subscriptions: openSubscriptions(engine, relaxed),
    hubs: openHubs(relaxed),
    purges: openPurges(relaxed),
    subscribers: openSubscribers(engine, relaxed, deps),
  };
}
