import type { Config } from "../config/schema.ts";
import type { DocumentHead } from "../published/snapshot.ts";
import { type DocumentContext, documentPath, type Format } from "../render/format.ts";
import { formats } from "../render/formats.ts";

/** The data that all documents of a channel have in common. */
export type ChannelContext = Omit<DocumentContext, "place"> &
  Pick<Config["serving"], "mediaTypes" | "downloadsPerHour">;

/** Returns the head of a channel's document, or of the archive with a number. */
export function documentHead(
  format: Format,
  context: ChannelContext,
  archive?: number,
): Pick<DocumentHead, "path" | "file" | "type" | "link" | "channel" | "downloadsPerHour"> {
  const { channel, mediaTypes, downloadsPerHour } = context;
  const path = documentPath(channel.slug, format.name, archive);
  return {
    path,
    file: path.replace("/feeds/", ""),
    channel: channel.slug,
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
