import { analyse } from "chardet";
import sniff from "html-encoding-sniffer";

/** Bytes that are looked at to guess what nobody says. */
const sample = 64 * 1024;

/** What may be guessed: the encodings that are still met, as TextDecoder calls them. */
const guessable = new Map(
  ["windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256"]
    .concat(["Shift_JIS", "EUC-JP", "EUC-KR", "Big5", "GB18030", "KOI8-R", "ISO-8859-2", "ISO-8859-5", "ISO-8859-7"])
    .concat(["ISO-8859-9", "ISO-2022-JP"])
    .map((name) => [name.toLowerCase(), name.toLowerCase()]),
);
for (const [name, decoder] of [
  ["iso-8859-1", "windows-1252"],
  ["iso-8859-6", "windows-1256"],
  ["iso-8859-8", "windows-1255"],
] as const) {
  guessable.set(name, decoder);
}

/**
 * Bytes of HTML to text, as browsers read them: a byte order mark, the media type, a `<meta>`
 * (https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding). But where bytes are UTF-8 they
 * are, whatever they say; where they are not what they say, or say nothing, the encoding is guessed.
 * @returns undefined where too many bytes are in no encoding
 */
export function decodeHtml(bytes: Uint8Array, mediaType?: string): string | undefined {
  const said = /;\s*charset\s*=\s*["']?([^"';\s]+)/i.exec(mediaType ?? "")?.[1];
  const declared = sniff(bytes, {
    ...(said !== undefined && { transportLayerEncodingLabel: said }),
    defaultEncoding: "UTF-8",
  });
  return decodeAs(bytes, declared);
}

/**
 * Bytes in an encoding that somebody declared, which may be wrong.
 * @returns undefined where they are in no encoding, with few exceptions
 */
export function decodeAs(bytes: Uint8Array, declared: string): string | undefined {
  const isWide = /^utf-?16/i.test(declared) || /^iso-2022/i.test(declared);
  if (!isWide) {
    const utf8 = strictly(bytes, "utf-8");
    if (utf8 !== undefined && (/^utf-?8$/i.test(declared) || hasHigh(bytes))) return utf8;
  }
  const honest = /^utf-?8$/i.test(declared) ? undefined : strictly(bytes, declared);
  if (honest !== undefined) return honest;
  const mostly = loosely(bytes, declared);
  if (mostly !== undefined && mostly.bad <= 0.001) return mostly.text;
  for (const { name, confidence } of analyse(bytes.subarray(0, sample))) {
    const encoding = guessable.get(name.toLowerCase());
    if (encoding === undefined || confidence < 10) continue;
    const text = strictly(bytes, encoding);
    if (text !== undefined) return text;
  }
  return mostly !== undefined && mostly.bad <= 0.02 ? mostly.text : strictly(bytes, "windows-1252");
}

function hasHigh(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte >= 0x80);
}

function strictly(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** With U+FFFD for what cannot be decoded. @returns what share of the bytes that are no ASCII it stands for */
function loosely(bytes: Uint8Array, encoding: string): { text: string; bad: number } | undefined {
  try {
    const text = new TextDecoder(encoding).decode(bytes);
    return { text, bad: (text.split("\uFFFD").length - 1) / Math.max(1, bytes.length) };
  } catch {
    return undefined;
  }
}
