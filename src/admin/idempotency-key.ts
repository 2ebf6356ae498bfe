import { CourantError } from "../errors.ts";

const maxKeyLength = 255;

/** The header that makes a POST safe to repeat, as documentation of the API describes it. */
export const idempotencyKeyHeader = {
  name: "Idempotency-Key",
  maxLength: maxKeyLength,
  description:
    "a text that no other request of this token has, such as a UUID. The same request with the same key within a day is not " +
    "done again: it gets the first answer again, with “Idempotent-Replayed: true”",
} as const;

/** A String of RFC 9651 section 3.3.3, and parameters, which mean nothing here. */
const quotedKey = /^"((?:[ !#-[\]-~]|\\["\\])*)"(?:;[^,]*)?$/;

/** A key without quotes, as most clients send it: visible characters that mean nothing in a structured field. */
const plainKey = /^[!#-+\--:<-[\]-~]+$/;

/**
 * Reads the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07 section 2.1). With and without quotes, a
 * key is the same.
 * @returns the key; undefined without the header
 * @throws REQUEST_INVALID
 */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = [header].flat().join(", ").trim();
  const key = plainKey.test(text) ? text : quotedKey.exec(text)?.[1]?.replaceAll(/\\(.)/g, "$1");
  if (key && key.length <= maxKeyLength) return key;
  throw new CourantError(
    "REQUEST_INVALID",
    `The header Idempotency-Key has no valid key. Send one key of 1 to ${maxKeyLength} visible ASCII characters, for example ` +
      'Idempotency-Key: "8e03978e-40d5-43dd-bc93-6894a57f9324".',
  );
}
