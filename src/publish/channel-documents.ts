import { isPrivate } from "../channel/access.ts";
import type { Config } from "../config/schema.ts";
import { privateFile } from "../published/private-files.ts";
import type { DocumentHead } from "../published/snapshot.ts";
import { type DocumentContext, documentPath, type Format } from "../render/format.ts";
import { formats } from "../render/formats.ts";

/** The data that all documents of a channel have in common. */
export type ChannelContext = Omit<DocumentContext, "place"> &
  Pick<Config["serving"], "mediaTypes" | "downloadsPerHour">;

/**
 * Returns the part of a document's head that says who may read it. A private document has its file in a folder of its own.
 * @param file the file of the document if it is public
 * @param channels the slugs of the private channels whose subscribers may read it; undefined for everybody
 */
export function accessHead(
  file: string,
  channels: readonly string[] | undefined,
): Pick<DocumentHead, "file" | "privateTo"> {
  return channels === undefined ? { file } : { file: privateFile(file), privateTo: channels };
}

/** Returns the head of a channel's document, or of the archive with a number. */
export function documentHead(
  format: Format,
  context: ChannelContext,
  archive?: number,
): Pick<DocumentHead, "path" | "file" | "type" | "link" | "channel" | "privateTo" | "downloadsPerHour"> {
  const { channel, mediaTypes, downloadsPerHour } = context;
  const path = documentPath(channel.slug, format.name, archive);
  return {
    path,
    channel: channel.slug,
    ...accessHead(path.replace("/feeds/", ""), isPrivate(channel) ? [channel.slug] : undefined),
    downloadsPerHour: downloadsPerHour || undefined,
    type: `${mediaTypes[format.name] ?? format.mediaType}; charset=utf-8`,
    link: linkHeader(context, format, archive),
  };
}

/**
 * Returns the Link header (RFC 8288): the document's own address as `self`, the other formats as `alternate`, and the hubs
 * (WebSub section 4) except in archives.
 */
export function linkHeader(
  { channel: { slug }, baseUrl, hubs }: Pick<ChannelContext, "channel" | "baseUrl" | "hubs">,
  self?: Format,
  archive?: number,
): string {
  const documents = formats.map((format) => {
    const relation = format === self ? "self" : "alternate";
    return `<${baseUrl}${documentPath(slug, format.name, archive)}>; rel="${relation}"; type="${format.mediaType}"`;
  });
  const named = self === undefined || archive !== undefined ? [] : hubs;
  return [...documents, ...named.map((hub) => `<${hub}>; rel="hub"`)].join(", ");
}
