import type { Clock } from "../clock.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { RunRequestStore } from "../stores/nodes.ts";

/** How long a request is remembered, for those who ask what became of it. */
const keptMs = 86_400_000;

/**
 * Answers the regenerations that other nodes ask for, on the node that publishes.
 * @returns a function that takes the requests that are open; call it when there may be new ones
 */
export function createRequestTaker(
  requests: RunRequestStore,
  { publisher, clock }: { publisher: Publisher; clock: Pick<Clock, "now"> },
): () => Promise<void> {
  const taken = new Set<string>();
  let isPrepared = false;

  return async () => {
    if (!isPrepared) await requests.reopen(clock.now() - keptMs);
    isPrepared = true;
    for (const { id, cause, channels, force } of await requests.listOpen()) {
      if (taken.has(id)) continue;
      taken.add(id);
      const known = new Set(publisher.channels().map(({ slug }) => slug));
      // A channel may have gone since.
      const wanted = channels?.filter((slug) => known.has(slug));
      const { run } = publisher.regenerate(cause, { ...(wanted && { channels: wanted }), force });
      await requests.answer(id, run.id);
    }
  };
}
