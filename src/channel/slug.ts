import { createHash } from "node:crypto";
import { type Facet, termOf } from "./terms.ts";

/** Characters of the value in a slug. The facet and the mark share the rest of its 64 characters. */
const maxValueLength = 32;

/**
 * Returns the slugs that a value's channel may have; it gets the first that no other value has: `tag-open-web` for the tag
 * “Open Web”. When the value is in another script, or another value has the slug already, it ends with a mark. The mark
 * depends on the value only, so it is the same everywhere.
 */
export function slugsOf(facet: Facet, value: string): string[] {
  const words = value
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, maxValueLength)
    .replace(/^-+|-+$/g, "");
  const plainSlug = `${facet}-${words}`;
  const hash = createHash("sha256").update(termOf(facet, value)).digest("hex");
  const prefix = words === "" ? `${facet}-` : `${plainSlug}-`;
  // Another value's slug can look like one of these marks, but not like all of them.
  const marked = [8, 12, 16, 64].map((length) => prefix + hash.slice(0, length));
  return words === "" ? marked : [plainSlug, ...marked];
}
