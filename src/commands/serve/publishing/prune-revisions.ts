import { type Clock, repeat } from "../../../clock.ts";
import { keptDeletedMs, type RevisionStore } from "../../../stores/revisions.ts";

const dayMs = 86_400_000;

/** Removes the last states of articles that were deleted long ago: now, and once a day. @returns a function that ends it */
export function pruneRevisions(
  revisions: Pick<RevisionStore, "prune">,
  clock: Clock,
  onError: (error: unknown) => void,
): () => void {
  const prune = () => void revisions.prune(clock.now() - keptDeletedMs).catch(onError);
  prune();
  return repeat(clock, dayMs, prune);
}
