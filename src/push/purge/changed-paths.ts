/** The published documents by percent-decoded path. A document that is served as before is the same object. */
export type PublishedDocuments = ReadonlyMap<string, { path: string; variants: { identity: { sha256: string } } }>;

/** Returns the percent-encoded paths of documents that are new, changed or gone. Pure. */
export function changedPaths(before: PublishedDocuments, after: PublishedDocuments): string[] {
  if (before === after) return [];
  const changed: string[] = [];
  for (const [path, document] of after) if (before.get(path) !== document) changed.push(document.path);
  for (const [path, document] of before) if (!after.has(path)) changed.push(document.path);
  return changed;
}

/**
 * Returns a digest of all documents: the sums of parts of their hashes, which cost little for many thousands, and do not
 * depend on the order. Pure.
 */
export function digestOf(documents: PublishedDocuments): string {
  let [first, second] = [0, 0];
  for (const { variants } of documents.values()) {
    const { sha256 } = variants.identity;
    first = (first + Number.parseInt(sha256.slice(0, 8), 16)) % 2 ** 32;
    second = (second + Number.parseInt(sha256.slice(8, 16), 16)) % 2 ** 32;
  }
  return `${documents.size}-${first.toString(16)}-${second.toString(16)}`;
}
