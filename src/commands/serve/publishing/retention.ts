import { keptAnswerMs } from "../../../admin/kept-answer.ts";
import { type Clock, repeat } from "../../../clock.ts";
import type { Config } from "../../../config/schema.ts";
import type { Push } from "../../../push/push.ts";
import type { Stores } from "../../../stores/stores.ts";

/** A day in milliseconds. */
export const dayMs = 86_400_000;

export type RetentionDeps = {
  stores: Pick<Stores, "answers" | "audience" | "audit" | "revisions">;
  /** Its queue removes old deliveries when it looks for due ones, and an idle queue does not look. */
  push: Pick<Push, "wake">;
  clock: Clock;
  onError: (error: unknown) => void;
};

/**
 * Removes records that are older, and revisions that are more, than the configuration keeps: now, and once a day. The
 * store of runs removes old runs itself.
 * @param config returns the present configuration
 * @returns a function that ends it
 */
export function startRetention(config: () => Pick<Config, "retention">, deps: RetentionDeps): () => void {
  const { stores, push, clock, onError } = deps;
  async function removeOldRecords() {
    const { deletedArticles, audit, statistics } = config().retention;
    const now = clock.now();
    push.wake();
    await stores.revisions.trim();
    await stores.revisions.prune(now - deletedArticles * dayMs);
    await stores.audit.prune(now - audit * dayMs);
    await stores.audience.prune(new Date(now - statistics * dayMs).toISOString().slice(0, 10));
    await stores.answers.prune(now - keptAnswerMs);
  }
  const start = () => void removeOldRecords().catch(onError);
  start();
  return repeat(clock, dayMs, start);
}
