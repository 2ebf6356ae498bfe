import type { TimeZone } from "../../time-zone.ts";

/** A moment that a wall time can mean, milliseconds since 1970, and the offset of the zone that it is read with. */
export type Reading = { at: number; offset: string };

/**
 * The meaning of a wall time. `asks`: it comes twice, because the clock is put back, or never (`skipped`), because it is put
 * forward; `readings` are what it can mean then, the earlier one first.
 */
export type WallTime =
  | { kind: "none" }
  | { kind: "moment"; at: number; offset: string }
  | { kind: "asks"; why: "twice" | "skipped"; readings: [Reading, Reading] }
  | { kind: "invalid" };

const pattern = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/;
const dayMs = 86_400_000;

/**
 * Reads a date and time as a form gives it (HTML, “local date and time”), in a time zone.
 * @param chosen the offset that was chosen for a time that comes twice or never, such as `+02:00`
 */
export function readWallTime(text: string, zone: TimeZone, chosen = ""): WallTime {
  if (text.trim() === "") return { kind: "none" };
  const wall = wallOf(text.trim());
  if (wall === undefined) return { kind: "invalid" };
  const { moments } = zone.momentsOf(wall);
  const [first = wall, second] = moments;
  const isShown = first + zone.offsetAt(first) === wall;
  if (isShown && second === undefined) return { kind: "moment", at: first, offset: offsetText(zone.offsetAt(first)) };
  // The offsets before and after the change read a time that is skipped as a later or an earlier one.
  const offsets = [zone.offsetAt(wall - dayMs), zone.offsetAt(wall + dayMs)];
  const readings = offsets.map((offset) => ({ at: wall - offset, offset: offsetText(offset) }));
  const [earlier, later] = readings.sort((a, b) => a.at - b.at);
  const reading = readings.find(({ offset }) => offset === chosen);
  if (reading) return { kind: "moment", at: reading.at, offset: offsetText(zone.offsetAt(reading.at)) };
  if (!earlier || !later) return { kind: "invalid" };
  return { kind: "asks", why: isShown ? "twice" : "skipped", readings: [earlier, later] };
}

/** Writes a moment as a form wants it, and the offset that the zone has then. `seconds` are left out if there are none. */
export function writeWallTime(at: number, zone: TimeZone): { text: string; offset: string } {
  const offset = zone.offsetAt(at);
  const text = new Date(at + offset).toISOString().slice(0, 19);
  return { text: text.endsWith(":00") ? text.slice(0, 16) : text, offset: offsetText(offset) };
}

/** Writes an offset from UTC in milliseconds as `+02:00`. Those of the time before time zones have seconds. */
export function offsetText(offset: number): string {
  const seconds = Math.abs(Math.round(offset / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = "", minutes = "", rest = ""] = parts.map((part) => String(part).padStart(2, "0"));
  return `${offset < 0 ? "-" : "+"}${hours}:${minutes}${rest === "00" ? "" : `:${rest}`}`;
}

/** Returns a wall time in milliseconds as if it were UTC; undefined for a text that is no date, and before the year 1. */
function wallOf(text: string): number | undefined {
  const [, year = "", month, day, hour = "", minute = "", second = "00"] = pattern.exec(text) ?? [];
  const wall = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(wall) || Number(year) < 1 || hour === "24") return undefined;
  return new Date(wall).toISOString().startsWith(`${year}-${month}-${day}`) ? wall : undefined;
}
