import type { Clock } from "../clock.ts";
import { CourantError, messageOf } from "../errors.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { Actor } from "../stores/audit.ts";
import type { Erasure, ErasureStore } from "../stores/erasures.ts";
import type { MediaFileStore } from "../stores/media-files.ts";
import { takeTurns } from "../turns.ts";
import { removeCopies, removeInboxCopies, removeMedia } from "./files.ts";

/*
 * The room `erasure`: it erases an article for good, from the collection, from the documents and from every file in DATA_DIR
 * and FEEDS_DIR. It imports `publish`, `published` and `stores`.
 */

/**
 * The result of an erasure: how many uploaded files and files of the inbox went with the article, and the names of older
 * copies of the collection that were removed. `subject` stands for the article in the audit log. `unfinished`: why something
 * is left, which Courant tries again.
 */
export type ErasureResult = {
  subject: string;
  media: number;
  inboxFiles: number;
  copies: string[];
  unfinished?: string;
};

export type Eraser = {
  /**
   * Erases an article with all that is kept of it. The calls are done one after another.
   * @param id any id of it
   * @param by who asks for it, for the audit log
   * @throws ARTICLE_NOT_FOUND when nothing is kept under the id, ARTICLE_PURGED when it was erased before
   */
  erase(id: string, by: Actor): Promise<ErasureResult>;
  /** Does the rest of erasures that an earlier process began. It never rejects. */
  resume(): Promise<void>;
  /** Ends the attempts to finish erasures. */
  stop(): void;
};

export type EraserDeps = {
  stores: { erasures: ErasureStore; mediaFiles: Pick<MediaFileStore, "find"> };
  publisher: Pick<Publisher, "regenerate">;
  /** Removes bytes of documents that were replaced. */
  release: (commit: number) => Promise<void>;
  folders: { dataDir: string; feedsDir: string };
  /** Returns the hashes of the uploaded files that the configuration uses. */
  keptMedia: () => readonly string[];
  clock: Pick<Clock, "now" | "after">;
  onError: (error: unknown) => void;
};

/** How long to wait before what could not be finished is tried again. */
const retryDelayMs = 60_000;

/** Creates what erases articles. */
export function createEraser(deps: EraserDeps): Eraser {
  const { stores, folders, keptMedia, clock, onError } = deps;
  const { erasures } = stores;
  const inTurn = takeTurns();
  let cancelRetry = () => {};

  const begin = (id: string, by?: Actor) =>
    erasures.begin(id, { now: clock.now(), keptMedia: keptMedia(), ...(by && { by }) });

  async function finish(): Promise<string[]> {
    for (const { article } of await erasures.pending()) {
      const erasure = await begin(article);
      if (erasure) await eraseOne(erasure, deps);
    }
    if (!(await erasures.isScrubDue())) return [];
    const copies = await removeCopies(folders.dataDir);
    await erasures.scrub();
    return copies;
  }

  function retryLater(): void {
    cancelRetry();
    cancelRetry = clock.after(retryDelayMs, () => void resume());
  }

  async function resume(): Promise<void> {
    await inTurn(finish).catch((error: unknown) => {
      onError(error);
      retryLater();
    });
  }

  return {
    async erase(id, by) {
      return inTurn(async () => {
        const erasure = await begin(id, by);
        if (!erasure) throw await missing(id, erasures);
        const removed = {
          subject: erasure.subject,
          media: await removeMedia(erasure.media, stores.mediaFiles, folders),
          inboxFiles: await removeInboxCopies(erasure, folders.dataDir),
        };
        try {
          return { ...removed, copies: await finish() };
        } catch (error) {
          onError(error);
          retryLater();
          return { ...removed, copies: [], unfinished: messageOf(error) };
        }
      });
    },

    resume,
    stop: () => cancelRetry(),
  };
}

/** Takes a deleted article out of all documents and files, and then out of the collection. */
async function eraseOne(erasure: Erasure, { stores, publisher, release, folders }: EraserDeps): Promise<void> {
  await removeMedia(erasure.media, stores.mediaFiles, folders);
  await removeInboxCopies(erasure, folders.dataDir);
  const { documents } = await publisher.regenerate("change").finished;
  const [failure] = documents.failed;
  if (failure) {
    throw new CourantError(
      "INTERNAL",
      `The article is deleted, but ${failure.what} could not be published without it: ${failure.error}`,
    );
  }
  await release(Number.POSITIVE_INFINITY);
  await stores.erasures.finish(erasure);
}

async function missing(id: string, erasures: Pick<ErasureStore, "isErased">): Promise<CourantError> {
  if (await erasures.isErased(id)) {
    return new CourantError("ARTICLE_PURGED", "This article was erased for good before. Nothing is left to erase.");
  }
  return new CourantError(
    "ARTICLE_NOT_FOUND",
    `Nothing is kept of an article with the id “${id}”. GET /admin/articles and “courant article list” list all.`,
  );
}
