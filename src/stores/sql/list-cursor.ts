import { createHash } from "node:crypto";
import type { ArticleQuery } from "../article-query.ts";
import { invalidCursor } from "../cursor.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

/** The place of an article in a list: what the list is sorted by, and the number of the article. */
export type ListPosition = { key: string | number; number: bigint };

type Cursor = [digest: string, key: string | number, number: string];

function isCursor(value: unknown): value is Cursor {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [digest, key, number] = value;
  const isKey = typeof key === "string" || Number.isInteger(key);
  return typeof digest === "string" && isKey && typeof number === "string" && /^-?\d{1,19}$/.test(number);
}

/** Encodes the end of a page as text that needs no escaping in an address. */
export function encodeListCursor(query: ArticleQuery, { key, number }: ListPosition): string {
  return encodeCursor([digestOf(query), key, String(number)]);
}

/** @throws REQUEST_INVALID for text that `encodeListCursor` did not make, and for a cursor of another query */
export function decodeListCursor(query: ArticleQuery, cursor: string): ListPosition {
  const [digest, key, number] = decodeCursor(isCursor, cursor);
  if (digest !== digestOf(query)) throw invalidCursor();
  return { key, number: BigInt.asIntN(64, BigInt(number)) };
}

/** Tells queries apart. The limit may change from page to page. */
function digestOf({ search, terms, source, states, from, to, sort, isAscending }: ArticleQuery): string {
  const parts = [search, terms, source, states, from, to, sort, isAscending].map((part) => part ?? null);
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 12);
}
