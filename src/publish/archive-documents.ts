import { expiryOf } from "../article/article.ts";
import { type Archive, digestOf } from "../channel/archives.ts";
import { sha256 } from "../published/sha256.ts";
import { type Context, documentPath } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import { type ChannelContext, documentHead } from "./channel-documents.ts";
import { type FittedArticles, joinDocument } from "./fit-articles.ts";
import type { BuildOutput, PublishedArchives, RenderedDocument } from "./target.ts";

/** Seconds: a year, as long as caches take anything. */
const archiveMaxAgeSeconds = 31_536_000;

/** One archive of a channel among the others, by their numbers; undefined where there is none. */
export type ArchiveLink = { number: number; previous: number | undefined; next: number | undefined };

/** The documents of an archive, one for each format. @param oldestFirst its articles */
export function archiveDocuments(
  shared: ChannelContext,
  { number, previous, next }: ArchiveLink,
  oldestFirst: FittedArticles,
): RenderedDocument[] {
  const { slug } = shared.channel;
  const context: Context = { ...shared, place: { kind: "archive", number, previous } };
  const newestFirst = oldestFirst.toReversed();
  const expiries = newestFirst.flatMap(({ article }) => expiryOf(article) ?? []);
  const due = expiries.length === 0 ? undefined : Math.min(...expiries);
  return formats.map((format) => {
    const archive = { next: documentPath(slug, format.name, next) };
    const { body } = joinDocument(format, context, newestFirst);
    return { ...documentHead(format, shared, number), maxAge: archiveMaxAgeSeconds, due, onDisk: true, archive, body };
  });
}

/** The bytes of an archive's documents, as the chain remembers them. */
export function digestOfDocuments(documents: readonly RenderedDocument[]): string {
  return digestOf(documents.map(({ body }) => sha256(body)));
}

/** The documents of an archive that are published already: only what follows them may be another now. */
export function publishedArchive(slug: string, { number, next }: Pick<ArchiveLink, "number" | "next">): BuildOutput[] {
  return formats.map(({ name }) => ({ kept: documentPath(slug, name, number), next: documentPath(slug, name, next) }));
}

/** Whether the documents of an archive are published already with the bytes that the chain remembers. */
export function isPublished(
  slug: string,
  { number, bytes }: Pick<Archive, "number" | "bytes">,
  { sha256, verified }: PublishedArchives,
): boolean {
  if (verified !== undefined && number <= verified.number) return true;
  return digestOf(formats.map(({ name }) => sha256(documentPath(slug, name, number)))) === bytes;
}
