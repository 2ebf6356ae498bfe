import { CourantError } from "../errors.ts";
import { decodeAs, decodeHtml } from "./encoding.ts";

/**
 * Decodes bytes in the charset of the media type, else in UTF-8. XML and HTML may declare their charset themselves.
 * Programs write wrong declarations into them, and servers mislabel them, so a wrong charset of these two is corrected.
 * @throws FORMAT_UNKNOWN for an unknown charset, and for other text that is not in its charset: nothing is guessed
 *   there
 */
export function decodeText(bytes: Uint8Array, mediaType?: string): string {
  const kind = detectMarkup(bytes, mediaType);
  const charset = charsetOf(bytes, mediaType);
  const decodedMarkup =
    kind === "html" ? decodeHtml(bytes, mediaType) : kind === "xml" ? decodeAs(bytes, charset) : undefined;
  // HTML leaves U+0000 out (section 13.2.6.4.7). Elsewhere it is a sign of bytes that are no text.
  if (decodedMarkup !== undefined)
    return kind === "html" && /^\s*</.test(decodedMarkup) ? decodedMarkup.replaceAll("\0", "") : decodedMarkup;
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

/** Decodes bytes in UTF-8, without its byte order mark. @throws FORMAT_UNKNOWN for bytes that are not in UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoderFor("utf-8").decode(bytes);
  } catch {
    const place = firstUndecodable(bytes, "utf-8");
    throw new CourantError("FORMAT_UNKNOWN", `The text is not valid UTF-8 (near byte ${place}). Send it in UTF-8.`);
  }
}

/**
 * Returns a decoder that refuses bytes outside its charset.
 * @throws FORMAT_UNKNOWN for an unknown charset
 */
export function decoderFor(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw new CourantError("FORMAT_UNKNOWN", `The charset “${charset}” is not known. Send the text in UTF-8.`);
  }
}

/**
 * Returns the charset of bytes. For XML it is the byte order mark's, else the media type's, else the declaration's (RFC
 * 7303, section 3; XML 1.0, appendix F); for other text the media type's. The default is UTF-8.
 */
export function charsetOf(bytes: Uint8Array, mediaType?: string): string {
  const mediaTypeCharset = mediaType?.match(/;\s*charset="?([^";\s]+)/i)?.[1];
  const start = Buffer.from(bytes.subarray(0, 1024)).toString("latin1");
  const wideEncoding = wideEncodingOf(start);
  const declaration = /^[^<]{0,3}<\?xml\s[^>]*/.exec(start.replaceAll("\0", ""))?.[0];
  if (declaration === undefined) return mediaTypeCharset ?? "utf-8";
  if (wideEncoding !== undefined || start.startsWith("\xef\xbb\xbf")) return wideEncoding ?? "utf-8";
  const declaredCharset = /\sencoding\s*=\s*["']([a-z][\w.-]*)["']/i.exec(declaration)?.[1];
  // A declaration that is readable as single bytes is not in UTF-16, whatever it declares.
  return (
    mediaTypeCharset ?? (declaredCharset === undefined || /^utf-?16/i.test(declaredCharset) ? "utf-8" : declaredCharset)
  );
}

/** Returns the encoding of text in UTF-16, by its byte order mark or by the first characters of XML. */
function wideEncodingOf(start: string): string | undefined {
  if (start.startsWith("\0<\0?") || start.startsWith("\xfe\xff")) return "utf-16be";
  if (start.startsWith("<\0?\0") || start.startsWith("\xff\xfe")) return "utf-16le";
  return undefined;
}

/** Detects markup by the media type, else by the first characters. */
function detectMarkup(bytes: Uint8Array, mediaType = ""): "html" | "xml" | undefined {
  const start = Buffer.from(bytes.subarray(0, 2048)).toString("latin1").replaceAll("\0", "");
  if (/^[^<]{0,3}\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]/i.test(start)) return "xml";
  if (/^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(mediaType)) return "html";
  return /^[^<]{0,3}\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b/i.test(
    start,
  )
    ? "html"
    : undefined;
}

/** Returns the offset up to which the bytes decode, to within a character. */
function firstUndecodable(bytes: Uint8Array, charset: string): number {
  let [validEnd, invalidEnd] = [0, bytes.length];
  while (invalidEnd - validEnd > 1) {
    const middle = Math.floor((validEnd + invalidEnd) / 2);
    try {
      new TextDecoder(charset, { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      validEnd = middle;
    } catch {
      invalidEnd = middle;
    }
  }
  return validEnd;
}
