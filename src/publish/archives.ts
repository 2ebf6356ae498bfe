import { isPrivate } from "../channel/access.ts";
import { type Archive, digestOf, digestOfArticles, digestOfIds, findIntactArchives } from "../channel/archives.ts";
import type { SelectedArticle, SelectionStore } from "../stores/selections.ts";
import type { BuilderStores } from "../stores/stores.ts";
import { archiveDocuments, digestOfDocuments, isPublished, publishedArchive } from "./archive-documents.ts";
import type { ChannelContext } from "./channel-documents.ts";
import { type ArticleFitter, type FittedArticles, summarisedIds } from "./fit-articles.ts";
import type { BuildOutput, PublishedDocuments, VerifiedArchives, VerifiedAtCheckpoint } from "./target.ts";

type ArchiveDeps = {
  /** The time of the run, in milliseconds since 1970. */
  now: number;
  stores: Pick<BuilderStores, "articles" | "archives">;
  fitter: ArticleFitter;
  published: PublishedDocuments;
  /** The archives that need no check; undefined when all are checked. */
  verified: VerifiedArchives | undefined;
};

type ArchiveJob = ArchiveDeps & {
  context: ChannelContext;
  oldestFirst: readonly SelectedArticle[];
  /** The verified archives, which are not checked. */
  skipped: readonly Archive[];
};

/** The chain as it is built, from the oldest archive on. */
type ChainInProgress = {
  archives: Archive[];
  /** For each archive that is not skipped, the index in `oldestFirst` of the article after its last. */
  ends: number[];
  /** The number of the newest archive so far. */
  previous: number | undefined;
};

/** Tells whether no article changed among those of the verified archives. */
export async function areStillVerified(
  verified: VerifiedAtCheckpoint,
  selections: SelectionStore,
  now: number,
): Promise<boolean> {
  const earliest = await selections.earliestChangedTime(verified.checkpoint, now);
  return earliest === undefined || earliest > verified.newest.published;
}

/**
 * Builds the archive documents of a channel (RFC 5005 section 4). Archives hold the articles from the oldest on, as many
 * in each as the subscription document holds. An archive with the right content stays as it is. From the first archive
 * without it, all archives are built again under new numbers, because each names the one before it. So the bytes at an
 * address never change, and a client that follows the links back from a subscription document finds the channel as it was
 * when that document was built. Where many archives were superseded lately, edits wait for one another, and such a client
 * finds an edited article as it was some minutes before.
 * @param oldestFirst the articles that neither the subscription document nor a verified archive holds
 * @returns the number of the newest archive; undefined when there is none
 */
export async function* buildArchives(
  context: ChannelContext,
  oldestFirst: readonly SelectedArticle[],
  deps: ArchiveDeps,
): AsyncGenerator<BuildOutput, number | undefined> {
  const { stores, published, verified, now } = deps;
  const { slug } = context.channel;
  const definition = archiveDefinition(context);
  const stored = await stores.archives.find(slug);
  const skipped = stored.archives.slice(0, verified?.archives ?? 0);
  const job: ArchiveJob = { ...deps, context, oldestFirst, skipped };
  const checked = { ...stored, archives: stored.archives.slice(skipped.length) };
  const rules = { capacity: context.channel.limit, collectsEdits: published.collectsEdits, now };
  const { edited, editsDue, ...found } = findIntactArchives(checked, definition, oldestFirst, rules);
  const intact = await findReproducible(found.intact, job);

  const archived = intact.reduce((sum, { articles }) => sum + articles, 0);
  // A collection that is older than the published documents does not know all numbers that were given.
  const last = Math.max(stored.last, published.last);
  const firstNew = archived < oldestFirst.length ? last + 1 : undefined;
  const chain: ChainInProgress = { archives: [...skipped], ends: [], previous: skipped.at(-1)?.number };
  yield* retainArchives(intact, firstNew, chain, job);
  const isAsStored = stored.definition === definition && stored.archives.length === chain.archives.length;
  if (firstNew !== undefined || !isAsStored) {
    // All numbers are reserved before an archive gets one, so that none is given twice after a failure.
    const reserved = last + oldestFirst.length - archived;
    await stores.archives.keep(slug, { definition, archives: chain.archives, last: reserved, edited });
    const lastUsed = yield* buildNewArchives(archived, last, chain, job);
    await stores.archives.keep(slug, { definition, archives: chain.archives, last: lastUsed, edited });
  }
  // Archives that wait for an edit are not verified, so that they are checked until they hold it.
  const verifiedNow = editsDue === undefined ? verifiedArchives(chain, job) : undefined;
  yield { unchangedUpTo: verified?.number ?? 0, verified: verifiedNow, editsDue };
  return chain.previous;
}

/** Returns a digest of everything beside the articles that an archive's bytes depend on. */
function archiveDefinition({ site, channel, baseUrl }: ChannelContext): string {
  const { slug, title, description, language, content, podcast, maxBytes } = channel;
  // A private channel adds to what all others have, so that their archives stay as they are.
  const access = isPrivate(channel) ? ["private"] : [];
  return digestOf([site, slug, title, description, language, content, podcast, maxBytes, baseUrl, ...access]);
}

/** Returns the candidates before the first whose documents are lost and cannot be built again with the same bytes. */
async function findReproducible(candidates: readonly Archive[], job: ArchiveJob): Promise<readonly Archive[]> {
  const { context, published, skipped } = job;
  let start = 0;
  for (const [index, { number, articles, bytes }] of candidates.entries()) {
    if (!isPublished(context.channel.slug, { number, bytes }, published)) {
      const previous = (candidates[index - 1] ?? skipped.at(-1))?.number;
      const link = { number, previous, next: undefined };
      const rebuilt = archiveDocuments(context, link, await fitRange(start, articles, job));
      if (digestOfDocuments(rebuilt) !== bytes) return candidates.slice(0, index);
    }
    start += articles;
  }
  return candidates;
}

/** Retains the archives that are published, and builds those that are lost with the same bytes again. */
async function* retainArchives(
  intact: readonly Archive[],
  firstNew: number | undefined,
  chain: ChainInProgress,
  job: ArchiveJob,
): AsyncGenerator<BuildOutput> {
  const { context, published } = job;
  const { slug } = context.channel;
  if (chain.previous !== undefined) {
    yield* publishedArchive(slug, { number: chain.previous, next: intact[0]?.number ?? firstNew });
  }
  let start = 0;
  for (const [index, archive] of intact.entries()) {
    const { number, articles, bytes } = archive;
    const link = { number, previous: chain.previous, next: intact[index + 1]?.number ?? firstNew };
    if (isPublished(slug, { number, bytes }, published)) yield* publishedArchive(slug, link);
    else {
      const documents = archiveDocuments(context, link, await fitRange(start, articles, job));
      for (const document of documents) yield { document };
    }
    start += articles;
    chain.archives.push(archive);
    chain.ends.push(start);
    chain.previous = number;
  }
}

/**
 * Builds archives of the articles that are in none.
 * @param archived the number of articles that are in archives
 * @param last the highest number that was given
 * @returns the highest number that is given now
 */
async function* buildNewArchives(
  archived: number,
  last: number,
  chain: ChainInProgress,
  { stores, fitter, context, oldestFirst, now }: ArchiveJob,
): AsyncGenerator<BuildOutput, number> {
  const { slug, limit, maxBytes } = context.channel;
  const summarised: string[] = [];
  let start = archived;
  let number = last;
  while (start < oldestFirst.length) {
    const candidates = oldestFirst.slice(start, start + limit);
    const ids = candidates.map(({ id }) => id);
    const fitted = fitter.fitAll(await stores.articles.findMany(ids, now));
    const members = fitted.map(({ article }) => ({ id: article.id, revision: article._courant.revision }));
    const newest = members.at(-1)?.id;
    start += newest === undefined ? candidates.length : candidates.findIndex(({ id }) => id === newest) + 1;
    // All candidates were deleted in the meantime.
    if (newest === undefined) continue;
    number += 1;
    const next = start < oldestFirst.length ? number + 1 : undefined;
    const documents = archiveDocuments(context, { number, previous: chain.previous, next }, fitted);
    for (const document of documents) yield { document };
    const digests = { digest: digestOfArticles(members), ids: digestOfIds(members) };
    chain.archives.push({ number, articles: members.length, ...digests, bytes: digestOfDocuments(documents) });
    chain.ends.push(start);
    chain.previous = number;
    summarised.push(...summarisedIds(fitted));
  }
  const count = oldestFirst.length - archived;
  if (summarised.length > 0) {
    yield { truncation: { channel: slug, maxBytes, articles: count, of: count, summarised } };
  }
  return number;
}

/** Returns the archives that are verified now: all but the newest. */
function verifiedArchives(
  { archives, ends }: ChainInProgress,
  { skipped, verified, oldestFirst }: ArchiveJob,
): VerifiedArchives | undefined {
  const last = archives.at(-2);
  const isLastSkipped = archives.length - 1 === skipped.length;
  const newest = isLastSkipped ? verified?.newest : oldestFirst[(ends.at(-2) ?? 0) - 1];
  return last && newest && { archives: archives.length - 1, number: last.number, newest };
}

async function fitRange(start: number, count: number, job: ArchiveJob): Promise<FittedArticles> {
  const selected = job.oldestFirst.slice(start, start + count);
  const ids = selected.map(({ id }) => id);
  const articles = await job.stores.articles.findMany(ids, job.now);
  return job.fitter.fitEach(articles);
}
