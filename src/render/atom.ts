import { Feed } from "feed";
import { type Attachment, linkOf } from "../article/article.ts";
import type { Site } from "../config/schema.ts";
import { addressOf } from "./address.ts";
import { selectContent } from "./content.ts";
import { emptyFeedOptions, escapePlainTexts, feedText, indentLines, textBetween } from "./feed-parts.ts";
import type { Format } from "./format.ts";
import { historyElements, historyNamespace, selfAddress } from "./history.ts";
import { attachmentElement, imageElements, mediaNamespace } from "./media.ts";
import { headlineOf } from "./page/labels.ts";
import { authorElements } from "./people.ts";
import { element, escapePlain, escapeText, startTag } from "./xml.ts";

const mediaType = "application/atom+xml";
const idEndTag = "</id>";

/** Atom 1.0 (RFC 4287). */
export const atom: Format = {
  name: "atom",
  mediaType,

  item(article, context) {
    const { site, baseUrl } = context;
    const { summary, html } = selectContent(article, context);
    const { rights } = article._courant;
    const related = article.external_url;
    const link = addressOf(linkOf(article, baseUrl));
    // An entry should have a title, and a summary when it has no content (section 4.1.1.1).
    const title = headlineOf(article) ?? article.attachments?.[0]?.title ?? link;
    const shownSummary = summary ?? (html === undefined ? title : undefined);

    // `feed` writes the link, the dates and the content. The title and the id, which come first, are cut off.
    const feed = new Feed(emptyFeedOptions);
    feed.addItem({
      title: "",
      id: "urn:none",
      link,
      date: new Date(article.date_modified),
      published: new Date(article.date_published),
      ...(html !== undefined && { content: html }),
    });
    const entry = textBetween(feed.atom1(), "<entry>", "</entry>");

    const parts = [
      element("id", {}, escapeText(entryId(article.id, site))),
      // There is no `type`, because text is the default (section 3.1.1), and with it some parsers read an empty title as an
      // object.
      element("title", {}, escapePlain(title)),
      entry.slice(entry.indexOf(idEndTag) + idEndTag.length).trimStart(),
      // The link relations are those of section 4.2.7.2.
      ...(related === undefined ? [] : [element("link", { rel: "related", href: addressOf(related) })]),
      ...(shownSummary === undefined ? [] : [element("summary", { type: "text" }, escapePlain(shownSummary))]),
      ...authorElements(article.authors),
      ...(rights === undefined ? [] : [element("rights", {}, escapePlain(rights))]),
      ...(article.tags ?? []).map((tag) => categoryElement(tag, site)),
      ...(article.attachments ?? []).map(enclosureLink),
      ...imageElements(article),
      // An Atom link has no attribute for the duration.
      ...(article.attachments ?? [])
        .filter((each) => each.duration_in_seconds !== undefined)
        .map((each) => attachmentElement(each, article.media)),
    ];
    return element("entry", { "xml:lang": article.language }, indentLines(2, parts), "\n    ");
  },

  frame(context, updated) {
    const { site, channel } = context;
    const feed = new Feed({
      id: feedText(feedId(channel.slug, site)),
      title: feedText(channel.title),
      description: feedText(channel.description),
      updated: new Date(updated),
      generator: "Courant",
      author: feedAuthor(site.author ?? { name: site.title }),
      ...(site.copyright !== undefined && { copyright: feedText(site.copyright) }),
      ...(site.image !== undefined && { image: feedText(addressOf(site.image)) }),
    });
    const root = startTag("feed", {
      xmlns: "http://www.w3.org/2005/Atom",
      "xmlns:fh": historyNamespace,
      "xmlns:media": mediaNamespace,
      "xml:lang": channel.language ?? site.language,
    });
    const parts = [
      escapePlainTexts(textBetween(feed.atom1(), `<feed xmlns="http://www.w3.org/2005/Atom">`, "</feed>")),
      element("link", { rel: "self", type: mediaType, href: selfAddress(context, "atom") }),
      element("link", { rel: "alternate", type: "text/html", href: addressOf(site.url) }),
      ...historyElements(context, "atom", "link", mediaType),
    ];
    const head = `<?xml version="1.0" encoding="utf-8"?>\n${root}${indentLines(1, parts)}\n    `;
    return { head, separator: "\n    ", tail: "\n</feed>\n" };
  },
};

/**
 * Returns the feed's permanent id, a tag URI (RFC 4151) of the site's host and the channel's slug. It stays when the base
 * URL or the channel's definition changes. 2026 is a part of the id and never changes.
 */
function feedId(slug: string, site: Site): string {
  return `${tagAuthority(site)}:courant:${slug}`;
}

/**
 * Returns the article's id when it is an absolute IRI, and otherwise a tag URI with the id in it, which never changes. A
 * percent sign in the id becomes `=25`, because software that decodes twice would read `%25` as the start of a character.
 */
function entryId(id: string, site: Site): string {
  const isIri = /^[a-z][a-z0-9+.-]*:(?:[^\s<>"{}|\\^`%\p{Cc}]|%[0-9a-f]{2})+$/iu.test(id);
  return isIri ? id : `${tagAuthority(site)}:article:${encodeURIComponent(id).replaceAll("%25", "=25")}`;
}

function tagAuthority(site: Site): string {
  return `tag:${new URL(site.url).hostname.replace(/[^a-z0-9.-]/g, "")},2026`;
}

function feedAuthor({ name, url, email }: { name: string; url?: string; email?: string }) {
  return {
    name: feedText(name),
    ...(url !== undefined && { link: addressOf(url) }),
    ...(email !== undefined && { email: feedText(email) }),
  };
}

function categoryElement(tag: string, { tagScheme }: Site): string {
  if (tagScheme === undefined) return element("category", { term: tag });
  return element("category", { term: tag, scheme: addressOf(tagScheme), label: tag });
}

function enclosureLink({ url, mime_type, size_in_bytes, title }: Attachment): string {
  return element("link", {
    rel: "enclosure",
    type: mime_type,
    length: size_in_bytes?.toString(),
    href: addressOf(url),
    title,
  });
}
