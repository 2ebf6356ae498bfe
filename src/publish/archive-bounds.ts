import type { Document, FormerArchives } from "../published/snapshot.ts";
import { archiveNumber } from "./archive-removal.ts";

/*
 * Superseded archives stay while caches may hold documents that name them, which is a day. So many edits of old articles
 * would fill the disk: each makes an archive anew, and all that are newer. Two bounds hold that. A channel with many
 * superseded archives collects edits, and all superseded archives together have a budget.
 */

/** Up to this size of superseded archives, edits of a channel's archived articles are in its archives at once. */
const maxUncollectedBytes = 16 * 1024 * 1024;

/** The superseded archives of all channels may take this much in any case, and as much as the current ones. */
const supersededBudgetBytes = 64 * 1024 * 1024;

/** Tells whether a channel with these archives collects edits of archived articles. */
export function collectsEdits(archives: readonly Document[], maxBytes = maxUncollectedBytes): boolean {
  return sizeOf(archives.filter(isSuperseded)) > maxBytes;
}

/** The archives to remove, and subscription documents with the archives that requests for former ones are led to. */
export type SupersededBound = { evicted: Document[]; leading: Document[] };

/**
 * Finds the superseded archives for which there is no room, those first whose time ends first. Their addresses lead to the
 * newest archive of their channel as long as caches may hold documents that name them: the way back from there passes all
 * articles that they held.
 * @param documents all documents, by path
 * @param removed documents that are removed anyway
 * @param rules.now in milliseconds since 1970
 * @param rules.keepsNone whether no superseded archive stays, since it may hold what is withheld now
 */
export function boundSuperseded(
  documents: ReadonlyMap<string, Document>,
  removed: readonly Document[],
  {
    now,
    keepsNone = false,
    budgetBytes = supersededBudgetBytes,
  }: { now: number; keepsNone?: boolean; budgetBytes?: number },
): SupersededBound {
  const gone = new Set(removed);
  const archives = [...documents.values()].filter((document) => document.archive && !gone.has(document));
  const current = archives.filter((archive) => !isSuperseded(archive));
  const superseded = archives.filter(isSuperseded).sort((one, other) => untilOf(one) - untilOf(other));
  const room = keepsNone ? Number.NEGATIVE_INFINITY : Math.max(budgetBytes, sizeOf(current));
  let excessBytes = sizeOf(superseded) - room;
  const evicted: Document[] = [];
  for (const archive of superseded) {
    if (excessBytes <= 0) break;
    excessBytes -= sizeOf([archive]);
    evicted.push(archive);
  }
  return { evicted, leading: leadFormer(documents, { evicted, current, now }) };
}

/** Returns the subscription documents whose former archives are others than before. */
function leadFormer(
  documents: ReadonlyMap<string, Document>,
  { evicted, current, now }: { evicted: readonly Document[]; current: readonly Document[]; now: number },
): Document[] {
  const evictedFrom = Map.groupBy(evicted, subscriptionPath);
  const newest = new Map(current.map(({ path, archive }) => [archive?.next, path]));
  return [...documents.values()].flatMap((document) => {
    const { path, formerArchives: before } = document;
    const evictedHere = evictedFrom.get(path) ?? [];
    const isOver = before !== undefined && before.until <= now;
    if (evictedHere.length === 0 && !isOver) return [];
    const former = mergeFormer(isOver ? undefined : before, evictedHere);
    return [{ ...document, formerArchives: former && { ...former, newest: newest.get(path) ?? path } }];
  });
}

function mergeFormer(before: FormerArchives | undefined, evicted: readonly Document[]): FormerArchives | undefined {
  if (evicted.length === 0) return before;
  const numbers = evicted.map(archiveNumber);
  return {
    first: Math.min(...numbers, ...(before ? [before.first] : [])),
    last: Math.max(...numbers, before?.last ?? 0),
    until: Math.max(...evicted.map(untilOf), before?.until ?? 0),
  };
}

/** Returns the path of the subscription document of an archive. */
function subscriptionPath({ path }: Document): string {
  return path.replace(/\/archive\/\d+\./, ".");
}

const isSuperseded = ({ archive }: Document) => archive?.until !== undefined;

const untilOf = ({ archive }: Document) => archive?.until ?? 0;

function sizeOf(documents: readonly Document[]): number {
  return documents.reduce((sum, { variants }) => sum + variants.identity.bytes, 0);
}
