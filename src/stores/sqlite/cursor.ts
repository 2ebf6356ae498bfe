import Type from "typebox";
import { Check } from "typebox/value";
import type { Article } from "../../article/article.ts";
import { CourantError } from "../../errors.ts";

const CursorPosition = Type.Tuple([Type.Integer(), Type.String()]);

/** Encodes the end of a page of articles as text that needs no escaping in an address. */
export function encodeCursor(last: Pick<Article, "id" | "date_published">): string {
  return Buffer.from(JSON.stringify([Date.parse(last.date_published), last.id])).toString("base64url");
}

/** @throws REQUEST_INVALID for text that `encodeCursor` did not make */
export function decodeCursor(cursor: string): { published: number; id: string } {
  const position = parse(Buffer.from(cursor, "base64url").toString());
  if (!Check(CursorPosition, position) || !Number.isSafeInteger(position[0])) {
    throw new CourantError(
      "REQUEST_INVALID",
      "The cursor is not valid. Use `next` of the previous page without changes, or start without a cursor.",
    );
  }
  return { published: position[0], id: position[1] };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
