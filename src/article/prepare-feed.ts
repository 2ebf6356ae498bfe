import type { OriginFeed } from "./article.ts";
import { type FieldReader, idReader, nonEmptyLine, nonEmptyList, nonEmptyObject, readField } from "./fields.ts";
import { childPointer, type Mistakes } from "./mistakes.ts";
import { cleanAuthor } from "./prepare-author.ts";
import type { WithGaps } from "./shape.ts";

/** Cleans the feed that an article was taken from. */
export function cleanFeed(
  feed: WithGaps<OriginFeed> | undefined,
  pointer: string,
  addressReader: FieldReader,
  mistakes: Mistakes,
): OriginFeed | undefined {
  if (feed === undefined) return undefined;
  const pointerTo = (name: string) => childPointer(pointer, name);
  return nonEmptyObject({
    id: readField(feed.id, pointerTo("id"), idReader, mistakes),
    title: nonEmptyLine(feed.title),
    url: readField(feed.url, pointerTo("url"), addressReader, mistakes),
    feed_url: readField(feed.feed_url, pointerTo("feed_url"), addressReader, mistakes),
    authors: nonEmptyList(
      feed.authors?.map((author, index) =>
        cleanAuthor(author, childPointer(pointerTo("authors"), index), addressReader, mistakes),
      ),
    ),
  });
}
