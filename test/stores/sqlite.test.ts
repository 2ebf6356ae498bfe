import { testAloneJobs } from "./contract/alone-jobs.ts";
import { testAnnouncementStore } from "./contract/announcements.ts";
import { testAnswerStore } from "./contract/answers.ts";
import { testArchiveStore } from "./contract/archives.ts";
import { testArticleSearch } from "./contract/article-search.ts";
import { testArticleStore } from "./contract/articles.ts";
import { testAudienceStore } from "./contract/audience.ts";
import { testAuditStore } from "./contract/audit.ts";
import { testChannelValueStore } from "./contract/channel-values.ts";
import { testDraftStore } from "./contract/drafts.ts";
import { testErasureStore } from "./contract/erasures.ts";
import { testExclusive } from "./contract/exclusive.ts";
import { testJobStore } from "./contract/jobs.ts";
import { testMediaFactStore } from "./contract/media-facts.ts";
import { testMediaFileStore } from "./contract/media-files.ts";
import { testPurgeStore } from "./contract/purges.ts";
import { testRevisionStore } from "./contract/revisions.ts";
import { testRunStore } from "./contract/runs.ts";
import { testSelectionStore } from "./contract/selections.ts";
import { testSessionStore } from "./contract/sessions.ts";
import { testShownDates } from "./contract/shown-dates.ts";
import { testSourceArticleStore } from "./contract/source-articles.ts";
import { testSourcePageStore } from "./contract/source-pages.ts";
import { testSourceStore } from "./contract/sources.ts";
import { testSubscriberStore } from "./contract/subscribers.ts";
import { testSubscriptionStore } from "./contract/subscriptions.ts";
import { testTokenStore } from "./contract/tokens.ts";
import { testTransferStore } from "./contract/transfer.ts";
import { testWebhookStore } from "./contract/webhooks.ts";
import { testStores } from "./helpers.ts";

const contracts = [
  testArticleStore,
  testArticleSearch,
  testDraftStore,
  testRevisionStore,
  testSelectionStore,
  testShownDates,
  testExclusive,
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
  testErasureStore,
  testWebhookStore,
  testSubscriberStore,
  testSubscriptionStore,
  testAnnouncementStore,
];
for (const testStore of contracts) testStore("SQLite", testStores);
