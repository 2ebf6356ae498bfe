import { createTask, parse } from "node-cron";
import { loadTimeZone } from "./time-zone.ts";

const dayMs = 86_400_000;

/** How far is searched: 29 February falls on every weekday within 40 years. */
const maxLookAheadMs = 40 * 366 * dayMs;

/**
 * When a cron expression comes, by the clocks of a time zone. node-cron says what the expression means, in days and times
 * of day; what becomes of these when clocks are changed is decided here, because node-cron leaves out what is skipped,
 * and of an hour that is repeated one of the two.
 *
 * A time that is skipped comes as much later as the clock is put forward. A time that is repeated comes once, the first
 * time, unless the expression comes several times an hour or in every hour: then it goes on through both.
 * @param expression one that node-cron finds valid
 * @returns the first moment after another, both milliseconds since 1970; undefined when there is none in 40 years
 */
export function parseCronSchedule(expression: string, timezone: string): (after: number) => number | undefined {
  const zone = loadTimeZone(timezone);
  const { hour, minute, second } = parse(expression);
  const hours = sortedUnique(hour);
  const timesInHour = sortedUnique(minute.flatMap((each) => second.map((seconds) => (each * 60 + seconds) * 1000)));
  const times = hours.flatMap((each) => timesInHour.map((time) => each * 3_600_000 + time));
  const [firstTime = 0] = times;
  const repeats = timesInHour.length > 1 || hours.length === 24;
  const task = createTask(expression, () => undefined, { timezone: "UTC" });
  // Keeps it out of node-cron's list of tasks; it goes on telling what matches.
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
      const moment = (repeats ? moments : moments.slice(0, 1)).find((each) => each > after);
      if (moment !== undefined) found = Math.min(found ?? moment, moment);
    }
    return found;
  };
}

function sortedUnique(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
