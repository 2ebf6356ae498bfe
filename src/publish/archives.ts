import { type Archive, digestOf, digestOfArticles, intactArchives } from "../channel/archives.ts";
import type { Collection, SelectedArticle } from "../collection/collection.ts";
import { archiveDocuments, digestOfDocuments, isPublished, publishedArchive } from "./archive-documents.ts";
import type { ChannelContext } from "./channel-documents.ts";
import { type ArticleFitter, summarisedIds } from "./fit-articles.ts";
import type { BuildOutput, PublishedArchives, VerifiedArchives, VerifiedAtCheckpoint } from "./target.ts";

/** Whether nothing happened where those archives are. */
export async function areStillVerified(
  verified: VerifiedAtCheckpoint,
  collection: Collection,
  now: number,
): Promise<boolean> {
  const earliest = await collection.earliestSince(verified.checkpoint, now);
  return earliest === undefined || earliest > verified.newest.published;
}

/**
 * The archive documents of a channel (RFC 5005 section 4). Articles stand in them from the oldest on, as many in each as
 * the subscription document has. An archive that holds what it should stays as it is; from the first that does not, all
 * are made anew under new numbers, since each names the one before it. So the bytes at an address never change, and
 * whoever walks back from a subscription document finds the channel as it was when that was made.
 * @param oldestFirst what the subscription document has no room for, and is not in archives that are known to be verified
 * @param deps.verified those archives; undefined when all are looked at
 * @returns the number of the newest archive; undefined where there is none
 */
export async function* buildArchives(
  shared: ChannelContext,
  oldestFirst: readonly SelectedArticle[],
  deps: {
    collection: Collection;
    fitting: ArticleFitter;
    published: PublishedArchives;
    verified: VerifiedArchives | undefined;
  },
): AsyncGenerator<BuildOutput, number | undefined> {
  const { collection, fitting, published, verified } = deps;
  const { site, channel, baseUrl } = shared;
  const { slug, title, description, language, content, podcast, limit, maxBytes } = channel;
  const definition = digestOf([site, slug, title, description, language, content, podcast, maxBytes, baseUrl]);
  const chain = await collection.archives(slug);
  const skipped = chain.archives.slice(0, verified?.archives ?? 0);
  const checked = chain.archives.slice(skipped.length);
  const { fit: one, fitAll: many } = fitting;
  const articlesOf = (selected: readonly SelectedArticle[]) => collection.articles(selected.map(({ id }) => id));

  /** Those that hold what they should, up to the first that is lost and does not come out as it was. */
  async function intactOnes(): Promise<readonly Archive[]> {
    const candidates = intactArchives({ ...chain, archives: checked }, definition, oldestFirst, limit);
    let start = 0;
    for (const [index, { number, articles, bytes }] of candidates.entries()) {
      const previous = (candidates[index - 1] ?? skipped.at(-1))?.number;
      if (!isPublished(slug, { number, bytes }, published)) {
        const link = { number, previous, next: undefined };
        const again = archiveDocuments(shared, link, await fittedFrom(start, articles));
        if (digestOfDocuments(again) !== bytes) return candidates.slice(0, index);
      }
      start += articles;
    }
    return candidates;
  }

  const fittedFrom = async (start: number, count: number) =>
    (await articlesOf(oldestFirst.slice(start, start + count))).map(one);

  const intact = await intactOnes();
  const archived = intact.reduce((sum, { articles }) => sum + articles, 0);
  // Where the collection is older than what is published, numbers were given that it does not know.
  let last = Math.max(chain.last, published.last);
  const firstNew = archived < oldestFirst.length ? last + 1 : undefined;
  let start = 0;
  let previous = skipped.at(-1)?.number;
  if (previous !== undefined) yield* publishedArchive(slug, { number: previous, next: intact[0]?.number ?? firstNew });
  /** Where in `oldestFirst` each archive ends. */
  const ends: number[] = [];
  for (const [index, { number, articles, bytes }] of intact.entries()) {
    const link = { number, previous, next: intact[index + 1]?.number ?? firstNew };
    if (isPublished(slug, { number, bytes }, published)) yield* publishedArchive(slug, link);
    else {
      for (const document of archiveDocuments(shared, link, await fittedFrom(start, articles))) yield { document };
    }
    start += articles;
    ends.push(start);
    previous = number;
  }
  const made: Archive[] = [...skipped, ...intact];
  const verifiedNow = (): VerifiedArchives | undefined => {
    const sure = made.at(-2);
    const newest = made.length - 1 === skipped.length ? verified?.newest : oldestFirst[(ends.at(-2) ?? 0) - 1];
    return sure && newest && { archives: made.length - 1, number: sure.number, newest };
  };
  if (firstNew === undefined && chain.definition === definition && chain.archives.length === made.length) {
    yield { unchangedUpTo: verified?.number ?? 0, verified: verifiedNow() };
    return previous;
  }

  // Before anything gets a number, the numbers are taken: whatever happens now, none of them is given again.
  await collection.keepArchives(slug, { definition, archives: made, last: last + oldestFirst.length - start });
  const summarised: string[] = [];
  while (start < oldestFirst.length) {
    const candidates = oldestFirst.slice(start, start + limit);
    const fitted = many(await articlesOf(candidates));
    const members = fitted.map(({ article }) => ({ id: article.id, revision: article._courant.revision }));
    const newest = members.at(-1)?.id;
    start += newest === undefined ? candidates.length : candidates.findIndex(({ id }) => id === newest) + 1;
    // Articles that were deleted meanwhile make no archive.
    if (newest === undefined) continue;
    last += 1;
    const next = start < oldestFirst.length ? last + 1 : undefined;
    const documents = archiveDocuments(shared, { number: last, previous, next }, fitted);
    for (const document of documents) yield { document };
    const digest = digestOfArticles(members);
    made.push({ number: last, articles: members.length, digest, bytes: digestOfDocuments(documents) });
    ends.push(start);
    summarised.push(...summarisedIds(fitted));
    previous = last;
  }
  const count = oldestFirst.length - archived;
  if (summarised.length > 0) {
    yield { cut: { channel: slug, maxBytes: maxBytes, articles: count, of: count, summarised } };
  }
  await collection.keepArchives(slug, { definition, archives: made, last });
  yield { unchangedUpTo: verified?.number ?? 0, verified: verifiedNow() };
  return previous;
}
