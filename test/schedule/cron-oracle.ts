/** The values that a cron expression matches, without node-cron. Minutes only. */
export type Fields = {
  minutes: readonly number[];
  hours: readonly number[];
  days?: readonly number[] | undefined;
  months?: readonly number[] | undefined;
  weekdays?: readonly number[] | undefined;
};

const minute = 60_000;

/**
 * The moments after one and until another at which a schedule is kept: reads what Intl says a zone's clocks show at
 * every minute, without a thought of offsets.
 */
export function keptMoments(fields: Fields, timezone: string, from: number, to: number): number[] {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "short" });
  const shown = (moment: number) => Date.parse(`${format.format(moment).replace(" ", "T")}Z`);
  const goesOn = fields.minutes.length > 1 || fields.hours.length === 24;
  const kept = new Set<number>();
  const seen = new Set<number>();
  // A day and more before, so that what that day skipped or showed already is known.
  let previous = shown(from - 1500 * minute);
  for (let moment = from - 1499 * minute; moment <= to; moment += minute) {
    const now = shown(moment);
    for (let skipped = previous + minute; skipped < now; skipped += minute) {
      if (matches(fields, skipped)) kept.add(moment + skipped - previous - minute);
    }
    if (matches(fields, now) && (goesOn || !seen.has(now))) kept.add(moment);
    seen.add(now);
    previous = now;
  }
  return [...kept].filter((moment) => moment > from && moment <= to).sort((a, b) => a - b);
}

function matches({ minutes, hours, days, months, weekdays }: Fields, shown: number): boolean {
  const date = new Date(shown);
  return (
    minutes.includes(date.getUTCMinutes()) &&
    hours.includes(date.getUTCHours()) &&
    (days?.includes(date.getUTCDate()) ?? true) &&
    (months?.includes(date.getUTCMonth() + 1) ?? true) &&
    (weekdays?.includes(date.getUTCDay()) ?? true)
  );
}

export function expressionOf({ minutes, hours, days, months, weekdays }: Fields): string {
  return [minutes, hours, days, months, weekdays].map((field) => field?.join(",") ?? "*").join(" ");
}
