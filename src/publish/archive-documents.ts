import { expiryOf } from "../article/state.ts";
import { type Archive, digestOf } from "../channel/archives.ts";
import { sha256 } from "../published/sha256.ts";
import { type DocumentContext, documentPath } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import { type ChannelContext, documentHead } from "./channel-documents.ts";
import { type FittedArticles, joinDocument } from "./fit-articles.ts";
import type { BuildOutput, PublishedDocuments, RenderedDocument } from "./target.ts";

/** A year, the longest time that caches keep anything. */
const archiveMaxAgeSeconds = 31_536_000;

/** The numbers of an archive, of the archive before it and of the one after it; undefined when there is none. */
export type ArchiveLink = { number: number; previous: number | undefined; next: number | undefined };

/** A rendered archive in one format. */
type ArchiveDocument = RenderedDocument & { hash: string };

/** Renders the documents of an archive, one for each format. @param oldestFirst its articles */
export function archiveDocuments(
  shared: ChannelContext,
  { number, previous, next }: ArchiveLink,
  oldestFirst: FittedArticles,
): ArchiveDocument[] {
  const { slug } = shared.channel;
  const context: DocumentContext = { ...shared, place: { kind: "archive", number, previous } };
  const newestFirst = oldestFirst.toReversed();
  const expiries = newestFirst.flatMap(({ article }) => expiryOf(article) ?? []);
  const due = expiries.length === 0 ? undefined : Math.min(...expiries);
  return formats.map((format) => {
    const archive = { next: documentPath(slug, format.name, next) };
    const { body } = joinDocument(format, context, newestFirst);
    const head = { ...documentHead(format, shared, number), maxAge: archiveMaxAgeSeconds, due, onDisk: true, archive };
    return { ...head, body, hash: sha256(body) };
  });
}

/** Returns the digest of an archive's documents that the collection stores in the chain of archives. */
export function digestOfDocuments(documents: readonly ArchiveDocument[]): string {
  return digestOf(documents.map(({ hash }) => hash));
}

/** Retains the published documents of an archive. Only the archive that follows it may have changed. */
export function publishedArchive(slug: string, { number, next }: Pick<ArchiveLink, "number" | "next">): BuildOutput[] {
  return formats.map(({ name }) => ({
    archive: documentPath(slug, name, number),
    next: documentPath(slug, name, next),
  }));
}

/** Tells whether the documents of an archive are published with the bytes that the chain of archives names. */
export function isPublished(
  slug: string,
  { number, bytes }: Pick<Archive, "number" | "bytes">,
  { sha256, verified }: PublishedDocuments,
): boolean {
  if (verified !== undefined && number <= verified.number) return true;
  return digestOf(formats.map(({ name }) => sha256(documentPath(slug, name, number)))) === bytes;
}
