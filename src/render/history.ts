import { type DocumentContext, documentPath, type FormatName, nextArchivePath } from "./format.ts";
import { element } from "./xml.ts";

/*
 * The elements that tell the place of a document among those of its channel: RFC 5005, section 2 (complete feeds) and
 * section 4 (archived feeds). They are the same in Atom and, by appendix B, in RSS.
 */

export const historyNamespace = "http://purl.org/syndication/history/1.0";

type DocumentPlace = Pick<DocumentContext, "channel" | "baseUrl" | "place">;

/** Returns the document's own address. */
export function selfAddress({ channel, baseUrl, place }: DocumentPlace, format: FormatName): string {
  return `${baseUrl}${documentPath(channel.slug, format, place.kind === "archive" ? place.number : undefined)}`;
}

/** Returns the hubs that a document names. */
export function hubAddresses({ hubs, place }: Pick<DocumentContext, "hubs" | "place">): readonly string[] {
  return place.kind === "archive" ? [] : hubs;
}

/** Returns the address of the archive with the articles before those of this document; undefined when there is none. */
export function previousArchiveAddress(
  { channel, baseUrl, place }: DocumentPlace,
  format: FormatName,
): string | undefined {
  if (!("previous" in place) || place.previous === undefined) return undefined;
  return `${baseUrl}${documentPath(channel.slug, format, place.previous)}`;
}

/**
 * Renders the mark of a complete or archived document, and its links to other documents of the channel.
 * @param link the name of Atom's link element in the document
 */
export function historyElements(context: DocumentPlace, format: FormatName, link: "link" | "atom:link", type: string) {
  const { channel, baseUrl, place } = context;
  const linkTo = (rel: string, href: string) => element(link, { rel, type, href });
  const previous = previousArchiveAddress(context, format);
  return [
    ...(place.kind === "complete" ? [element("fh:complete", {})] : []),
    ...(place.kind === "archive" ? [element("fh:archive", {})] : []),
    ...(previous === undefined ? [] : [linkTo("prev-archive", previous)]),
    ...(place.kind === "archive"
      ? [
          linkTo("next-archive", `${baseUrl}${nextArchivePath(channel.slug, format, place.number)}`),
          linkTo("current", `${baseUrl}${documentPath(channel.slug, format)}`),
        ]
      : []),
  ];
}
