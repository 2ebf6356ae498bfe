import { createHash } from "node:crypto";

/**
 * One archive document of a channel (RFC 5005 section 4), in every format. What it holds never changes: where an article
 * in it does, another archive with another number takes its place.
 */
export type Archive = {
  number: number;
  /** How many articles it holds. */
  articles: number;
  /** Of their ids and revisions. */
  digest: string;
  /** Of the bytes of its documents. */
  bytes: string;
};

/** The archives of a channel, oldest first, and the highest number that was ever given. */
export type ArchiveChain = {
  /** Of what their frames are made from; where that changes, all are made anew. */
  definition: string;
  archives: readonly Archive[];
  last: number;
};

export const noArchives: ArchiveChain = { definition: "", archives: [], last: 0 };

type Selected = { id: string; revision: number };

export function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);
}

export function digestOfArticles(articles: readonly Selected[]): string {
  return digestOf(articles.map(({ id, revision }) => [id, revision]));
}

/**
 * The archives that still hold what they should: from the oldest on, up to the first that does not. The newest one goes
 * too when it has room for more of what follows it.
 * @param oldestFirst everything that belongs into archives
 * @param capacity how many articles fill an archive
 */
export function intactArchives(
  chain: ArchiveChain,
  definition: string,
  oldestFirst: readonly Selected[],
  capacity: number,
): readonly Archive[] {
  if (chain.definition !== definition) return [];
  const intact: Archive[] = [];
  let start = 0;
  for (const archive of chain.archives) {
    const end = start + archive.articles;
    const grows = archive === chain.archives.at(-1) && archive.articles < capacity && end < oldestFirst.length;
    if (grows || end > oldestFirst.length) break;
    if (digestOfArticles(oldestFirst.slice(start, end)) !== archive.digest) break;
    intact.push(archive);
    start = end;
  }
  return intact;
}
