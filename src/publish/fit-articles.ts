import type { CompletedArticle } from "../article/media.ts";
import type { Layout } from "../published/deltas.ts";
import { sha256 } from "../published/sha256.ts";
import type { DocumentContext, Format } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import type { FragmentStyle, ItemBytes } from "./fragments.ts";

/** Articles that fit into one document of each format. `summarised` says that only the article's summary fits. */
export type FittedArticles = { article: CompletedArticle; items: ItemBytes; summarised: boolean }[];

/** Fits articles into the documents of one channel. */
export type ArticleFitter = {
  /** Fits each article into a document of its own: whole, or its summary, or the least content. */
  fitEach(articles: readonly CompletedArticle[]): FittedArticles;
  /**
   * Takes articles in order until the next has no room, the same articles in every format. The first article is always
   * taken, because otherwise no article after it would ever be published.
   */
  fitAll(articles: readonly CompletedArticle[]): FittedArticles;
};

/** The archive number with the most digits, for the size of a document's frame. */
const maxArchiveNumber = Number.MAX_SAFE_INTEGER;

/** The separators of all formats are shorter. */
const maxSeparatorBytes = 16;

/** Articles are rendered in batches of this number, so that few are rendered that have no room in the end. */
const maxBatchArticles = 16;

/** The length of the contents in a batch, in UTF-16 code units, unless its first article alone is longer. */
const maxBatchLength = 128 * 1024;

/** @param render renders articles: whole, their summaries, or the least content */
export function createArticleFitter(
  context: Omit<DocumentContext, "place">,
  render: (articles: readonly CompletedArticle[], content: FragmentStyle["content"]) => ItemBytes[],
): ArticleFitter {
  const { content } = context.channel;
  const room = roomFor(context);

  function* fitOneByOne(articles: readonly CompletedArticle[]): Generator<FittedArticles[number]> {
    for (const batch of batchesOf(articles)) {
      const rendered = render(batch, content);
      for (const [index, article] of batch.entries()) yield fit(article, rendered[index] ?? []);
    }
  }

  function fit(article: CompletedArticle, whole: ItemBytes): FittedArticles[number] {
    if (hasRoom(whole, room)) return { article, items: whole, summarised: false };
    const [summary = []] = render([article], "summary");
    if (hasRoom(summary, room)) return { article, items: summary, summarised: true };
    const [least = []] = render([article], "least");
    return { article, items: least, summarised: true };
  }

  return {
    fitEach: (articles) => [...fitOneByOne(articles)],
    fitAll(articles) {
      const fitted: FittedArticles = [];
      let left = room;
      for (const next of fitOneByOne(articles)) {
        if (fitted.length > 0 && !hasRoom(next.items, left)) break;
        fitted.push(next);
        left = left.map((bytes, index) => bytes - (next.items[index]?.length ?? 0) - maxSeparatorBytes);
      }
      return fitted;
    },
  };
}

/** Divides articles into batches, in their order. */
function* batchesOf(articles: readonly CompletedArticle[]): Generator<CompletedArticle[]> {
  let batch: CompletedArticle[] = [];
  let length = 0;
  for (const article of articles) {
    const { length: added } = article.content_html ?? article.content_text ?? "";
    const isFull = batch.length === maxBatchArticles || length + added > maxBatchLength;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(article);
    length += added;
  }
  if (batch.length > 0) yield batch;
}

/** Returns the number of bytes that a document of each format has for its items. */
function roomFor(context: Omit<DocumentContext, "place">): readonly number[] {
  const place = { kind: "archive", number: maxArchiveNumber, previous: maxArchiveNumber } as const;
  return formats.map((format) => {
    const { head, tail } = format.frame({ ...context, place }, new Date(0).toISOString());
    return context.channel.maxBytes - Buffer.byteLength(head) - Buffer.byteLength(tail);
  });
}

function hasRoom(items: ItemBytes, room: readonly number[]): boolean {
  return items.every(({ length }, index) => length <= (room[index] ?? 0));
}

/** Returns the ids of the articles of which only the summary fits. */
export function summarisedIds(fitted: FittedArticles): string[] {
  return fitted.flatMap(({ article, summarised }) => (summarised ? [article.id] : []));
}

/** Joins a document from its frame and its items. */
export function joinDocument(
  format: Format,
  context: DocumentContext,
  fitted: FittedArticles,
): { body: Buffer; layout: Layout } {
  const updated = lastUpdate(fitted);
  const frame = format.frame(context, updated);
  const [head, separator, tail] = [Buffer.from(frame.head), Buffer.from(frame.separator), Buffer.from(frame.tail)];
  const column = formats.indexOf(format);
  const items = fitted.map((each) => each.items[column] ?? Buffer.alloc(0));
  const parts = items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
  const completeMark = findCompleteMark(format, context, updated, head);
  return {
    body: Buffer.concat([head, ...parts, tail]),
    layout: {
      head: head.length,
      ...(completeMark && { whole: completeMark }),
      separator: separator.length,
      tail: tail.length,
      items: items.map(({ length }) => length),
    },
  };
}

/**
 * Joins the newest document of a channel. Where an earlier version published it, it keeps its bytes, without the hubs and
 * the pictures that the earlier version did not name, until something else in it changes.
 * @param published the SHA-256 of the published document; undefined when there is none
 */
export function joinLatest(
  format: Format,
  context: DocumentContext,
  fitted: FittedArticles,
  published: string | undefined,
): { body: Buffer; layout: Layout; hash?: string } {
  const present = joinDocument(format, context, fitted);
  if (published === undefined) return present;
  const hash = sha256(present.body);
  if (hash === published) return { ...present, hash };
  for (const formerly of formerContexts(context)) {
    const former = joinDocument(format, formerly, fitted);
    if (sha256(former.body) === published) return { ...former, hash: published };
  }
  return { ...present, hash };
}

/** Returns what earlier versions made a document from. */
function formerContexts(context: DocumentContext): DocumentContext[] {
  const withoutPictures = { ...context, hasFormerPictures: true };
  if (context.hubs.length === 0) return [withoutPictures];
  return [
    { ...context, hubs: [] },
    { ...withoutPictures, hubs: [] },
  ];
}

/**
 * Finds the range of a head that says that the document is complete (RFC 5005 section 2), which means that missing
 * articles were deleted. The range is the only difference to the head of an incomplete document.
 */
function findCompleteMark(format: Format, context: DocumentContext, updated: string, head: Buffer): Layout["whole"] {
  if (context.place.kind !== "complete") return undefined;
  const other = Buffer.from(format.frame({ ...context, place: { kind: "latest" } }, updated).head);
  const start = head.findIndex((byte, index) => byte !== other[index]);
  return start < 0 ? undefined : [start, start + head.length - other.length];
}

/**
 * Returns the time at which an article of a document last appeared or changed, in RFC 3339. An empty document gets a
 * fixed date in 2026, because validators warn of 1970.
 */
function lastUpdate(fitted: FittedArticles): string {
  const moments = fitted.flatMap(({ article }) => [article.date_published, article.date_modified]);
  if (moments.length === 0) return "2026-01-01T00:00:00.000Z";
  return moments.reduce((last, moment) => (moment > last ? moment : last));
}
