import { DatabaseSync } from "node:sqlite";
import { type ExclusiveRules, noExclusiveRules } from "../../channel/exclusive-rules.ts";
import type { Clock } from "../../clock.ts";
import type { RecordLimits } from "../record-limits.ts";
import { openAnnouncements } from "../sql/announcements.ts";
import { openAnswers } from "../sql/answers.ts";
import { openArchives } from "../sql/archives.ts";
import { openArticles } from "../sql/articles.ts";
import { openAudience } from "../sql/audience.ts";
import { openAudit } from "../sql/audit.ts";
import { openChannelSlugs } from "../sql/channel-slugs.ts";
import { openChannelValues } from "../sql/channel-values.ts";
import { openDrafts } from "../sql/drafts.ts";
import { openErasures } from "../sql/erasures.ts";
import { openHubs } from "../sql/hubs.ts";
import { openJobs } from "../sql/jobs.ts";
import { openMediaFacts } from "../sql/media-facts.ts";
import { openMediaFiles } from "../sql/media-files.ts";
import { openPurges } from "../sql/purges.ts";
import { openArticlePutter } from "../sql/put-article.ts";
import { openRevisions } from "../sql/revisions.ts";
import { openRuns } from "../sql/runs.ts";
import { openSelections } from "../sql/selections.ts";
import { openSessions } from "../sql/sessions.ts";
import { openSmallerPictures } from "../sql/smaller-pictures.ts";
import { openSourceArticles } from "../sql/source-articles.ts";
import { openSourcePages } from "../sql/source-pages.ts";
import { openSources } from "../sql/sources.ts";
import { openSubscribers } from "../sql/subscribers.ts";
import { openSubscriptions } from "../sql/subscriptions.ts";
import { openTokens } from "../sql/tokens.ts";
import { openTransfer } from "../sql/transfer.ts";
import { openWebhooks } from "../sql/webhooks.ts";
import type { Stores } from "../stores.ts";
import { withClearErrors } from "./clear-errors.ts";
import { findDamage } from "./damage.ts";
import { openDatabase } from "./database.ts";
import { scrubDatabase } from "./scrub.ts";
import { eraseFromSearch, openSearchFile, scrubSearchFile } from "./search-file.ts";
import { openSearchIndex } from "./search-index.ts";

/*
 * The stores in one SQLite file. Each store has a file of its own here, which prepares its statements when it is opened;
 * migrations.ts holds the tables. Beside this folder, only the locks of `commands/workspace` use SQLite.
 */

/**
 * Opens the stores of a collection in an SQLite file, which is created when it does not exist; its directory must exist.
 * Several processes may have it open: a writer waits up to five seconds for another.
 * @param given.newId makes the id of an article that comes without an id and URL
 * @param given.limits returns how many records are kept now; without it, writing a record removes no other
 * @param given.exclusive returns how exclusive channels keep articles from the public now; without it, none does
 * @throws COLLECTION_UNREADABLE when the file is damaged, is no collection, or was written by a newer Courant. Calls of the
 *   stores throw the same when they meet damage, and DISK_FULL or COLLECTION_UNWRITABLE when the disk refuses a write
 */
export async function openStores(
  file: string,
  {
    limits = () => undefined,
    exclusive = () => noExclusiveRules,
    ...given
  }: {
    clock: Clock;
    newId: () => string;
    limits?: () => RecordLimits | undefined;
    exclusive?: () => ExclusiveRules;
  },
): Promise<Stores> {
  const deps = { ...given, limits, exclusive };
  const database = openDatabase(file);
  const relaxed = openRelaxed(file);
  const searchFile = openSearchFile(file);
  const scrubbing = {
    eraseFromSearch: (article: string) => searchFile.use((index) => eraseFromSearch(index, article)),
    scrub() {
      searchFile.use(scrubSearchFile);
      scrubDatabase(database);
    },
  };
  const putter = openArticlePutter(database, deps);
  const clear = <Store extends object>(store: Store) => withClearErrors(store, file);
  return {
    articles: clear(openArticles(database, putter, { ...deps, searchFile })),
    drafts: clear(openDrafts(database, putter, deps)),
    revisions: clear(openRevisions(database, limits)),
    searchIndex: clear(openSearchIndex(searchFile)),
    selections: clear(openSelections(database)),
    channelValues: clear(openChannelValues(database)),
    channelSlugs: clear(openChannelSlugs(database)),
    archives: clear(openArchives(database)),
    mediaFacts: clear(openMediaFacts(database)),
    mediaFiles: clear(openMediaFiles(database)),
    smallerPictures: clear(openSmallerPictures(database)),
    transfer: clear(openTransfer(database, file)),
    audit: clear(openAudit(database, deps)),
    tokens: clear(openTokens(database, relaxed, deps)),
    sessions: clear(openSessions(database, relaxed)),
    answers: clear(openAnswers(database)),
    runs: clear(openRuns(relaxed, limits)),
    audience: clear(openAudience(relaxed)),
    sources: clear(openSources(relaxed)),
    sourceArticles: clear(openSourceArticles(relaxed)),
    sourcePages: clear(openSourcePages(relaxed)),
    jobs: clear(openJobs(relaxed)),
    webhooks: clear(openWebhooks(database)),
    announcements: clear(openAnnouncements(database)),
    subscriptions: clear(openSubscriptions(database, relaxed)),
    subscribers: clear(openSubscribers(database, relaxed, deps)),
    hubs: clear(openHubs(relaxed)),
    purges: clear(openPurges(relaxed)),
    erasures: clear(openErasures(database, scrubbing)),
    ...clear({
      check: async () => findDamage(database),
      async close() {
        searchFile.close();
        relaxed.close();
        database.close();
      },
    }),
  };
}

/**
 * Opens a connection for stores that may lose their last changes in a power failure: a write does not wait for the
 * disk.
 */
function openRelaxed(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec("PRAGMA synchronous = NORMAL");
  return database;
}
