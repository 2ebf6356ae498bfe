import { type Clock, repeat } from "../../../clock.ts";
import type { Follower } from "../../../published/follower.ts";

/** The pause between two looks at FEEDS_DIR. On one machine, publishing says sooner when there is something. */
const lookIntervalMs = 500;

/** How long answers that have begun may still read the bytes of a state that was replaced. */
const readGraceMs = 2_000;

/**
 * Looks for changes of the published state, at intervals and when publishing says that there are some.
 * @param deps.sync waits until all threads have applied what was followed
 * @param deps.onApplied called with the number of a commit once all threads answer from its state
 * @param deps.onFollowed called with the number of a commit once nobody reads what it replaced
 */
export function followPublished(deps: {
  follower: Pick<Follower, "look">;
  sync: () => Promise<void>;
  clock: Clock;
  onApplied: (commit: number) => void;
  onFollowed: (commit: number) => void;
}): { lookNow(commit?: number): void; stop(): void } {
  const { follower, sync, clock, onApplied, onFollowed } = deps;
  let announced: number | undefined;
  let isLooking = false;
  let isWanted = false;

  async function look() {
    const commit = announced;
    const isComplete = await follower.look().catch(() => false);
    if (!isComplete || commit === undefined) return;
    if (announced === commit) announced = undefined;
    await sync();
    onApplied(commit);
    clock.after(readGraceMs, () => onFollowed(commit));
  }

  async function lookWhileWanted() {
    if (isLooking) return;
    isLooking = true;
    while (isWanted) {
      isWanted = false;
      await look();
    }
    isLooking = false;
  }

  function want() {
    isWanted = true;
    void lookWhileWanted();
  }

  const cancelTimer = repeat(clock, lookIntervalMs, want);
  return {
    lookNow(commit) {
      announced = commit ?? announced;
      want();
    },
    stop: cancelTimer,
  };
}
