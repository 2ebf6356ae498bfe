import { expiryOf } from "../article/article.ts";
import { type Archive, digestOf } from "../channel/archives.ts";
import { type Context, documentPath } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import { headOf, type Shared } from "./addresses.ts";
import { sha256 } from "./compression.ts";
import { type Fitted, joinDocument } from "./fit.ts";
import type { Candidate, Made, PublishedArchives } from "./unit.ts";

/** Seconds: a year, as long as caches take anything. */
const maxAge = 31_536_000;

/** One archive of a channel among the others, by their numbers; undefined where there is none. */
export type Link = { number: number; previous: number | undefined; next: number | undefined };

/** The documents of an archive, one for each format. @param oldestFirst its articles */
export function archiveDocuments(shared: Shared, { number, previous, next }: Link, oldestFirst: Fitted): Candidate[] {
  const { slug } = shared.channel;
  const context: Context = { ...shared, place: { kind: "archive", number, previous } };
  const newestFirst = oldestFirst.toReversed();
  const expiries = newestFirst.flatMap(({ article }) => expiryOf(article) ?? []);
  const due = expiries.length === 0 ? undefined : Math.min(...expiries);
  return formats.map((format) => {
    const archive = { next: documentPath(slug, format.name, next) };
    const { body } = joinDocument(format, context, newestFirst);
    return { ...headOf(format, shared, number), maxAge, due, onDisk: true, archive, body };
  });
}

/** The bytes of an archive's documents, as the chain remembers them. */
export function digestOfDocuments(documents: readonly Candidate[]): string {
  return digestOf(documents.map(({ body }) => sha256(body)));
}

/** The documents of an archive that are published already: only what follows them may be another now. */
export function keptArchive(slug: string, { number, next }: Pick<Link, "number" | "next">): Made[] {
  return formats.map(({ name }) => ({ kept: documentPath(slug, name, number), next: documentPath(slug, name, next) }));
}

/** Whether the documents of an archive are published already with the bytes that the chain remembers. */
export function isPublished(
  slug: string,
  { number, bytes }: Pick<Archive, "number" | "bytes">,
  { sha256, sound }: PublishedArchives,
): boolean {
  if (sound !== undefined && number <= sound.number) return true;
  return digestOf(formats.map(({ name }) => sha256(documentPath(slug, name, number)))) === bytes;
}
