import { analyse } from "chardet";
import sniff from "html-encoding-sniffer";

/** Bytes that are analysed to guess an encoding. */
const sampleBytes = 64 * 1024;

/** The share of characters outside ASCII that may be errors. */
const maxErrorShare = 0.02;

/**
 * Encodings that may be guessed, as `chardet` and as TextDecoder name them. Windows code pages often claim to be ISO
 * 8859.
 */
const guessableEncodings: Readonly<Record<string, string>> = {
  "ISO-8859-1": "windows-1252",
  "ISO-8859-2": "iso-8859-2",
  "ISO-8859-6": "windows-1256",
  "ISO-8859-7": "windows-1253",
  "ISO-8859-8": "windows-1255",
  "ISO-8859-9": "windows-1254",
  "windows-1250": "windows-1250",
  "windows-1251": "windows-1251",
  "windows-1252": "windows-1252",
  "windows-1253": "windows-1253",
  "windows-1254": "windows-1254",
  "windows-1255": "windows-1255",
  "windows-1256": "windows-1256",
  "KOI8-R": "koi8-r",
  Shift_JIS: "shift_jis",
  "EUC-JP": "euc-jp",
  "ISO-2022-JP": "iso-2022-jp",
  "EUC-KR": "euc-kr",
  Big5: "big5",
  GB18030: "gb18030",
};

/**
 * Decodes HTML as browsers do: by a byte order mark, else the media type, else a `<meta>`
 * (https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding), unless that is wrong.
 * @returns undefined when too many bytes fit no encoding
 */
export function decodeHtml(bytes: Uint8Array, mediaType?: string): string | undefined {
  const charset = /;\s*charset\s*=\s*["']?([^"';\s]+)/i.exec(mediaType ?? "")?.[1];
  return decodeAs(bytes, sniff(bytes, { transportLayerEncodingLabel: charset, defaultEncoding: "UTF-8" }));
}

/**
 * Decodes bytes whose declared encoding may be wrong. Bytes that are valid UTF-8 beyond ASCII are UTF-8, because no other
 * encoding looks like it by chance. Bytes that do not fit the declared encoding are decoded in a guessed one. U+FFFD stands
 * for a few bytes that fit nowhere.
 * @returns undefined when the bytes fit no encoding
 */
export function decodeAs(bytes: Uint8Array, declared: string): string | undefined {
  const saysUtf8 = /^utf-?8$/i.test(declared);
  const isByteEncoding = !/^(?:utf-?16|iso-2022)/i.test(declared);
  const utf8Text =
    isByteEncoding && (saysUtf8 || bytes.some((byte) => byte >= 0x80)) ? decodeStrictly(bytes, "utf-8") : undefined;
  const exact = utf8Text ?? (saysUtf8 ? undefined : decodeStrictly(bytes, declared));
  if (exact !== undefined) return exact;
  const lenient = decodeLeniently(bytes, declared);
  if (lenient !== undefined && lenient.errorShare < maxErrorShare) return lenient.text;
  const guess = analyse(withoutTags(bytes.subarray(0, sampleBytes))).find(
    ({ name, confidence }) => confidence >= 10 && name in guessableEncodings,
  );
  const guessed = guess && decodeLeniently(bytes, guessableEncodings[guess.name] ?? "");
  return guessed !== undefined && guessed.errorShare < maxErrorShare ? guessed.text : undefined;
}

/** Removes tags. They are in English everywhere, and would mislead the guess. */
function withoutTags(bytes: Uint8Array): Uint8Array {
  return Buffer.from(
    Buffer.from(bytes)
      .toString("latin1")
      .replace(/<[^<>]*>/g, " "),
    "latin1",
  );
}

function decodeStrictly(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Decodes with U+FFFD in place of errors. `errorShare`: the errors for each character outside ASCII. */
function decodeLeniently(bytes: Uint8Array, encoding: string): { text: string; errorShare: number } | undefined {
  try {
    const text = new TextDecoder(encoding).decode(bytes);
    const errors = text.match(/\uFFFD/g)?.length ?? 0;
    return { text, errorShare: errors / Math.max(1, text.match(/[^\0-\x7F]/g)?.length ?? 0) };
  } catch {
    return undefined;
  }
}
