/** Values of JSON and YAML by their names. */
export type Members = Record<string, unknown>;

/** Tells whether a value is an object, and no list. */
export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells whether a value counts as absent: null and empty text do, too. */
export function isAbsent(value: unknown): value is undefined | null | "" {
  return value === undefined || value === null || value === "";
}

/** The opposite of `isAbsent`. */
export function isPresent(value: unknown): boolean {
  return !isAbsent(value);
}
