import { expiryOf } from "../article/article.ts";
import { type Archive, digestOf, digestOfArticles, intactArchives } from "../channel/archives.ts";
import type { Collection, Selected } from "../collection/collection.ts";
import { type Context, documentPath, type FormatName } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import { headOf, type Shared } from "./addresses.ts";
import { type Fitted, fittingFor, joinDocument } from "./fit.ts";
import { renderItems, styleOf } from "./fragments.ts";
import type { Made } from "./unit.ts";

/** Seconds: a year, as long as caches take anything. */
const maxAge = 31_536_000;

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
  const { slug, title, description, language, content, limit, podcast } = channel;
  const definition = digestOf([site, slug, title, description, language, content, baseUrl, podcast]);
  const chain = await collection.archives(slug);
  const intact = intactArchives(chain, definition, oldestFirst, limit);
  const fitting = fittingFor(shared, (article, wanted) =>
    renderItems(article, styleOf(channel, wanted), site, baseUrl),
  );
  const articlesOf = (selected: readonly Selected[]) => collection.articles(selected.map(({ id }) => id));
  const archived = intact.reduce((sum, { articles }) => sum + articles, 0);

  function* documents(number: number, previous: number | undefined, next: number | undefined, fitted: Fitted) {
    const expiries = fitted.flatMap(({ article }) => expiryOf(article) ?? []);
    const due = expiries.length === 0 ? undefined : Math.min(...expiries);
    const context: Context = { ...shared, place: { kind: "archive", number, previous } };
    for (const format of formats) {
      const head = headOf(format, shared, number);
      const archive = { channel: slug, next: nextOf(format.name, next) };
      const body = joinDocument(format, context, fitted.toReversed());
      yield { document: { ...head, maxAge, due, onDisk: true, archive, body } };
    }
  }

  const nextOf = (format: FormatName, next: number | undefined) => documentPath(slug, format, next);

  let start = 0;
  let previous: number | undefined;
  for (const [index, { number, articles }] of intact.entries()) {
    const following = intact[index + 1]?.number ?? (archived < oldestFirst.length ? chain.last + 1 : undefined);
    const paths = formats.map(({ name }) => ({
      path: documentPath(slug, name, number),
      next: nextOf(name, following),
    }));
    if (paths.every(({ path }) => isPublished(path))) {
      for (const { path, next } of paths) yield { kept: path, next };
    } else {
      const members = await articlesOf(oldestFirst.slice(start, start + articles));
      yield* documents(number, previous, following, members.map(fitting.one));
    }
    start += articles;
    previous = number;
  }
  if (chain.definition === definition && chain.archives.length === intact.length && start === oldestFirst.length) {
    return previous;
  }

  // Before anything gets a number, the numbers are taken: whatever happens now, none of them is given again.
  await collection.keepArchives(slug, { definition, archives: intact, last: chain.last + oldestFirst.length - start });
  const made: Archive[] = [...intact];
  let last = chain.last;
  while (start < oldestFirst.length) {
    const candidates = oldestFirst.slice(start, start + limit);
    const fitted = fitting.many(await articlesOf(candidates));
    const newest = fitted.at(-1)?.article.id;
    start += newest === undefined ? candidates.length : candidates.findIndex(({ id }) => id === newest) + 1;
    if (newest === undefined) continue;
    last += 1;
    yield* documents(last, previous, start < oldestFirst.length ? last + 1 : undefined, fitted);
    const members = fitted.map(({ article }) => ({ id: article.id, revision: article._courant.revision }));
    made.push({ number: last, articles: members.length, digest: digestOfArticles(members) });
    previous = last;
  }
  await collection.keepArchives(slug, { definition, archives: made, last });
  return previous;
}
