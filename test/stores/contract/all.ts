import { testAloneJobs } from "./alone-jobs.ts";
import { testAnnouncementStore } from "./announcements.ts";
import { testAnswerStore } from "./answers.ts";
import { testArchiveStore } from "./archives.ts";
import { testArticleSearch } from "./article-search.ts";
import { testArticleStore } from "./articles.ts";
import { testAudienceStore } from "./audience.ts";
import { testAuditStore } from "./audit.ts";
import { testChannelValueStore } from "./channel-values.ts";
import type { OpenStores } from "./contract.ts";
import { testDraftStore } from "./drafts.ts";
import { testErasureStore } from "./erasures.ts";
import { testExclusive } from "./exclusive.ts";
import { testJobStore } from "./jobs.ts";
import { testMediaFactStore } from "./media-facts.ts";
import { testMediaFileStore } from "./media-files.ts";
import { testPurgeStore } from "./purges.ts";
import { testRevisionStore } from "./revisions.ts";
import { testRunStore } from "./runs.ts";
import { testSelectionStore } from "./selections.ts";
import { testSessionStore } from "./sessions.ts";
import { testShownDates } from "./shown-dates.ts";
import { testSourceArticleStore } from "./source-articles.ts";
import { testSourcePageStore } from "./source-pages.ts";
import { testSourceStore } from "./sources.ts";
import { testSubscriberStore } from "./subscribers.ts";
import { testSubscriptionStore } from "./subscriptions.ts";
import { testTokenStore } from "./tokens.ts";
import { testTransferStore } from "./transfer.ts";
import { testWebhookStore } from "./webhooks.ts";

const contracts = [
  testArticleStore,
  testArticleSearch,
  testDraftStore,
  testRevisionStore,
  testSelectionStore,
  testExclusive,
  testShownDates,
  testChannelValueStore,
  testArchiveStore,
  testMediaFactStore,
  testSessionStore,
  testTokenStore,
  testAnswerStore,
  testMediaFileStore,
  testTransferStore,
  testRunStore,
  testAudienceStore,
  testAuditStore,
  testSourceStore,
  testSourceArticleStore,
  testSourcePageStore,
  testJobStore,
  testAloneJobs,
  testPurgeStore,
  testWebhookStore,
  testSubscriberStore,
  testErasureStore,
  testSubscriptionStore,
  testAnnouncementStore,
];

/** Tests all stores of a database against their contracts. @param name the database */
export function testEveryStore(name: string, open: OpenStores): void {
  for (const testStore of contracts) testStore(name, open);
}
