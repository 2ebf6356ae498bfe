import { createHash } from "node:crypto";
import { type Facet, termOf } from "./terms.ts";

/** Leaves room for the facet and the mark within the 64 characters of a slug. */
const maxValueLength = 32;

/**
 * What the channel of a value is called in addresses: `tag-open-web` for the tag “Open Web”. Where a slug cannot say the
 * value (another script), or `isTaken` by another value, it ends with a mark made from the value, the same everywhere.
 */
export function slugOf(facet: Facet, value: string, isTaken: (slug: string) => boolean): string {
  const words = value
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, maxValueLength)
    .replace(/^-+|-+$/g, "");
  const plain = `${facet}-${words}`;
  if (words !== "" && !isTaken(plain)) return plain;
  const hash = createHash("sha256").update(termOf(facet, value)).digest("hex");
  const start = words === "" ? `${facet}-` : `${plain}-`;
  // Another value can look like a mark; it cannot look like all of them.
  const lengths = [8, 12, 16];
  return start + hash.slice(0, lengths.find((length) => !isTaken(start + hash.slice(0, length))) ?? 64);
}
