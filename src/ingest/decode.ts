import { CourantError } from "../errors.ts";

/**
 * Bytes to text, in the charset that the media type names, else UTF-8.
 * @throws FORMAT_UNKNOWN when the charset is not known or the bytes are not in it: nothing is guessed or replaced
 */
export function decodeText(bytes: Uint8Array, mediaType?: string): string {
  const charset = mediaType?.match(/;\s*charset="?([^";\s]+)/i)?.[1] ?? "utf-8";
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(charset, { fatal: true });
  } catch {
    throw new CourantError("FORMAT_UNKNOWN", `The charset “${charset}” is not known. Send the text in UTF-8.`);
  }
  try {
    return decoder.decode(bytes);
  } catch {
    const place = firstUndecodable(bytes, charset);
    throw new CourantError(
      "FORMAT_UNKNOWN",
      `The text is not valid ${charset} (near byte ${place}). Convert it to UTF-8, with iconv for example; over HTTP the Content-Type can name another charset.`,
    );
  }
}

/** The offset up to which the bytes decode, to within a character. */
function firstUndecodable(bytes: Uint8Array, charset: string): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    try {
      new TextDecoder(charset, { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return good;
}
