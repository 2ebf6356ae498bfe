import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { invalidCursor } from "../stores/cursor.ts";

/** The query parameter for the size of a page. @param things what a page has */
export const pageLimit = (things: string) =>
  Type.Integer({ minimum: 1, maximum: 500, default: 50, description: `how many ${things} a page has` });

/** The query parameter for the place at which a page begins. */
export const pageCursor = Type.Optional(Type.String({ maxLength: 2000, description: "the `next` of the page before" }));

/**
 * Adds the address of the next page to an answer: that of the request, with another cursor.
 * @returns the member of the answer that has the cursor; nothing on the last page
 */
export function nameNextPage({ url }: FastifyRequest, reply: FastifyReply, next: string | undefined) {
  if (next === undefined) return {};
  const [path, query] = url.split("?", 2);
  const parameters = new URLSearchParams(query);
  parameters.set("cursor", next);
  reply.header("link", `<${path}?${parameters}>; rel="next"`);
  return { next };
}

/** Reads a cursor that is a number. @throws REQUEST_INVALID */
export function readNumberCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (/^[1-9]\d{0,14}$/.test(cursor)) return Number(cursor);
  throw invalidCursor();
}
