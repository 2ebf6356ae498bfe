import { setImmediate } from "node:timers/promises";
import type { Plan } from "./plan.ts";
import type { PendingTarget } from "./run-targets.ts";
import type { TrackedTarget } from "./target.ts";
import type { TargetState } from "./target-state.ts";

/**
 * Targets whose fingerprints are read together. Each takes a tenth of a millisecond, and requests are answered between two
 * groups.
 */
const groupSize = 24;

type Fingerprint = Awaited<ReturnType<TrackedTarget["fingerprint"]>>;

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
    const isAffected = (target: TrackedTarget) => {
      const last = states.get(target.id);
      const isDue = last?.due !== undefined && last.due <= now;
      return force || !last || !changedTerms || target.isAffectedBy(changedTerms) || isDue;
    };
    const settle = (target: TrackedTarget, next: Fingerprint | undefined) => {
      const last = states.get(target.id);
      if (next && (force || next.fingerprint !== last?.fingerprint)) {
        pending.push({ target, ...next, checkpoint, isForced: force, verified: force ? undefined : last?.verified });
        return;
      }
      if (last) {
        const due = next ? next.due : last.due;
        states.set(target.id, { ...last, due, ...(last.verified && { verified: { ...last.verified, checkpoint } }) });
      }
      skip(target);
    };
    for (let start = 0; start < targets.length && !stopping.aborted; start += groupSize) {
      const group = targets.slice(start, start + groupSize);
      const affected = group.filter(isAffected);
      if (affected.length > 0) await setImmediate();
      const found = await Promise.all(affected.map(async (target) => [target, await target.fingerprint(now)] as const));
      const fingerprints = new Map(found);
      for (const target of group) settle(target, fingerprints.get(target));
    }
    return pending;
  };
}
