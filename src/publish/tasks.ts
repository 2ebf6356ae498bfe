import { setImmediate } from "node:timers/promises";
import type { Plan } from "./plan.ts";
import type { LastMade, Task } from "./stage.ts";
import type { Unit } from "./unit.ts";

/**
 * Finds the units that something may have happened to; those that nothing concerns cost no look.
 * @param known what is known of each unit that was made, by id; it is kept up to date
 */
export function taskFinder(known: Map<string, LastMade>) {
  /**
   * @param options.skip is told of each unit that is not to be made
   * @param options.stopping ends the search where it stands
   */
  return async function tasksOf(
    { units, touched, looked }: Pick<Plan, "units" | "touched" | "looked">,
    { force, skip, stopping }: { force: boolean; skip: (unit: Unit) => void; stopping: AbortSignal },
  ): Promise<Task[]> {
    const { now } = looked;
    const tasks: Task[] = [];
    for (const unit of units) {
      const last = known.get(unit.id);
      const concerns = !last || !touched || unit.isTouchedBy(touched) || (last.due !== undefined && last.due <= now);
      // To look takes a tenth of a millisecond; meanwhile requests are answered.
      if (force || concerns) await setImmediate();
      if (stopping.aborted) break;
      const next = force || concerns ? await unit.key(now) : undefined;
      if (next && (force || next.key !== last?.key)) {
        tasks.push({ unit, ...next, looked, sound: force ? undefined : last?.sound });
      } else {
        if (last?.sound) known.set(unit.id, { ...last, sound: { ...last.sound, looked } });
        skip(unit);
      }
    }
    return tasks;
  };
}
