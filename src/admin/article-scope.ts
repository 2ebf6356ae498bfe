import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Config } from "../config/schema.ts";
import type { Eraser } from "../erasure/eraser.ts";
import type { IngestQueue } from "../ingest-queue/queue.ts";
import type { Search } from "../search/follow.ts";
import type { Stores } from "../stores/stores.ts";
import { createArticleChanges } from "./article-changes.ts";
import { articleListRoutes } from "./article-list-routes.ts";
import { articleRoutes } from "./article-routes.ts";
import { createAuditLog } from "./audit-log.ts";
import { draftRoutes } from "./draft-routes.ts";
import { purgeRoutes } from "./purge-routes.ts";
import { revisionRoutes } from "./revision-routes.ts";

/** The parts of a service that the calls for single articles need. */
export type ArticleDeps = {
  /** Lets the index of words follow the collection, and searches it. */
  search: Search;
  /** Reads everything that comes in. */
  queue: IngestQueue;
  /** Called after each change of the collection. `isMoreComing`: more changes follow, as during an import. */
  onChanged: (isMoreComing?: boolean) => void;
  /** Erases articles for good. */
  erase: Eraser["erase"];
  stores: Pick<Stores, "articles" | "audit" | "channelValues" | "drafts" | "erasures" | "revisions">;
};

/** Adds the calls for single articles, their drafts and their revisions. @param config returns the present configuration */
export async function addArticleRoutes(
  admin: FastifyInstance,
  config: () => Config,
  { log }: { log: FastifyBaseLogger },
  { stores, search, queue, onChanged, erase }: ArticleDeps,
): Promise<void> {
  const audit = createAuditLog(stores.audit, log);
  const changes = createArticleChanges({ stores, queue, settings: presentSettings(config), onChanged, audit });
  await admin.register(articleListRoutes, { ...stores, channels: () => config().channels, search, queue });
  await admin.register(articleRoutes, { stores, changes });
  await admin.register(draftRoutes, { stores, changes });
  await admin.register(purgeRoutes, { erase });
  await admin.register(revisionRoutes, { stores, changes, queue });
}

/** The settings with which articles are read. Each is that of the configuration in force whenever it is read. */
export function presentSettings(config: () => Config) {
  return {
    get baseUrl() {
      return config().site.url;
    },
    get origin() {
      return config().environment.baseUrl;
    },
    get frames() {
      return config().frames;
    },
    get timezone() {
      return config().schedule.timezone;
    },
  };
}
