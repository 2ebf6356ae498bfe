import { type Archive, digestOf, digestOfArticles, intactArchives } from "../channel/archives.ts";
import type { Collection, Selected } from "../collection/collection.ts";
import type { Shared } from "./addresses.ts";
import { archiveDocuments, digestOfDocuments, publishedArchive } from "./archive-documents.ts";
import { fittingFor, summarisedIn } from "./fit.ts";
import { renderItems, styleOf } from "./fragments.ts";
import type { Made, PublishedArchives } from "./unit.ts";

/**
 * The archive documents of a channel (RFC 5005 section 4). Articles stand in them from the oldest on, as many in each as
 * the subscription document has. An archive that holds what it should stays as it is; from the first that does not, all
 * are made anew under new numbers, since each names the one before it. So the bytes at an address never change, and
 * whoever walks back from a subscription document finds the channel as it was when that was made.
 * @param oldestFirst what the subscription document has no room for
 * @returns the number of the newest archive; undefined where there is none
 */
export async function* archives(
  shared: Shared,
  oldestFirst: readonly Selected[],
  { collection, published }: { collection: Collection; published: PublishedArchives },
): AsyncGenerator<Made, number | undefined> {
  const { site, channel, baseUrl } = shared;
  const { slug, title, description, language, content, podcast, limit, maxBytes } = channel;
  const definition = digestOf([site, slug, title, description, language, content, podcast, maxBytes, baseUrl]);
  const chain = await collection.archives(slug);
  const { one, many } = fittingFor(shared, (article, wanted) =>
    renderItems(article, styleOf(channel, site, wanted), site, baseUrl),
  );
  const articlesOf = (selected: readonly Selected[]) => collection.articles(selected.map(({ id }) => id));

  /** Those that hold what they should, up to the first that is lost and does not come out as it was. */
  async function intactOnes(): Promise<readonly Archive[]> {
    const candidates = intactArchives(chain, definition, oldestFirst, limit);
    let start = 0;
    for (const [index, { number, articles, bytes }] of candidates.entries()) {
      const link = { number, previous: candidates[index - 1]?.number, next: undefined };
      if (!publishedArchive(slug, link, bytes, published)) {
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
  let previous: number | undefined;
  for (const [index, { number, articles, bytes }] of intact.entries()) {
    const link = { number, previous, next: intact[index + 1]?.number ?? firstNew };
    const kept = publishedArchive(slug, link, bytes, published);
    if (kept) yield* kept;
    else {
      for (const document of archiveDocuments(shared, link, await fittedFrom(start, articles))) yield { document };
    }
    start += articles;
    previous = number;
  }
  if (firstNew === undefined && chain.definition === definition && chain.archives.length === intact.length) {
    return previous;
  }

  // Before anything gets a number, the numbers are taken: whatever happens now, none of them is given again.
  await collection.keepArchives(slug, { definition, archives: intact, last: last + oldestFirst.length - start });
  const made: Archive[] = [...intact];
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
    summarised.push(...summarisedIn(fitted));
    previous = last;
  }
  const count = oldestFirst.length - archived;
  if (summarised.length > 0) {
    yield { cut: { channel: slug, maxBytes: maxBytes, articles: count, of: count, summarised } };
  }
  await collection.keepArchives(slug, { definition, archives: made, last });
  return previous;
}
