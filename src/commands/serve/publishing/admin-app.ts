import type { FastifyBaseLogger } from "fastify";
import type { AdminToken } from "../../../admin/admin-token.ts";
import type { IntakeFailures } from "../../../admin/intake-metrics.ts";
import { createPublishingMetrics } from "../../../admin/publishing-metrics.ts";
import type { Config } from "../../../config/schema.ts";
import type { Eraser } from "../../../erasure/eraser.ts";
import { fetchSettings } from "../../../fetch/settings.ts";
import type { IngestQueue } from "../../../ingest-queue/queue.ts";
import { buildPublishingApp } from "../../../publishing-app.ts";
import type { Push } from "../../../push/push.ts";
import type { Search } from "../../../search/follow.ts";
import type { MediaLibrary } from "../../../uploads/library.ts";
import { collectionPlace } from "../../workspace/collection-file.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { createLinkCheck, createPreview, createTokenCheck } from "../requests.ts";
import type { Watchers } from "../watchers.ts";
import { listenForAdmin } from "./admin-address.ts";
import { createAttention, readDisks } from "./attention.ts";
import { saveCounts } from "./audience-saver.ts";
import type { PublishingCredentials } from "./credentials.ts";
import { createDiskUse, startMeasureThread } from "./disk-use.ts";
import type { LiveSettings } from "./live-settings.ts";
import type { PublishingDeps } from "./plane.ts";
import type { ServiceSchedule } from "./schedule.ts";

export type AdminAppContext = Pick<PublishingDeps, "clock" | "link" | "serving" | "resources" | "startMeasuring"> & {
  log: FastifyBaseLogger;
  token: AdminToken;
  credentials: PublishingCredentials;
  queue: IngestQueue;
  library: MediaLibrary;
  search: Search;
  scheduler: ServiceSchedule;
  push: Push;
  settings: LiveSettings;
  eraser: Eraser;
  poller: () => ReturnType<Watchers["poller"]>;
  readFailures: () => Promise<IntakeFailures>;
};

/** Builds the admin API and what it needs of serving. @returns where it will listen */
export async function startAdminApp(config: Config, workspace: Workspace, context: AdminAppContext) {
  const { stores, publisher, node } = workspace;
  const { clock, link, serving, resources, log, token, credentials, queue, search, scheduler, push } = context;
  const { library, eraser, settings, poller, readFailures, startMeasuring = startMeasureThread } = context;
  const { tell: onTokensChanged, recogniseToken, ...known } = credentials;
  const counts = saveCounts(stores, link, (error) =>
    log.error({ err: error }, "the request statistics could not be saved"),
  );
  const measuring = startMeasuring(collectionPlace(config.environment));
  resources.addResource("the measuring of sizes", measuring.close);
  const { nextRun } = scheduler;
  const metrics = createPublishingMetrics({ publisher, clock, nextRun, readFailures, node, push, stores });
  const app = await buildPublishingApp(
    settings.current,
    {
      clock,
      answers: stores.answers,
      auth: { ...known, tokenHint: () => token.hint, log, clock },
      metrics: metrics.registries,
      isBehindServing: link !== undefined,
      log,
    },
    {
      stores,
      recogniseToken,
      search,
      queue,
      library,
      publisher,
      saveAudience: counts.save,
      readDiskUse: createDiskUse({
        thread: measuring,
        mediaFiles: stores.mediaFiles,
        smallerPictures: stores.smallerPictures,
        snapshot: publisher.snapshot,
        clock,
      }),
      watch: {
        findAttention: createAttention({
          config: settings.current,
          settings,
          publisher,
          stores,
          node,
          clock,
          poller,
          readWebSub: push.webSub.report,
        }),
        readDisks: () => readDisks(settings.current().environment),
        readNode: async () => node?.state(),
        nextRun,
      },
      onChanged: scheduler.collectionChanged,
      erase: eraser.erase,
      onTokensChanged,
      scrub: eraser.resume,
      async publishSubscribers() {
        await workspace.publishSubscribers();
        link?.send({ kind: "published" });
      },
      poller,
      push,
      liveSettings: settings,
      preview: createPreview({ queue, clock }),
      checkLinks: createLinkCheck(settings.current),
      askTokenEndpoint: createTokenCheck(settings.current),
      async requestInput(address) {
        const { requestInput, withoutCredentials } = await import("../../import/fetch-input.ts");
        return requestInput(address, withoutCredentials(address), fetchSettings(settings.current()));
      },
    },
  );
  resources.addResource("the metrics", metrics.stop);
  return listenForAdmin(app, config.environment, { serving, resources });
}
