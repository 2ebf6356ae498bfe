import { createHash } from "node:crypto";

/**
 * One archive document of a channel (RFC 5005 section 4), in every format. Its content never changes: when one of its
 * articles changes, an archive with another number replaces it, at once or some minutes later.
 */
export type Archive = {
  number: number;
  /** The number of articles in it. */
  articles: number;
  /** The digest of their ids and revisions. */
  digest: string;
  /** The digest of their ids alone; undefined for an archive of an earlier version. */
  ids?: string | undefined;
  /** The digest of the bytes of its documents. */
  bytes: string;
};

/** The archives of a channel, oldest first, and the highest number ever given. */
export type ArchiveChain = {
  /** The digest of everything that frames the documents. When it changes, all archives are made anew. */
  definition: string;
  archives: readonly Archive[];
  last: number;
  /** When archives were last built anew because of edits, in milliseconds since 1970. */
  edited?: number | undefined;
};

/** The chain of a channel without archives. */
export const emptyArchiveChain: ArchiveChain = { definition: "", archives: [], last: 0 };

type ArticleVersion = { id: string; revision: number };

/** Returns a digest of a value as JSON: 32 hexadecimal digits. */
export function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);
}

/** Returns a digest of the ids and revisions of articles, in their order. */
export function digestOfArticles(articles: readonly ArticleVersion[]): string {
  return digestOf(articles.map(({ id, revision }) => [id, revision]));
}

/** Returns a digest of the ids of articles, in their order: the same after an edit. */
export function digestOfIds(articles: readonly ArticleVersion[]): string {
  return digestOf(articles.map(({ id }) => id));
}

/** The least time between two times that the archives of a channel are built anew for edits, where edits are collected. */
const editIntervalMs = 300_000;

/** The archives that stay as they are. Times are milliseconds since 1970. */
export type IntactArchives = {
  intact: readonly Archive[];
  /** When archives are built anew that stay although one of their articles was edited. */
  editsDue: number | undefined;
  /** When archives were last built anew because of edits; now, if this is to happen now. */
  edited: number | undefined;
};

/**
 * Finds the archives that stay: from the oldest up to the first that does not hold the right articles. The newest
 * archive is not among them when it has room for articles that follow it.
 * @param oldestFirst all articles that belong in archives
 * @param rules.capacity the number of articles that fill an archive
 * @param rules.collectsEdits whether archives with edited articles stay until the next time for edits
 */
export function findIntactArchives(
  chain: ArchiveChain,
  definition: string,
  oldestFirst: readonly ArticleVersion[],
  { capacity, collectsEdits, now }: { capacity: number; collectsEdits: boolean; now: number },
): IntactArchives {
  const { edited } = chain;
  if (chain.definition !== definition) return { intact: [], editsDue: undefined, edited };
  const upToDate = leadingArchives(chain, oldestFirst, capacity, holdsRevisions);
  const unedited = leadingArchives(chain, oldestFirst, capacity, holdsArticles);
  if (unedited.length <= upToDate.length) return { intact: upToDate, editsDue: undefined, edited };
  const editsDue = collectsEdits ? nextEditTime(chain, now) : undefined;
  if (editsDue === undefined) return { intact: upToDate, editsDue, edited: now };
  return { intact: unedited, editsDue, edited };
}

type ArchiveTest = (archive: Archive, articles: readonly ArticleVersion[]) => boolean;

/** Whether an archive holds these articles as they are now. */
const holdsRevisions: ArchiveTest = ({ digest }, articles) => digest === digestOfArticles(articles);

/** Whether an archive holds these articles, as they are now or as they were before an edit. */
const holdsArticles: ArchiveTest = ({ ids }, articles) => ids === digestOfIds(articles);

function leadingArchives(
  { archives }: ArchiveChain,
  oldestFirst: readonly ArticleVersion[],
  capacity: number,
  holds: ArchiveTest,
): readonly Archive[] {
  const leading: Archive[] = [];
  let start = 0;
  for (const archive of archives) {
    const end = start + archive.articles;
    const hasRoom = archive === archives.at(-1) && archive.articles < capacity && end < oldestFirst.length;
    if (hasRoom || end > oldestFirst.length) break;
    if (!holds(archive, oldestFirst.slice(start, end))) break;
    leading.push(archive);
    start = end;
  }
  return leading;
}

/** @returns when archives are built anew for edits; undefined when that may be at once */
function nextEditTime({ edited }: ArchiveChain, now: number): number | undefined {
  // The clock may have been set back since.
  if (edited === undefined || edited > now || edited + editIntervalMs <= now) return undefined;
  return edited + editIntervalMs;
}
