import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../../clock.ts";
import type { Config } from "../../../config/schema.ts";
import type { IngestQueue } from "../../../ingest-queue/queue.ts";
import type { Stores } from "../../../stores/stores.ts";
import type { MediaLibrary } from "../../../uploads/library.ts";
import { createSmallerPictureMaker, type SmallerPictureMaker } from "../../../uploads/smaller/maker.ts";
import type { startShrinker } from "../../../uploads/smaller/shrinker.ts";
import { describeUnavailable, mediaFolder, openLibrary, shareNodeMedia } from "../../workspace/media.ts";

export type MediaDeps = {
  stores: Pick<Stores, "mediaFiles" | "smallerPictures" | "nodes">;
  queue: Pick<IngestQueue, "readMedia">;
  clock: Clock;
  log: FastifyBaseLogger;
  /** Called when documents change. @param isMoreComing whether they will change again soon */
  onChanged: (isMoreComing?: boolean) => void;
  /** Starts the process that makes smaller versions of pictures. */
  startShrinker?: typeof startShrinker | undefined;
};

/** Opens the uploaded media of a service, and what makes smaller versions of its pictures. */
export function startMedia(
  config: () => Config,
  { stores, queue, clock, log, onChanged, startShrinker: start }: MediaDeps,
): { library: MediaLibrary; smaller: SmallerPictureMaker } {
  const shared = shareNodeMedia(config, stores.nodes);
  const library = openLibrary(config, { stores, queue, clock, onChanged, onAdded: () => smaller.wake(), shared });
  const smaller = createSmallerPictureMaker({
    library,
    folder: mediaFolder(config().environment),
    store: stores.smallerPictures,
    clock,
    onChanged,
    onUnavailable: (reason) => log.warn(describeUnavailable(reason)),
    onRefused: (hash, reason) => log.warn({ hash, reason }, "this picture has no smaller versions"),
    onError: (error) => log.error({ err: error }, "smaller versions of pictures could not be made"),
    ...(start && { start }),
  });
  return { library, smaller };
}
