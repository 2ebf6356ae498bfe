import { CourantError } from "../errors.ts";
import { decodeUtf8 } from "./decode.ts";
import { parseJson } from "./json-syntax.ts";

/**
 * Parses the body of a request as JSON. JSON that travels is in UTF-8, whatever the media type says (RFC 8259 section 8.1).
 * @returns undefined for an empty body
 * @throws REQUEST_INVALID with the place of the mistake
 */
export function parseJsonBody(body: Uint8Array): unknown {
  if (body.length === 0) return undefined;
  try {
    return parseJson(decodeUtf8(body), { namesLine: true });
  } catch (error) {
    if (!(error instanceof CourantError)) throw error;
    throw new CourantError("REQUEST_INVALID", error.message, { cause: error });
  }
}
