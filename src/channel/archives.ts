import { createHash } from "node:crypto";

/**
 * One archive document of a channel (RFC 5005 section 4), in every format. Its content never changes: when one of its
 * articles changes, an archive with another number replaces it.
 */
export type Archive = {
  number: number;
  /** The number of articles in it. */
  articles: number;
  /** The digest of their ids and revisions. */
  digest: string;
  /** The digest of the bytes of its documents. */
  bytes: string;
};

/** The archives of a channel, oldest first, and the highest number ever given. */
export type ArchiveChain = {
  /** The digest of everything that frames the documents. When it changes, all archives are made anew. */
  definition: string;
  archives: readonly Archive[];
  last: number;
};

export const emptyArchiveChain: ArchiveChain = { definition: "", archives: [], last: 0 };

type ArticleVersion = { id: string; revision: number };

export function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);
}

export function digestOfArticles(articles: readonly ArticleVersion[]): string {
  return digestOf(articles.map(({ id, revision }) => [id, revision]));
}

/**
 * Returns the archives that still hold the right articles: from the oldest up to the first that does not. The newest archive
 * is not among them when it has room for articles that follow it.
 * @param oldestFirst all articles that belong in archives
 * @param capacity the number of articles that fill an archive
 */
export function intactArchives(
  chain: ArchiveChain,
  definition: string,
  oldestFirst: readonly ArticleVersion[],
  capacity: number,
): readonly Archive[] {
  if (chain.definition !== definition) return [];
  const intact: Archive[] = [];
  let start = 0;
  for (const archive of chain.archives) {
    const end = start + archive.articles;
    const hasRoom = archive === chain.archives.at(-1) && archive.articles < capacity && end < oldestFirst.length;
    if (hasRoom || end > oldestFirst.length) break;
    if (digestOfArticles(oldestFirst.slice(start, end)) !== archive.digest) break;
    intact.push(archive);
    start = end;
  }
  return intact;
}
