import Type from "typebox";
import { CourantError } from "../errors.ts";

/** A day in milliseconds. */
export const dayMs = 86_400_000;

/** One answer sums up at most this many days. */
const maxDays = 100;
const defaultDays = 30;

/** A query parameter that is a day, YYYY-MM-DD. */
export const Day = Type.Optional(Type.String({ format: "date", description: "a day, as YYYY-MM-DD" }));

/**
 * Returns the range of days (UTC, both included) that a request names; without `from` the 30 days until `to`, without `to`
 * until today.
 * @throws REQUEST_INVALID when it has no day, or more than 100
 */
export function readDayRange(query: { from?: string | undefined; to?: string | undefined }, now: number) {
  const { to = dayOf(now) } = query;
  const { from = dayOf(Date.parse(to) - (defaultDays - 1) * dayMs) } = query;
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (days < 1 || days > maxDays) {
    throw new CourantError(
      "REQUEST_INVALID",
      `The range from ${from} to ${to} has ${days} days. Ask for 1 to ${maxDays} days, for example ?from=${dayOf(Date.parse(to) - 6 * dayMs)}&to=${to}.`,
    );
  }
  return { from, to };
}

/** Returns the day of a moment, YYYY-MM-DD in UTC. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
