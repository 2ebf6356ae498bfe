import { type Clock, repeat } from "../../../clock.ts";
import type { Config } from "../../../config/schema.ts";
import type { Stores } from "../../../stores/stores.ts";

const dayMs = 86_400_000;

export type RetentionDeps = {
  stores: Pick<Stores, "audit" | "revisions">;
  clock: Clock;
  onError: (error: unknown) => void;
};

/**
 * Removes records that are older than the configuration keeps them: now, and once a day.
 * @param config returns the present configuration
 * @returns a function that ends it
 */
export function startRetention(config: () => Pick<Config, "retention">, deps: RetentionDeps): () => void {
  const { stores, clock, onError } = deps;
  async function removeOldRecords() {
    const { deletedArticles, audit } = config().retention;
    const now = clock.now();
    await stores.revisions.prune(now - deletedArticles * dayMs);
    await stores.audit.prune(now - audit * dayMs);
  }
  const start = () => void removeOldRecords().catch(onError);
  start();
  return repeat(clock, dayMs, start);
}
