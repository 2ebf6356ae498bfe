import { type Archive, digestOf, digestOfArticles, intactArchives } from "../channel/archives.ts";
import type { Collection, Selected } from "../collection/collection.ts";
import type { Shared } from "./addresses.ts";
import { archiveDocuments, publishedArchive } from "./archive-documents.ts";
import { fittingFor, summarisedIn } from "./fit.ts";
import { renderItems, styleOf } from "./fragments.ts";
import type { Made } from "./unit.ts";

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
  { collection, isPublished }: { collection: Collection; isPublished: (path: string) => boolean },
): AsyncGenerator<Made, number | undefined> {
  const { site, channel, baseUrl } = shared;
  const { slug, title, description, language, content, podcast, limit } = channel;
  const definition = digestOf([site, slug, title, description, language, content, podcast, baseUrl]);
  const chain = await collection.archives(slug);
  const intact = intactArchives(chain, definition, oldestFirst, limit);
  const { one, many } = fittingFor(shared, (article, wanted) =>
    renderItems(article, styleOf(channel, site, wanted), site, baseUrl),
  );
  const articlesOf = (selected: readonly Selected[]) => collection.articles(selected.map(({ id }) => id));

  const archived = intact.reduce((sum, { articles }) => sum + articles, 0);
  const firstNew = archived < oldestFirst.length ? chain.last + 1 : undefined;
  let start = 0;
  let previous: number | undefined;
  for (const [index, { number, articles }] of intact.entries()) {
    const link = { number, previous, next: intact[index + 1]?.number ?? firstNew };
    const published = publishedArchive(slug, link, isPublished);
    if (published) yield* published;
    else {
      const members = await articlesOf(oldestFirst.slice(start, start + articles));
      yield* archiveDocuments(shared, link, members.map(one));
    }
    start += articles;
    previous = number;
  }
  if (firstNew === undefined && chain.definition === definition && chain.archives.length === intact.length) {
    return previous;
  }

  // Before anything gets a number, the numbers are taken: whatever happens now, none of them is given again.
  await collection.keepArchives(slug, { definition, archives: intact, last: chain.last + oldestFirst.length - start });
  const made: Archive[] = [...intact];
  const summarised: string[] = [];
  let { last } = chain;
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
    yield* archiveDocuments(shared, { number: last, previous, next }, fitted);
    made.push({ number: last, articles: members.length, digest: digestOfArticles(members) });
    summarised.push(...summarisedIn(fitted));
    previous = last;
  }
  const count = oldestFirst.length - archived;
  if (summarised.length > 0) {
    yield { cut: { channel: slug, maxBytes: channel.maxBytes, articles: count, of: count, summarised } };
  }
  await collection.keepArchives(slug, { definition, archives: made, last });
  return previous;
}
