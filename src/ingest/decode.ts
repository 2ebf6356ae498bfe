import { CourantError } from "../errors.ts";
import { decodeAs, decodeHtml } from "./encoding.ts";

/**
 * Bytes to text, in the charset that the media type names, else UTF-8. XML may say by itself in which it is, and HTML too.
 * Of these two, which programs write and servers mislabel, a wrong declaration is seen through.
 * @throws FORMAT_UNKNOWN when the charset is not known or the bytes are not in it: of everything else nothing is guessed
 *   or replaced
 */
export function decodeText(bytes: Uint8Array, mediaType?: string): string {
  const kind = markupIn(bytes, mediaType);
  const charset = charsetOf(bytes, mediaType);
  const markup = kind === "html" ? decodeHtml(bytes, mediaType) : kind === "xml" ? decodeAs(bytes, charset) : undefined;
  if (markup !== undefined) return markup;
  const decoder = decoderFor(charset);
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

/**
 * A decoder that refuses what is not in its charset.
 * @throws FORMAT_UNKNOWN when the charset is not known
 */
export function decoderFor(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw new CourantError("FORMAT_UNKNOWN", `The charset “${charset}” is not known. Send the text in UTF-8.`);
  }
}

/**
 * The charset of bytes: of XML what its byte order mark says, else the media type, else its declaration (RFC 7303,
 * section 3; XML 1.0, appendix F); of everything else what the media type says. UTF-8 where nobody says anything.
 */
export function charsetOf(bytes: Uint8Array, mediaType?: string): string {
  const said = mediaType?.match(/;\s*charset="?([^";\s]+)/i)?.[1];
  const start = Buffer.from(bytes.subarray(0, 1024)).toString("latin1");
  const marked = start.startsWith("\xfe\xff") ? "utf-16be" : start.startsWith("\xff\xfe") ? "utf-16le" : undefined;
  const wide = start.startsWith("\0<\0?") ? "utf-16be" : start.startsWith("<\0?\0") ? "utf-16le" : marked;
  const declaration = /^[^<]{0,3}<\?xml\s[^>]*/.exec(start.replaceAll("\0", ""))?.[0];
  if (declaration === undefined) return said ?? "utf-8";
  if (wide !== undefined || start.startsWith("\xef\xbb\xbf")) return wide ?? "utf-8";
  const declared = /\sencoding\s*=\s*["']([a-z][\w.-]*)["']/i.exec(declaration)?.[1];
  // Whoever reads a declaration as single bytes knows that it is not in UTF-16, whatever it says.
  return said ?? (declared === undefined || /^utf-?16/i.test(declared) ? "utf-8" : declared);
}

/** What it is by its media type, else by how it begins. */
function markupIn(bytes: Uint8Array, mediaType = ""): "html" | "xml" | undefined {
  const start = Buffer.from(bytes.subarray(0, 2048)).toString("latin1").replaceAll("\0", "");
  if (/^[^<]{0,3}\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]/i.test(start)) return "xml";
  if (/^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(mediaType)) return "html";
  return /^[^<]{0,3}\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b/i.test(
    start,
  )
    ? "html"
    : undefined;
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
