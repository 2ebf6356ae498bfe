import { createTask, parse } from "node-cron";
import { loadTimeZone } from "../time-zone.ts";

const dayMs = 86_400_000;

/** The longest search: 29 February falls on every weekday within 40 years. */
const maxLookAheadMs = 40 * 366 * dayMs;

/**
 * Returns a function that finds the next time of a cron expression by the clocks of a time zone. node-cron parses the
 * expression into days and times of day. The changes of clocks are handled here, because node-cron leaves out times that
 * are skipped, and one of the two hours where an hour is repeated.
 *
 * A skipped time comes later by as much as the clock is put forward. A repeated time comes only the first time, unless
 * the expression has several times in an hour or a time in every hour: then it comes in both hours.
 * @param expression a valid expression of node-cron
 * @returns a function from a moment to the first time after it, both in milliseconds since 1970; undefined when there is
 *   none in 40 years
 */
export function parseCronSchedule(expression: string, timezone: string): (after: number) => number | undefined {
  const zone = loadTimeZone(timezone);
  const { hour, minute, second } = parse(expression);
  const hours = sortedUnique(hour);
  const timesInHour = sortedUnique(
    minute.flatMap((minutes) => second.map((seconds) => (minutes * 60 + seconds) * 1000)),
  );
  const times = hours.flatMap((hour) => timesInHour.map((time) => hour * 3_600_000 + time));
  const [firstTime = 0] = times;
  const comesInRepeatedHour = timesInHour.length > 1 || hours.length === 24;
  const task = createTask(expression, () => undefined, { timezone: "UTC" });
  // Removes the task from node-cron's list. `match` still works.
  void task.destroy();

  function* wallTimes(after: number) {
    const today = Math.floor(after / dayMs) * dayMs;
    for (let date = today; date < today + maxLookAheadMs; date += dayMs) {
      if (!task.match(new Date(date + firstTime))) continue;
      for (const time of times) if (date + time > after) yield date + time;
    }
  }

  return function next(after) {
    const offsets = [after - dayMs, after, after + dayMs].map(zone.offsetAt);
    let found: number | undefined;
    for (const wall of wallTimes(after + Math.min(...offsets))) {
      const { moments, earliest } = zone.momentsOf(wall);
      if (found !== undefined && earliest >= found) break;
      const moment = (comesInRepeatedHour ? moments : moments.slice(0, 1)).find((each) => each > after);
      if (moment !== undefined) found = Math.min(found ?? moment, moment);
    }
    return found;
  };
}

function sortedUnique(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
