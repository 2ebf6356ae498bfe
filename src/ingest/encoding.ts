import { analyse } from "chardet";
import sniff from "html-encoding-sniffer";

/** Bytes that are looked at to guess what nobody says. */
const sampleBytes = 64 * 1024;

/** What may be guessed, as `chardet` and as TextDecoder call it: ISO 8859 is what Windows wrote under that name. */
const guessable: Readonly<Record<string, string>> = {
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
 * Bytes of HTML to text, as browsers read them: by a byte order mark, else the media type, else a `<meta>`
 * (https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding), unless that is wrong.
 * @returns undefined where too many bytes are in no encoding
 */
export function decodeHtml(bytes: Uint8Array, mediaType?: string): string | undefined {
  const said = /;\s*charset\s*=\s*["']?([^"';\s]+)/i.exec(mediaType ?? "")?.[1];
  return decodeAs(bytes, sniff(bytes, { transportLayerEncodingLabel: said, defaultEncoding: "UTF-8" }));
}

/**
 * Bytes in an encoding that somebody declared, perhaps wrongly. What is UTF-8 beyond ASCII is UTF-8, whatever it is called:
 * no other encoding looks like it by chance. What is not in the encoding it is said to be in is guessed. Where nothing fits
 * but for a few bytes, U+FFFD stands for these.
 * @returns undefined where the bytes are in no encoding
 */
export function decodeAs(bytes: Uint8Array, declared: string): string | undefined {
  const saysUtf8 = /^utf-?8$/i.test(declared);
  const isPlain = !/^(?:utf-?16|iso-2022)/i.test(declared);
  const utf8 = isPlain && (saysUtf8 || bytes.some((byte) => byte >= 0x80)) ? strictly(bytes, "utf-8") : undefined;
  const honest = utf8 ?? (saysUtf8 ? undefined : strictly(bytes, declared));
  if (honest !== undefined) return honest;
  const mostly = loosely(bytes, declared);
  if (mostly !== undefined && mostly.bad < 0.02) return mostly.text;
  const guessed = analyse(withoutTags(bytes.subarray(0, sampleBytes))).find(
    ({ name, confidence }) => confidence >= 10 && name in guessable,
  );
  const text = guessed && loosely(bytes, guessable[guessed.name] ?? "");
  return text !== undefined && text.bad < 0.02 ? text.text : undefined;
}

/** Tags are in English everywhere, and would have the rest taken for it. */
function withoutTags(bytes: Uint8Array): Uint8Array {
  return Buffer.from(
    Buffer.from(bytes)
      .toString("latin1")
      .replace(/<[^<>]*>/g, " "),
    "latin1",
  );
}

function strictly(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** With U+FFFD for what cannot be decoded. `bad`: how many there are for each character outside ASCII. */
function loosely(bytes: Uint8Array, encoding: string): { text: string; bad: number } | undefined {
  try {
    const text = new TextDecoder(encoding).decode(bytes);
    const bad = text.match(/\uFFFD/g)?.length ?? 0;
    return { text, bad: bad / Math.max(1, text.match(/[^\0-\x7F]/g)?.length ?? 0) };
  } catch {
    return undefined;
  }
}
