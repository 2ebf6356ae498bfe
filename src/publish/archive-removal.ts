import type { Config } from "../config/schema.ts";
import type { Document } from "../published/snapshot.ts";
import { archiveLifetimeMs } from "./channel-target.ts";

/** The number of an archive. */
export function archiveNumber({ path }: Pick<Document, "path">): number {
  return Number(/\/archive\/(\d+)\./.exec(path)?.[1] ?? 0);
}

/** The highest number among archives, 0 when there are none. */
export function lastArchiveNumber(archives: readonly Document[]): number {
  return archives.reduce((last, archive) => Math.max(last, archiveNumber(archive)), 0);
}

/** Archives that are no longer made stay as long as caches may hand out what names them. */
export function supersededArchives(
  archives: readonly Document[],
  made: readonly Document[],
  until: number,
): Document[] {
  if (archives.length === 0) return [];
  const paths = new Set(made.map(({ path }) => path));
  return archives.flatMap((document) => {
    const { archive } = document;
    if (!archive || archive.until !== undefined || paths.has(document.path)) return [];
    return [{ ...document, archive: { ...archive, until } }];
  });
}

/**
 * What goes at the end of a run of all channels: what nobody wants, and archives whose time is over. Archives of a
 * channel that is no longer there stay for who is walking, unless it was retired.
 * @param unwanted whether what is no archive goes, by its path
 * @param live slugs of the channels there are
 * @returns what goes, and archives of which it is known now how long they stay
 */
export function findRemovals(
  documents: ReadonlyMap<string, Document>,
  rules: { unwanted: (path: string) => boolean; live: ReadonlySet<string>; config: Config; now: number },
): { removed: Document[]; leaving: Document[] } {
  const { unwanted, live, config, now } = rules;
  const removed: Document[] = [];
  const leaving: Document[] = [];
  for (const [path, document] of documents) {
    const { channel = "", archive } = document;
    if (!archive) {
      if (unwanted(path)) removed.push(document);
      continue;
    }
    const until = live.has(channel)
      ? archive.until
      : (archive.until ?? now + archiveLifetimeMs(config.serving, config.serving.maxAge));
    if (config.retired.includes(channel) || (until !== undefined && until <= now)) removed.push(document);
    else if (until !== archive.until) leaving.push({ ...document, archive: { ...archive, until } });
  }
  return { removed, leaving };
}
