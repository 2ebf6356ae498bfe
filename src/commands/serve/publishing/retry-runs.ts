import type { Clock } from "../../../clock.ts";
import type { Publisher } from "../../../publish/publisher.ts";

/** The pause before a run that failed is tried again; each further one is twice as long, up to the longest. */
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/**
 * Runs again after a run that failed, until one succeeds: with a database, a run may fail because the server was away for a
 * moment, and nothing else tells that it is back.
 * @param deps.isPublishing whether this node publishes
 * @returns a function that ends it
 */
export function retryFailedRuns(
  publisher: Pick<Publisher, "onFinished" | "regenerate">,
  { clock, isPublishing }: { clock: Pick<Clock, "after">; isPublishing: () => boolean },
): () => void {
  let pauseMs = firstPauseMs;
  let cancel = () => {};
  publisher.onFinished((run) => {
    cancel();
    if (run.state === "done") pauseMs = firstPauseMs;
    if (run.state === "done" || run.stopped || !isPublishing()) return;
    cancel = clock.after(pauseMs, () => void publisher.regenerate("change"));
    pauseMs = Math.min(longestPauseMs, 2 * pauseMs);
  });
  return () => cancel();
}
