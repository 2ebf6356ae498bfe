import type { PublishedView } from "../published/view.ts";

/**
 * Returns the archive to which a path leads that has no document itself: that after another archive, or the newest one
 * instead of one that was removed.
 */
export function archiveInsteadOf(path: string, documents: PublishedView["documents"]): string | undefined {
  return nextArchive(path, documents) ?? newestInsteadOf(path, documents);
}

/** Returns the archive that follows one at present: `/feeds/news/archive/3/next.atom` leads there from the third. */
function nextArchive(path: string, documents: PublishedView["documents"]): string | undefined {
  const [, archive, extension] = /^(\/feeds\/[^/]+\/archive\/\d+)\/next(\.[a-z]+)$/.exec(path) ?? [];
  return documents.get(`${archive}${extension}`)?.archive?.next;
}

/**
 * Returns the newest archive of a channel instead of one that was removed before its time, and that caches may still name.
 * From there links lead back to all articles that it held.
 */
function newestInsteadOf(path: string, documents: PublishedView["documents"]): string | undefined {
  const [, feed, number, extension] = /^(\/feeds\/[^/]+)\/archive\/(\d+)(?:\/next)?(\.[a-z]+)$/.exec(path) ?? [];
  const former = documents.get(`${feed}${extension}`)?.formerArchives;
  if (!former || Number(number) < former.first || Number(number) > former.last) return undefined;
  return former.newest;
}
