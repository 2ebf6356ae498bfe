import { CourantError } from "../errors.ts";

/** Returns the error for a cursor that no page of the same list gave. */
export function invalidCursor(): CourantError {
  return new CourantError(
    "REQUEST_INVALID",
    "The cursor is not valid here. Use `next` of the previous page without changes, with the same filters and the same " +
      "order, or start without a cursor.",
  );
}

/** Returns the error for a list by relevance that searches for no words. */
export function relevanceWithoutWords(): CourantError {
  return new CourantError(
    "REQUEST_INVALID",
    "Only a search has an order by relevance. Search for words (q), or sort by published, modified or title.",
  );
}
