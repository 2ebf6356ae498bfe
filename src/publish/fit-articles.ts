import type { CompletedArticle } from "../article/media.ts";
import type { Layout } from "../published/deltas.ts";
import type { Context, Format } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import type { FragmentStyle, ItemBytes } from "./fragments.ts";

/** Articles that stand together in a document of each format; `summarised`: with its summary only, for want of room. */
export type FittedArticles = { article: CompletedArticle; items: ItemBytes; summarised: boolean }[];

/** Fits articles into documents of one channel. */
export type ArticleFitter = {
  /** One article by itself; where the whole has no room even so, its summary, or the least that can be said. */
  fit(article: CompletedArticle): FittedArticles[number];
  /**
   * Of articles in order, as many as have room, the same in every format. The first is always there: else whatever comes
   * after it never would be.
   */
  fitAll(articles: Iterable<CompletedArticle>): FittedArticles;
};

/** Wide enough for every number there will be. */
const largestNumber = Number.MAX_SAFE_INTEGER;

/** No format puts more between two items. */
const maxSeparatorBytes = 16;

/** @param render an article whole, its summary, or the least of it */
export function createArticleFitter(
  context: Omit<Context, "place">,
  render: (article: CompletedArticle, content: FragmentStyle["content"]) => ItemBytes,
): ArticleFitter {
  const { content } = context.channel;
  const room = roomFor(context);

  function one(article: CompletedArticle): FittedArticles[number] {
    const items = render(article, content);
    if (hasRoom(items, room)) return { article, items, summarised: false };
    const summary = render(article, "summary");
    return { article, items: hasRoom(summary, room) ? summary : render(article, "least"), summarised: true };
  }

  return {
    fit: one,
    fitAll(articles) {
      const fitted: FittedArticles = [];
      let left = room;
      for (const article of articles) {
        const next = one(article);
        if (fitted.length > 0 && !hasRoom(next.items, left)) break;
        fitted.push(next);
        left = left.map((bytes, index) => bytes - (next.items[index]?.length ?? 0) - maxSeparatorBytes);
      }
      return fitted;
    },
  };
}

/** How many bytes a document of each format has for its items. */
function roomFor(context: Omit<Context, "place">): readonly number[] {
  const place = { kind: "archive", number: largestNumber, previous: largestNumber } as const;
  return formats.map((format) => {
    const { head, tail } = format.frame({ ...context, place }, new Date(0).toISOString());
    return context.channel.maxBytes - Buffer.byteLength(head) - Buffer.byteLength(tail);
  });
}

function hasRoom(items: ItemBytes, room: readonly number[]): boolean {
  return items.every(({ length }, index) => length <= (room[index] ?? 0));
}

/** Ids of the articles of which only the summary found room. */
export function summarisedIds(fitted: FittedArticles): string[] {
  return fitted.flatMap(({ article, summarised }) => (summarised ? [article.id] : []));
}

/** A whole document: its frame around its items. */
export function joinDocument(
  format: Format,
  context: Context,
  fitted: FittedArticles,
): { body: Buffer; layout: Layout } {
  const updated = lastUpdate(fitted);
  const frame = format.frame(context, updated);
  const [head, separator, tail] = [Buffer.from(frame.head), Buffer.from(frame.separator), Buffer.from(frame.tail)];
  const column = formats.indexOf(format);
  const items = fitted.map((each) => each.items[column] ?? Buffer.alloc(0));
  const parts = items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
  const whole = findCompleteMark(format, context, updated, head);
  return {
    body: Buffer.concat([head, ...parts, tail]),
    layout: {
      head: head.length,
      ...(whole && { whole }),
      separator: separator.length,
      tail: tail.length,
      items: items.map(({ length }) => length),
    },
  };
}

/**
 * From where to where a head says that the document is complete, so that what it lacks was deleted (RFC 5005 section 2):
 * in one piece that a document which may not be complete has not.
 */
function findCompleteMark(format: Format, context: Context, updated: string, head: Buffer): Layout["whole"] {
  if (context.place.kind !== "complete") return undefined;
  const other = Buffer.from(format.frame({ ...context, place: { kind: "latest" } }, updated).head);
  const start = head.findIndex((byte, index) => byte !== other[index]);
  return start < 0 ? undefined : [start, start + head.length - other.length];
}

/**
 * When an article of a document last changed or appeared; RFC 3339. An empty one was never updated; 2026 is as good as
 * any other date, and unlike 1970 none that validators warn of.
 */
function lastUpdate(fitted: FittedArticles): string {
  const moments = fitted.flatMap(({ article }) => [article.date_published, article.date_modified]);
  return moments.sort().at(-1) ?? "2026-01-01T00:00:00.000Z";
}
