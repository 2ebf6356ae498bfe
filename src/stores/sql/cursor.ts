import { invalidCursor } from "../cursor.ts";

/** The place of a row in a list that is sorted by time, in milliseconds since 1970, and then by id. */
export type TimePosition = [time: number, id: string];

export function isTimePosition(value: unknown): value is TimePosition {
  return Array.isArray(value) && value.length === 2 && Number.isSafeInteger(value[0]) && typeof value[1] === "string";
}

/** Encodes the end of a page as text that needs no escaping in an address. */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** @throws REQUEST_INVALID for text that `encodeCursor` did not make of such a position */
export function decodeCursor<Position>(isPosition: (value: unknown) => value is Position, cursor: string): Position {
  const position = parse(Buffer.from(cursor, "base64url").toString());
  if (isPosition(position)) return position;
  throw invalidCursor();
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
