import { type Clock, repeat } from "../clock.ts";
import type { FeedsDir } from "../published/files.ts";
import type { PublishedState } from "../published/load.ts";
import { parseState } from "../published/manifest.ts";
import type { SharedDocumentStore } from "../stores/nodes.ts";
import type { Replica } from "./replica.ts";
import { seedDocuments, shareFeedsDir } from "./shared-feeds-dir.ts";

/**
 * Brings FEEDS_DIR to what the database has, for a node that publishes from now on. A database without documents gets those
 * of this node.
 * @param published what FEEDS_DIR held at the start
 * @param onCommitted is told the number of each commit that this node makes
 * @returns FEEDS_DIR, which records everything in the database first, and what it holds
 */
export async function takeDocuments(
  files: FeedsDir,
  shared: SharedDocumentStore,
  {
    replica,
    published,
    onCommitted,
  }: { replica: Replica; published: PublishedState; onCommitted: (number: number) => void },
): Promise<{ files: FeedsDir; published: PublishedState }> {
  await replica.follow();
  if (replica.number() === 0) await seedDocuments(files, shared, published);
  const loaded = await files.load();
  const { head } = await shared.readChanges(Number.MAX_SAFE_INTEGER);
  const state = parseState({ ...head.state, keys: await shared.readKeys() });
  return { files: shareFeedsDir(files, shared, loaded.snapshot, onCommitted), published: { ...loaded, state } };
}

const retryMs = 1_000;

/** Does work again until it succeeds: a database that goes away in the middle of it comes back. */
export async function untilDone(
  work: () => Promise<void>,
  { clock, onError }: { clock: Clock; onError: (error: unknown) => void },
): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      onError(error);
      await clock.sleep(retryMs);
    }
  }
}

/** How often bytes and notes of documents are removed that nobody needs, and how old they are then: two days. */
const pruneIntervalMs = 3_600_000;
const unneededMs = 48 * 3_600_000;

/**
 * Removes bytes and notes of documents when no node needs them any more: a follower that has not followed for longer than a
 * day reads everything (replica.ts).
 * @returns a function that ends it
 */
export function startPruning(
  shared: Pick<SharedDocumentStore, "prune">,
  { clock, onError }: { clock: Clock; onError: (error: unknown) => void },
): () => void {
  return repeat(clock, pruneIntervalMs, () => void shared.prune(unneededMs).catch(onError));
}
