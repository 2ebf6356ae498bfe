import Type, { type Static, type TSchema } from "typebox";
import { Check } from "typebox/value";
import { invalidCursor } from "../cursor.ts";

/** The place of a row in a list that is sorted by time, in milliseconds since 1970, and then by id. */
export const TimePosition = Type.Tuple([
  Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String(),
]);

/** Encodes the end of a page as text that needs no escaping in an address. */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** @throws REQUEST_INVALID for text that `encodeCursor` did not make of a position of this shape */
export function decodeCursor<Position extends TSchema>(schema: Position, cursor: string): Static<Position> {
  const position = parse(Buffer.from(cursor, "base64url").toString());
  if (Check(schema, position)) return position;
  throw invalidCursor();
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
