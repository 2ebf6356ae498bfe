import type { Clock } from "../../../clock.ts";
import type { Link, ToPublishing, ToServing } from "../link.ts";

/**
 * How long a run waits for serving to answer from its state, which on a busy machine takes seconds for thousands of
 * documents. After that it goes on: serving follows when it can.
 */
const appliedTimeoutMs = 30_000;

/**
 * Tells serving of commits, and lets a run wait until serving answers from its state: an admin who regenerates a feed and
 * then asks for it gets what was made.
 * @param releaseLater called instead when no serving process on this machine tells when it has moved on
 */
export function trackCommits(
  clock: Clock,
  link: Link<ToPublishing, ToServing> | undefined,
  releaseLater: (commit: number) => void,
) {
  let waiting: { commit: number; resolve: () => void } | undefined;
  return {
    async onPublished(commit?: number): Promise<void> {
      link?.send({ kind: "published", commit });
      if (commit === undefined) return;
      if (!link) return releaseLater(commit);
      await new Promise<void>((resolve) => {
        const cancel = clock.after(appliedTimeoutMs, () => resolve());
        waiting = {
          commit,
          resolve() {
            cancel();
            resolve();
          },
        };
      });
    },

    applied(commit: number) {
      if (waiting && commit >= waiting.commit) waiting.resolve();
    },
  };
}
