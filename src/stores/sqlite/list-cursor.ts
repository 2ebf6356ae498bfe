import { createHash } from "node:crypto";
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";
import { CourantError } from "../../errors.ts";
import type { ArticleQuery } from "../article-query.ts";

/** The place of an article in a list: what the list is sorted by, and the number of the article. */
export type ListPosition = { key: string | number; number: bigint };

const Cursor = Type.Tuple([
  Type.String(),
  Type.Union([Type.String(), Type.Integer()]),
  Type.String({ pattern: "^-?\\d{1,19}$" }),
]);

/** Encodes the end of a page as text that needs no escaping in an address. */
export function encodeCursor(query: ArticleQuery, { key, number }: ListPosition): string {
  const cursor: Static<typeof Cursor> = [digestOf(query), key, String(number)];
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/** @throws REQUEST_INVALID for text that `encodeCursor` did not make, and for a cursor of another query */
export function decodeCursor(query: ArticleQuery, cursor: string): ListPosition {
  const decoded = parse(Buffer.from(cursor, "base64url").toString());
  if (Check(Cursor, decoded)) {
    const [digest, key, number] = decoded;
    if (digest === digestOf(query)) return { key, number: BigInt.asIntN(64, BigInt(number)) };
  }
  throw new CourantError(
    "REQUEST_INVALID",
    "The cursor is not valid here. Use `next` of the previous page without changes, with the same filters and the same " +
      "order, or start without a cursor.",
  );
}

/** Tells queries apart. The limit may change from page to page. */
function digestOf({ search, terms, source, states, from, to, sort, isAscending }: ArticleQuery): string {
  const parts = [search, terms, source, states, from, to, sort, isAscending].map((part) => part ?? null);
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 12);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
