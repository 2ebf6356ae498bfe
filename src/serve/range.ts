/** A part of a file: its first and its last byte, both counted from 0. */
export type ByteRange = { first: number; last: number };

/**
 * Reads the Range header (RFC 9110 section 14.2) for a file of some bytes.
 * @returns undefined when the whole file is the answer: without the header, for another unit, for several ranges, and for
 *   a header that is not valid
 */
export function parseRange(header: string | undefined, bytes: number): ByteRange | "unsatisfiable" | undefined {
  const [, from = "", to = ""] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  if (from === "") {
    const length = Math.min(Number(to), bytes);
    return length === 0 ? "unsatisfiable" : { first: bytes - length, last: bytes - 1 };
  }
  const first = Number(from);
  const last = to === "" ? bytes - 1 : Number(to);
  if (to !== "" && last < first) return undefined;
  return first >= bytes ? "unsatisfiable" : { first, last: Math.min(last, bytes - 1) };
}
