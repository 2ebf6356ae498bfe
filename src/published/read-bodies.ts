import type { FeedsDir } from "./files.ts";
import { type Coding, codings, type Document, type Representation } from "./snapshot.ts";

/**
 * Reads the bytes of a document's representations from their files.
 * @returns the document with every representation whose file is intact, or undefined without an intact identity file;
 *   `isWhole` is false when any file is missing or damaged
 */
export async function readBodies(
  document: Document,
  files: Pick<FeedsDir, "read">,
): Promise<{ document: Document | undefined; isWhole: boolean }> {
  const intact: Partial<Record<Coding, Representation>> = {};
  let isWhole = true;
  for (const coding of codings) {
    const representation = document.variants[coding];
    if (!representation) continue;
    const body = await files.read(document, coding).catch(() => undefined);
    if (body) intact[coding] = { ...representation, body };
    else isWhole = false;
  }
  const { identity, ...others } = intact;
  return { document: identity && { ...document, variants: { identity, ...others } }, isWhole };
}
