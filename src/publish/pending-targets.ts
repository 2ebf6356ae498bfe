import { setImmediate } from "node:timers/promises";
import type { Plan } from "./plan.ts";
import type { PendingTarget } from "./run-targets.ts";
import type { TrackedTarget } from "./target.ts";
import type { TargetState } from "./target-state.ts";

/**
 * Finds the targets to build: those whose fingerprint changed. It computes no fingerprint for a target that no change
 * affects.
 * @param states the state of each target that was built, by id; the search updates the checkpoints in it
 */
export function createTargetFinder(states: Map<string, TargetState>) {
  /**
   * @param options.skip called for each target that need not be built
   * @param options.stopping ends the search with the targets found so far
   */
  return async function findPendingTargets(
    { targets, changedTerms, checkpoint }: Pick<Plan, "targets" | "changedTerms" | "checkpoint">,
    { force, skip, stopping }: { force: boolean; skip: (target: TrackedTarget) => void; stopping: AbortSignal },
  ): Promise<PendingTarget[]> {
    const { now } = checkpoint;
    const pending: PendingTarget[] = [];
    for (const target of targets) {
      const last = states.get(target.id);
      const isDue = last?.due !== undefined && last.due <= now;
      const isAffected = force || !last || !changedTerms || target.isAffectedBy(changedTerms) || isDue;
      // A fingerprint takes a tenth of a millisecond. Requests are answered between two of them.
      if (isAffected) await setImmediate();
      if (stopping.aborted) break;
      const next = isAffected ? await target.fingerprint(now) : undefined;
      if (next && (force || next.fingerprint !== last?.fingerprint)) {
        pending.push({ target, ...next, checkpoint, isForced: force, verified: force ? undefined : last?.verified });
      } else {
        if (last) {
          const due = next ? next.due : last.due;
          states.set(target.id, { ...last, due, ...(last.verified && { verified: { ...last.verified, checkpoint } }) });
        }
        skip(target);
      }
    }
    return pending;
  };
}
