/** SQLite's primary result codes, https://www.sqlite.org/rescode.html */
export const resultCodes = {
  busy: 5,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  notADatabase: 26,
} as const;

/** The primary code of an error: extended codes have it in their lowest byte. */
export function resultCode(error: unknown): number | undefined {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : undefined;
}
