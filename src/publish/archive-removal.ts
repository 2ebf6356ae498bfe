import { isPrivate } from "../channel/access.ts";
import type { Config } from "../config/schema.ts";
import type { Document } from "../published/snapshot.ts";
import { archiveLifetimeMs } from "./channel-target.ts";

/** Returns the number of an archive. */
export function archiveNumber({ path }: Pick<Document, "path">): number {
  return Number(/\/archive\/(\d+)\./.exec(path)?.[1] ?? 0);
}

/** Returns the highest number among archives, 0 when there are none. */
export function lastArchiveNumber(archives: readonly Document[]): number {
  return archives.reduce((last, archive) => Math.max(last, archiveNumber(archive)), 0);
}

/**
 * Finds the archives that others replaced, and schedules their removal. They stay until then because caches may still
 * hold documents that name them.
 * @param until the time of the removal
 */
export function supersededArchives(
  archives: readonly Document[],
  current: readonly Document[],
  until: number,
): Document[] {
  if (archives.length === 0) return [];
  const paths = new Set(current.map(({ path }) => path));
  return archives.flatMap((document) => {
    const { archive } = document;
    if (!archive || archive.until !== undefined || paths.has(document.path)) return [];
    return [{ ...document, archive: { ...archive, until } }];
  });
}

/**
 * Finds the documents to remove at the end of a run of all channels: unwanted documents, documents of channels that there
 * are no more, and archives whose time is over.
 * The archives of a channel that was removed stay for clients that are reading them, unless the channel was retired, or there
 * are private channels: they may have its articles now.
 * @param rules.isUnwanted whether to remove the document at a path, if it is not an archive
 * @param rules.slugs the slugs of all channels
 * @returns the documents to remove now, and archives whose removal is scheduled now
 */
export function findRemovals(
  documents: ReadonlyMap<string, Document>,
  rules: { isUnwanted: (path: string) => boolean; slugs: ReadonlySet<string>; config: Config; now: number },
): { removed: Document[]; scheduled: Document[] } {
  const { isUnwanted, slugs, config, now } = rules;
  const removed: Document[] = [];
  const scheduled: Document[] = [];
  for (const [path, document] of documents) {
    const { channel, archive } = document;
    const isOrphan = channel !== undefined && !slugs.has(channel);
    if (!archive) {
      if (isOrphan || isUnwanted(path)) removed.push(document);
      continue;
    }
    const until = !isOrphan
      ? archive.until
      : (archive.until ?? now + archiveLifetimeMs(config.serving, config.serving.maxAge));
    const isWithdrawn = isOrphan && config.channels.some(isPrivate);
    if (isWithdrawn || config.retired.includes(channel ?? "") || (until !== undefined && until <= now))
      removed.push(document);
    else if (until !== archive.until) scheduled.push({ ...document, archive: { ...archive, until } });
  }
  return { removed, scheduled };
}
