import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../../../config/schema.ts";
import { CourantError } from "../../../errors.ts";
import { openFeedsDir } from "../../../published/files.ts";
import { resultUnlessStopped } from "../../process/stop-signals.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { databaseIsAway } from "./health.ts";
import type { PublishingDeps } from "./plane.ts";
import { openServiceWorkspace, type WorkspaceHooks } from "./service-workspace.ts";

/** How often a database that is away is asked again. */
const retryMs = 500;

/**
 * Opens the workspace of a service, once its database answers. Until then serving answers with what FEEDS_DIR holds, and
 * `/readyz` tells why nothing is published.
 * @throws as `openServiceWorkspace` does; COLLECTION_UNWRITABLE when the database is away and FEEDS_DIR holds nothing
 */
export async function openReachedWorkspace(
  config: Config,
  deps: Omit<PublishingDeps, "print" | "onReload"> & { log: FastifyBaseLogger },
  hooks: WorkspaceHooks,
): Promise<Workspace> {
  const { clock, link, stopSignal, log } = deps;
  let isTold = false;
  for (;;) {
    try {
      const workspace = await openServiceWorkspace(config, deps, hooks);
      if (isTold) log.info("the database answers");
      return workspace;
    } catch (error) {
      if (!(await mayWait(error, config))) throw error;
      if (!isTold) {
        log.level = config.environment.logLevel;
        log.error({ err: error }, "the database is away: what was published last is served until it is back");
        const openFailures = [databaseIsAway(clock)];
        link?.send({ kind: "health", health: { openFailures, failingSources: 0, failedImports: 0 } });
      }
      isTold = true;
    }
    await resultUnlessStopped(clock.sleep(retryMs), stopSignal);
    stopSignal.throwIfAborted();
  }
}

async function mayWait(error: unknown, { environment }: Config): Promise<boolean> {
  if (environment.databaseUrl === undefined) return false;
  if (!(error instanceof CourantError && error.code === "COLLECTION_UNWRITABLE")) return false;
  return (await openFeedsDir(environment.feedsDir).load()).snapshot.documents.size > 0;
}
