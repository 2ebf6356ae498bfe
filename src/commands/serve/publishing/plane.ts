import type { Clock } from "../../../clock.ts";
import type { Config } from "../../../config/schema.ts";
import { CourantError } from "../../../errors.ts";
import type { startIngestThreads } from "../../../ingest-queue/threads.ts";
import type { startWorkers } from "../../../publish/workers.ts";
import type { startSearchThreads } from "../../../search/threads.ts";
import type { startShrinker } from "../../../uploads/smaller/shrinker.ts";
import { endWithoutThreads } from "../../process/end-process.ts";
import { createLog } from "../../process/log.ts";
import type { Link, ToPublishing, ToServing } from "../link.ts";
import type { Resources } from "../resources.ts";
import type { ServingAddress } from "./admin-address.ts";
import type { startMeasureThread } from "./disk-use.ts";
import { goLive } from "./go-live.ts";
import { startParts } from "./parts.ts";
import { openReachedWorkspace } from "./reached-workspace.ts";
import { startRefusing } from "./refusing-plane.ts";
import { beginAgainCode } from "./supervisor.ts";

export type PublishingDeps = {
  clock: Clock;
  /** The connection to serving on this machine; undefined when other machines serve. */
  link: Link<ToPublishing, ToServing> | undefined;
  /** Where serving on this machine listens. */
  serving: ServingAddress | undefined;
  /** Receives the first lines, which are for people. */
  print: (line: string) => void;
  /** Receives everything that is started or opened, also if the start fails later: the caller closes it. */
  resources: Resources;
  /** Stops the runs that belong to the start, and the start itself after them. */
  stopSignal: AbortSignal;
  /** Calls back when the process is asked to read its configuration again. */
  onReload: (listener: () => void) => void;
  /** Starts the threads that build documents. */
  startBuilder?: typeof startWorkers | undefined;
  /** Starts the threads that index and search. */
  startSearch?: typeof startSearchThreads | undefined;
  /** Starts the thread that measures the collection. */
  startMeasuring?: typeof startMeasureThread | undefined;
  /** Starts the threads that read text from outside. */
  startIngest?: typeof startIngestThreads | undefined;
  /** Starts the process that makes smaller versions of pictures. */
  startShrinker?: typeof startShrinker | undefined;
};

/**
 * Starts the publishing plane: the collection, everything that brings articles in, the schedule, the runs and the admin
 * API. If the collection cannot be read, the admin API says so, and nothing else runs.
 * @throws the reason of `stopSignal` if it aborts during the start; DATA_DIR_IN_USE if another process works in the data
 *   directory; COLLECTION_UNREADABLE if the collection cannot be read and FEEDS_DIR holds nothing to serve without it
 */
export async function startPublishing(given: Config, deps: PublishingDeps): Promise<void> {
  const log = createLog();
  let current = () => given;
  const hooks = {
    current: () => current(),
    onLost() {
      log.error("another node publishes in the place of this one, which begins again");
      endWithoutThreads(beginAgainCode);
    },
    onDatabaseError: (error: unknown) => log.error({ err: error }, "the database does not answer as it should"),
  };
  const workspace = await openReachedWorkspace(given, { ...deps, log }, hooks).catch(returnUnreadable);
  if (workspace instanceof CourantError) return startRefusing(given, "collection", workspace, deps);
  const { config } = workspace;
  // Other nodes may have changed the configuration since the files of this one were written.
  if (config !== given) deps.link?.send({ kind: "config", loaded: { config, files: [] } });
  const parts = await startParts(config, workspace, { ...deps, log });
  current = parts.settings.current;
  await goLive(config, parts);
}

/** @returns the error if it says that the collection cannot be read; every other error is thrown again */
function returnUnreadable(error: unknown): CourantError {
  if (error instanceof CourantError && error.code === "COLLECTION_UNREADABLE") return error;
  throw error;
}
